"""solve(problem) -> plan: greedy insertion at once, then improvement until the time or the work is used up.

The only clock of the engine is here: the deadline. With a limit of work instead of seconds the same problem
and the same parameters give the same plan. What comes back has passed the independent checker.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from routing.engine.check import check
from routing.engine.errors import LockedPlanError, SolverError
from routing.engine.evaluate import assemble, judge_route, sequences_of
from routing.engine.explain import explain
from routing.engine.improve import ruin_and_recreate
from routing.engine.insertion import Sequences, insert
from routing.engine.network import Network
from routing.engine.plan import Plan, Unplanned
from routing.engine.problem import Problem
from routing.engine.reasons import reason
from routing.engine.rules import RULES
from routing.engine.validate import validate

FIRST_SHARE = 0.75  # of the time goes to ruin and recreate, the rest to OR-Tools
ORTOOLS_UP_TO = 600  # visits; beyond, its first look around outlasts any planner's patience
LONG_ENOUGH = 86_400.0  # seconds, when work is the limit
TELL_EVERY = 0.25  # seconds between two plans that are told


@dataclass(frozen=True, slots=True)
class Progress:
    """A better plan, `seconds` after the start; its cost is the evaluator's."""

    seconds: float
    plan: Plan


@dataclass(frozen=True, slots=True)
class Budget:
    """What one solve may use: seconds of `clock`, or steps of each improver when `work` is given."""

    seconds: float = 10
    work: int | None = None
    clock: Callable[[], float] = time.monotonic


def solve(
    problem: Problem,
    *,
    seconds: float = 10,
    seed: int = 1,
    start: Plan | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    work: int | None = None,
) -> Plan:
    """The best plan found within `seconds`; or, when `work` is given, within so many steps of each improver
    whatever the time, and then the same problem, seed and work give the same plan.

    `start` is a plan to begin from; what is wrong with it is mended. `on_progress` gets every better plan,
    beginning with the greedy one. `cancelled` is asked often; when it says True the best plan so far is
    returned. Raises ProblemError, LockedPlanError (what is locked cannot be driven) or SolverError.
    """
    budget = Budget(seconds, work)
    return solve_within(problem, budget, seed=seed, start=start, on_progress=on_progress, cancelled=cancelled)


