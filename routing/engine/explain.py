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
from routing.engine.shortage import shortage
from routing.engine.suggest import Suggestion, apply_suggestion

MOST_STEPS = 8


def explain(net: Network, sequences: Sequences, left: Sequence[int]) -> list[Unplanned]:
    """A reason and a suggestion for every visit of `left`, given the plan as it is."""
    return [explain_one(net, sequences, visit) for visit in left]


def explain_one(net: Network, sequences: Sequences, visit: int) -> Unplanned:
    """The first obstacle is the reason; the suggestion removes all of them."""
    key, steps, cause, now = net.problem.visits[visit].key, list[Suggestion](), None, net
    for _ in range(MOST_STEPS):
        finding = _finding(now, sequences, visit)
        if finding is None:
            break
        cause = cause or finding.reason
        steps.append(finding.suggestion)
        now = Network(apply_suggestion(now.problem, finding.suggestion), like=net)
    else:
        return Unplanned(key, cause or reason("all_full"), None)
    if not steps:
        return Unplanned(key, reason("not_placed_yet"), None)
    suggestion = steps[0] if len(steps) == 1 else {"kind": "several", "steps": steps}
    return Unplanned(key, _by_priority(net, sequences, visit, cause or reason("all_full")), suggestion)


def _finding(net: Network, sequences: Sequences, visit: int) -> Finding | None:
    """What stands in the way now; None when the visit, and every part it was split into, has a place."""
    parts = _parts(net, visit)
    placed = insert(net, sequences, parts)
    there = {stop for order in placed.values() for stop in order}
    missing = [part for part in parts if part not in there]
    if not missing:
        return None
    return first_obstacle(net, missing[0]) or shortage(net, placed, missing[0])


def _parts(net: Network, visit: int) -> list[int]:
    """A visit and what it was split into."""
    key = net.problem.visits[visit].key
    parts = [visit]
    while f"{key}/{len(parts) + 1}" in net.visit_index and len(parts) < len(net.place):
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
