"""Runs OR-Tools from a complete plan and hands every better plan out.

Traps that are kept shut here (measured in the project's routing study): the model must be closed with the
search parameters before an assignment is read, or the metaheuristic is silently ignored; a start that misses
visits costs a second before anything appears, so the start is made complete first; the library holds
Python's lock while it searches, so cancelling is asked from inside the search.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.engine.network import Network
from routing.engine.ortools.model import Model

if TYPE_CHECKING:
    from ortools.constraint_solver.routing_parameters_pb2 import RoutingSearchParameters

Sequences = dict[int, list[int]]
CALLS_PER_PLAN = 50  # calls of the limit that stand for one accepted plan when work is limited
ASK_EVERY = 64  # calls of the limit between two questions whether to stop


@dataclass(slots=True)
class Search:
    """What a search may use: seconds (its own deadline) or a number of accepted plans, or both."""

    seconds: float
    plans: int | None
    cancelled: Callable[[], bool]


def polish(
    net: Network,
    start: Mapping[int, Sequence[int]],
    search: Search,
    on_plan: Callable[[Sequences], None],
) -> None:
    """Improve `start` (possible, complete but for what has no place) until the search's limits are used up.

    Every plan that is better in OR-Tools' eyes goes to `on_plan`; the caller judges it.
    """
    model = Model(net)
    parameters = _parameters(search)
    model.routing.CloseModelWithParameters(parameters)
    routes = [[model.index[visit] for visit in start.get(car.index, ())] for car in net.cars]
    routes = [[model.manager.IndexToNode(index) for index in order] for order in routes]
    watch = _Watch(model, search, on_plan)
    model.routing.AddAtSolutionCallback(watch.look)
    limit = model.routing.solver().CustomLimit(watch.stop)
    model.routing.AddSearchMonitor(limit)
    first = model.routing.ReadAssignmentFromRoutes(routes, ignore_inactive_indices=True)
    if first is not None:
        model.routing.SolveFromAssignmentWithParameters(first, parameters)


def _parameters(search: Search) -> "RoutingSearchParameters":
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    parameters = pywrapcp.DefaultRoutingSearchParameters()
    strategy = routing_enums_pb2.FirstSolutionStrategy
    parameters.first_solution_strategy = strategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(max(1, int(search.seconds * 1_000)))
    if search.plans is not None:
        parameters.solution_limit = search.plans
    return parameters


class _Watch:
    """Called from inside the search: reads every better plan, and says when to stop."""

    def __init__(self, model: Model, search: Search, on_plan: Callable[[Sequences], None]) -> None:
        self._model, self._search, self._on_plan = model, search, on_plan
        self._best: int | None = None
        self._asked = 0
        self._stopped = False

    def look(self) -> None:
        """A plan was accepted; hand it out if it is the best so far."""
        cost = self._model.routing.CostVar().Min()
        if self._best is None or cost < self._best:
            self._best = cost
            self._on_plan(self._read())
        if self._search.cancelled():
            self._stopped = True
            self._model.routing.solver().FinishCurrentSearch()

    def stop(self) -> bool:
        """Asked very often, so the caller is asked only now and then."""
        self._asked += 1
        if self._search.plans is not None and self._asked > self._search.plans * CALLS_PER_PLAN:
            self._stopped = True
        if self._asked % ASK_EVERY == 0 and self._search.cancelled():
            self._stopped = True
        return self._stopped

    def _read(self) -> Sequences:
        routing, manager = self._model.routing, self._model.manager
        sequences: Sequences = {}
        for car in self._model.net.cars:
            order, index = [], routing.NextVar(routing.Start(car.index)).Value()
            while not routing.IsEnd(index):
                order.append(manager.IndexToNode(index))
                index = routing.NextVar(index).Value()
            if order:
                sequences[car.index] = order
        return sequences