def solve_within(
    problem: Problem,
    budget: Budget,
    *,
    seed: int = 1,
    start: Plan | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """`solve` with a budget that may be counted by another clock, such as the processor's own."""
    validate(problem)
    run = _Run(Network(problem), budget, on_progress, cancelled or _never)
    run.begin(start)
    run.ruin_and_recreate(seed)
    run.polish()
    return run.finish()


class _Run:
    """One solve: the best order of visits so far and its exact cost."""

    def __init__(
        self,
        net: Network,
        budget: Budget,
        on_progress: Callable[[Progress], None] | None,
        cancelled: Callable[[], bool],
    ) -> None:
        self.net, self.cancelled, self.work = net, cancelled, budget.work
        self._clock, self._seconds = budget.clock, budget.seconds
        self._began = self._told = self._clock()
        self._on_progress = on_progress
        self._waiting: Sequences | None = None
        self._best: Sequences = {}
        self._parts: int | None = None

    def begin(self, start: Plan | None) -> None:
        """The first complete plan: what is locked and given, and everything else put in greedily."""
        locked = {car.index: list(car.prefix) for car in self.net.cars if car.prefix}
        broken = _violations(self.net, locked)
        if broken:
            raise LockedPlanError(broken)
        given = _mended(self.net, sequences_of(self.net, start)) if start else locked
        self._offer(insert(self.net, given))

    def ruin_and_recreate(self, seed: int) -> None:
        """Improve by our own local search; OR-Tools gets the rest of the time for problems of its size."""
        share = FIRST_SHARE if len(self.net.place) <= ORTOOLS_UP_TO else 1.0
        began, lasts = self._clock(), self._left() * share

        def spent(steps: int) -> float:
            if self.cancelled():
                return 1.0
            if self.work is not None:
                return steps / max(1, self.work)
            return (self._clock() - began) / lasts if lasts > 0 else 1.0

        if self._may_go_on():
            self._offer(ruin_and_recreate(self.net, self._best, spent, self._hear, seed))

    def polish(self) -> None:
        """Improve with OR-Tools from there."""
        if not self._may_go_on() or len(self.net.place) > ORTOOLS_UP_TO:
            return
        from routing.engine.ortools.search import Search, polish

        timed = self.work is None and self._clock is time.monotonic
        seconds = self._left() if timed else LONG_ENOUGH  # otherwise `_stop` alone ends the search
        self._waiting = None
        polish(self.net, self._best, Search(seconds, self.work, self._stop), self._hear)
        self._tell_last()

    def _tell_last(self) -> None:
        if self._waiting is not None:
            self._offer(self._waiting)

    def finish(self) -> Plan:
        """The best plan with reasons for what is left out, checked."""
        missing = _left_out(self.net, self._best)
        visits = self.net.problem.visits
        self._offer(insert(self.net, self._best, [at for at in missing if visits[at].penalty is None]))
        self._offer(insert(self.net, self._best))
        sequences = self._best
        plan = assemble(self.net, sequences, explain(self.net, sequences, _left_out(self.net, sequences)))
        faults = check(self.net.problem, plan)
        if faults:
            raise SolverError("; ".join(str(fault) for fault in faults[:5]))
        return plan

    def _left(self) -> float:
        return self._began + self._seconds - self._clock()

    def _may_go_on(self) -> bool:
        return bool(self.net.place) and not self._stop()

    def _stop(self) -> bool:
        return self.cancelled() or (self.work is None and self._left() <= 0)

    def _hear(self, sequences: Sequences) -> None:
        """An improver found something better; judging it costs time, so not every one is told at once."""
        now = self._clock()
        if self.work is None and now - self._told < TELL_EVERY:
            self._waiting = sequences
            return
        self._waiting, self._told = None, now
        self._offer(sequences)

    def _offer(self, sequences: Sequences) -> None:
        """Keep a plan if it is really better and breaks nothing."""
        left = [
            Unplanned(self.net.problem.visits[visit].key, reason("not_placed_yet"))
            for visit in _left_out(self.net, sequences)
        ]
        plan = assemble(self.net, sequences, left)
        if self._parts is not None and plan.parts >= self._parts:
            return
        if check(self.net.problem, plan):
            return
        self._best, self._parts = sequences, plan.parts
        if self._on_progress is not None:
            self._on_progress(Progress(self._clock() - self._began, plan))


def _never() -> bool:
    return False


def _left_out(net: Network, sequences: Sequences) -> list[int]:
    planned = {visit for order in sequences.values() for visit in order}
    return [visit for visit in range(len(net.place)) if visit not in planned]


def _violations(net: Network, sequences: Mapping[int, Sequence[int]]) -> tuple[object, ...]:
    judged = [judge_route(net, net.cars[car], list(order)) for car, order in sequences.items() if order]
    return tuple(broken for route in judged for rule in RULES for broken in rule(route))


def _mended(net: Network, given: Sequences) -> Sequences:
    """A given plan without what does not fit any more: each route keeps as much of its order as it can."""
    seen = set(net.prefixed)
    routes: Sequences = {}
    for car in net.cars:
        routes[car.index] = kept = list(car.prefix)
        wanted = [visit for visit in given.get(car.index, ()) if visit not in seen]
        wanted = [visit for at, visit in enumerate(wanted) if visit not in wanted[:at]]
        if not _violations(net, {car.index: [*kept, *wanted]}):
            kept += wanted
        else:
            for visit in wanted:
                if not _violations(net, {car.index: [*kept, visit]}):
                    kept.append(visit)
        seen.update(kept)
    return {car: order for car, order in routes.items() if order}
