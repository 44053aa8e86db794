"""Cheapest insertion with regret: a complete plan in a fraction of a second, and the answer to one new order.

Whoever would lose most by being second choice is placed first, the dearest to leave out before all others.
For every vehicle and every visit that is not placed yet the cheapest place is kept; after an insertion only
the changed route is looked at again, all visits at once in numpy. Earliest and latest times make each look
O(1) per place in the route; what they cannot see (breaks, limits on time and distance) is settled by the
judge's own schedule before a visit is really placed.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from routing.engine.network import Car, Network
from routing.engine.offers import NO_PLACE, RouteState, VisitArrays, best_places
from routing.engine.schedule import strict_timing

Sequences = dict[int, list[int]]


def insert(
    net: Network,
    start: Mapping[int, Sequence[int]] | None = None,
    visits: Iterable[int] | None = None,
    *,
    whatever_it_costs: bool = False,
) -> Sequences:
    """Place `visits` (all that are missing, if None) into `start`; what does not fit is simply not there.

    Deterministic. `start` must be possible; its order is kept. A visit whose cheapest place costs more than
    leaving it out stays out, unless `whatever_it_costs`.
    """
    routes = {car.index: list((start or {}).get(car.index, car.prefix)) for car in net.cars}
    there = {visit for order in routes.values() for visit in order}
    wanted = range(len(net.place)) if visits is None else visits
    missing = [visit for visit in wanted if visit not in there]
    if missing:
        _Inserter(net, routes, missing, whatever_it_costs=whatever_it_costs).run()
    return {car: order for car, order in routes.items() if order}


class _Inserter:
    """The table of best places: one row per vehicle, one column per visit that is not placed yet."""

    def __init__(
        self, net: Network, routes: Sequences, missing: list[int], *, whatever_it_costs: bool
    ) -> None:
        self.net, self.routes = net, routes
        self.missing = np.array(missing)
        self.arrays = VisitArrays(net, missing)
        self.open = np.ones(len(missing), dtype=bool)
        self.price = np.array([net.penalty[visit] for visit in missing], dtype=np.int64)
        self.ceiling = np.full(len(missing), NO_PLACE) if whatever_it_costs else self.price
        self.banned: dict[int, set[tuple[int, int]]] = {car.index: set() for car in net.cars}
        shape = (len(net.cars), len(missing))
        self.cost: npt.NDArray[np.int64] = np.full(shape, NO_PLACE, dtype=np.int64)
        self.at: npt.NDArray[np.int64] = np.zeros(shape, dtype=np.int64)
        for car in net.cars:
            self._look(car)

    def run(self) -> None:
        """Place one visit after the other until nobody has a place left."""
        while True:
            column = self._next()
            if column is None:
                return
            row = int(self.cost[:, column].argmin())
            car, place = self.net.cars[row], int(self.at[row, column])
            visit = int(self.missing[column])
            order = self.routes[row]
            changed = [*order[:place], visit, *order[place:]]
            if car.plain or fits(self.net, car, changed):
                self.routes[row] = changed
                self.open[column] = False
                self.cost[:, column] = NO_PLACE
                self.banned[row].clear()
                self._look(car)
            else:
                self.banned[row].add((column, place))
                self._look(car, column)

    def _next(self) -> int | None:
        """The column to place now: dearest to leave out, then largest regret, then first in the problem."""
        best = self.cost.min(axis=0)
        can = self.open & (best < NO_PLACE) & (best <= self.ceiling)
        if not can.any():
            return None
        dearest = self.price[can].max()
        can &= self.price == dearest
        second = np.partition(self.cost, 1, axis=0)[1] if len(self.cost) > 1 else best
        regret = np.where(can, np.minimum(second, NO_PLACE) - best, -1)
        return int(regret.argmax())

    def _look(self, car: Car, column: int | None = None) -> None:
        """Find the best places in one route again, for all open visits or only for one."""
        columns = np.flatnonzero(self.open) if column is None else np.array([column])
        allowed = self.net.allowed[car.index]
        columns = columns[[allowed[visit] for visit in self.missing[columns]]] if columns.size else columns
        self.cost[car.index, columns if column is not None else slice(None)] = NO_PLACE
        if not columns.size:
            return
        state = RouteState.of(self.net, car, self.routes[car.index])
        if state is None:
            return
        cost, at = best_places(car, state, self.arrays, columns, self.banned[car.index])
        self.cost[car.index, columns] = cost
        self.at[car.index, columns] = at


def fits(net: Network, car: Car, visits: Sequence[int]) -> bool:
    """Can this vehicle drive this order? Times, breaks and its own limits on time and distance."""
    timing = strict_timing(net, car, visits)
    if timing is None or timing.seconds > car.max_seconds:
        return False
    places = [car.start, *(net.place[visit] for visit in visits), car.end]
    metres = sum(car.metres[here][there] for here, there in pairwise(places))
    return metres <= car.max_metres
