"""Why is this visit not in the plan, and what would get it in?

First what nobody could do at all (skills, size, roads, hours), then what this plan leaves no room for. Every
suggestion is tried before it is made: the change is applied and the visit is placed into the plan. When one
change is not enough, the next obstacle is looked at, and the suggestion becomes `several`.
"""

from collections.abc import Sequence

from routing.engine.insertion import Sequences, insert
from routing.engine.network import Network
from routing.engine.obstacles import Finding, first_obstacle
from routing.engine.plan import Reason, Unplanned
from routing.engine.reasons import reason
from routing.engine.shortage import Shortage
from routing.engine.suggest import Suggestion, apply_suggestion

MOST_STEPS = 8


def explain(net: Network, sequences: Sequences, left: Sequence[int]) -> list[Unplanned]:
    """A reason and a suggestion for every visit of `left`, given the plan as it is."""
    plan = Shortage(net, sequences)
    return [_explain(plan, sequences, visit) for visit in left]


def _explain(plan: Shortage, sequences: Sequences, visit: int) -> Unplanned:
    """The first obstacle is the reason; the suggestion removes all of them."""
    net, steps, key = plan.net, list[Suggestion](), plan.net.problem.visits[visit].key
    finding = _finding(plan, visit)
    if finding is None:  # a place, but one that makes the driver wait for more than the visit is worth
        finding = plan.too_dear(visit)
    cause, now = finding.reason, net
    while finding is not None and len(steps) < MOST_STEPS:
        steps.append(finding.suggestion)
        insist = {**finding.suggestion, "insist_on": key}
        now = Network(apply_suggestion(now.problem, insist), like=net)
        finding = _finding_of_parts(now, sequences, visit)
    change = steps[0] if len(steps) == 1 else {"kind": "several", "steps": steps}
    suggestion = None if finding else {**change, "insist_on": key}
    cause = _by_priority(net, sequences, visit, cause)
    return Unplanned(key, cause, suggestion)


def _finding(plan: Shortage, visit: int) -> Finding | None:
    """What stands in the way of one visit; None when it has a place."""
    if plan.has_place(visit):
        return None
    return first_obstacle(plan.net, visit) or plan.of(visit)


def _finding_of_parts(net: Network, sequences: Sequences, visit: int) -> Finding | None:
    """The same for a visit that may have been split: each part must have its place beside the others."""
    parts = _parts(net, visit)
    placed = insert(net, sequences, parts) if len(parts) > 1 else sequences
    there = {stop for order in placed.values() for stop in order}
    missing = [part for part in parts if part not in there]
    return _finding(Shortage(net, placed), missing[0]) if missing else None


def _parts(net: Network, visit: int) -> list[int]:
    """A visit and what it was split into."""
    key = net.problem.visits[visit].key
    parts = [visit]
    while f"{key}/{len(parts) + 1}" in net.visit_index:
        parts.append(net.visit_index[f"{key}/{len(parts) + 1}"])
    return parts


def _by_priority(net: Network, sequences: Sequences, visit: int, cause: Reason) -> Reason:
    """When everything that was planned instead matters more, say that."""
    full = {"windows_full", "shifts_full", "vehicles_full", "all_full"}
    visits = net.problem.visits
    planned = [visits[stop].priority for order in sequences.values() for stop in order]
    if cause.code in full and planned and min(planned) > visits[visit].priority:
        return reason("lower_priority", priority=visits[visit].priority)
    return cause
