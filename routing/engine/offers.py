"""What one route offers to visits that are not placed: for each the cheapest place in it, in numpy.

A place is possible when the new visit is reached inside a window, everything behind it is still reached by
its latest time, and no leg is overloaded. With breaks every way to take them is tried, for the places that
would do without them. A vehicle's limits on time and distance are not seen here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routing.engine import clockwork, limits
from routing.engine.loads import loads_per_leg
from routing.engine.network import Car, Network
from routing.engine.resting import RestRows
from routing.engine.rests import FOREVER, RestTable

Numbers = npt.NDArray[np.int64]
NO_PLACE = 1 << 61


class VisitArrays:
    """Place, service, windows and loads of the visits to place, as arrays (one row per visit)."""

    def __init__(self, net: Network, visits: Sequence[int]) -> None:
        many = max([len(net.windows[visit]) for visit in visits] or [0]) or 1
        self.place = np.array([net.place[visit] for visit in visits], dtype=np.int64)
        self.service = np.array([net.service[visit] for visit in visits], dtype=np.int64)
        self.opens = np.zeros((len(visits), many), dtype=np.int64)
        self.closes = np.full((len(visits), many), -1, dtype=np.int64)
        for row, visit in enumerate(visits):
            for column, (opens, closes) in enumerate(net.windows[visit] or ((0, FOREVER),)):
                self.opens[row, column], self.closes[row, column] = opens, closes
        shape = (len(visits), len(net.problem.loads))
        self.delivery = np.array([net.delivery[visit] for visit in visits], dtype=np.int64).reshape(shape)
        self.pickup = np.array([net.pickup[visit] for visit in visits], dtype=np.int64).reshape(shape)


@dataclass(slots=True)
class RouteState:
    """One route for insertion. Per place k (before stop k; the last before the end): the places before and
    after it, when one can leave the one and must be at the other, the room for deliveries and collections."""

    before: Numbers
    after: Numbers
    leaves: Numbers
    due: Numbers
    room_delivery: Numbers
    room_pickup: Numbers
    full: bool
    used: bool
    first: int
    rests: RestRows | None

    @classmethod
    def of(cls, net: Network, car: Car, visits: Sequence[int]) -> "RouteState | None":
        """Look at one route; None when it is not possible as it is."""
        times = _times(net, car, visits)
        rests = RestRows.of(net, car, visits) if car.rests.breaks else None
        if times is None or (car.rests.breaks and rests is None):
            return None
        places = np.array([car.start, *(net.place[visit] for visit in visits), car.end], dtype=np.int64)
        legs = np.array(loads_per_leg(net, visits), dtype=np.int64).reshape(len(visits) + 1, -1)
        capacity = np.array(car.capacity, dtype=np.int64).reshape(1, -1)
        heaviest_so_far = np.maximum.accumulate(legs, axis=0)
        heaviest_from_here = np.maximum.accumulate(legs[::-1], axis=0)[::-1]
        return cls(
            before=places[:-1],
            after=places[1:],
            leaves=np.array(times[0], dtype=np.int64),
            due=np.array(times[1], dtype=np.int64),
            room_delivery=capacity - heaviest_so_far,
            room_pickup=capacity - heaviest_from_here,
            full=len(visits) >= car.max_visits,
            used=bool(visits),
            first=len(car.prefix),
            rests=rests,
        )


def _times(net: Network, car: Car, visits: Sequence[int]) -> tuple[list[int], list[int]] | None:
    """When one can leave each point but the last, and must be at each point but the first."""
    if not visits:  # nobody drives: the leg from start to end does not count
        return [car.opens], [car.closes]
    starts = clockwork.earliest(net, car, visits, car.opens)
    bounds = clockwork.latest(net, car, visits, car.closes)
    if starts is None or bounds is None:
        return None
    leaves = [car.opens, *(start + net.service[v] for start, v in zip(starts, visits, strict=False))]
    return leaves, [*bounds[1:], car.closes]


def best_places(
    car: Car,
    route: RouteState,
    visits: VisitArrays,
    rows: npt.NDArray[np.intp],
    banned: Collection[tuple[int, int]],
) -> tuple[Numbers, Numbers]:
    """Cheapest place of every visit in `rows`: (extra cost in parts or NO_PLACE, position in the route)."""
    seconds, metres = car.tables.seconds, car.tables.metres
    place = visits.place[rows]
    there = seconds[route.before[:, None], place[None, :]].astype(np.int64).T
    back = seconds[place[:, None], route.after[None, :]].astype(np.int64)
    starts = _starts(visits, rows, route.leaves[None, :] + there)
    possible = starts + visits.service[rows][:, None] + back <= route.due[None, :]
    possible &= _loads_fit(route, visits, rows)
    possible[:, : route.first] = False
    far = metres[route.before[:, None], place[None, :]].astype(np.int64).T
    far += metres[place[:, None], route.after[None, :]]
    possible &= far < limits.NO_ROAD
    if route.full:
        possible[:] = False
    if route.rests is not None:
        _with_breaks(route, visits, rows, possible, there, back)
    direct_m = metres[route.before, route.after].astype(np.int64)
    direct_s = seconds[route.before, route.after].astype(np.int64)
    direct_m, direct_s = (direct_m, direct_s) if route.used else (direct_m * 0, direct_s * 0)
    cost = (far - direct_m[None, :]) * car.per_metre + (there + back - direct_s[None, :]) * car.per_second
    cost += (visits.service[rows] * car.per_second)[:, None] + (0 if route.used else car.fixed)
    cost = np.where(possible, cost, NO_PLACE)
    for row, position in banned:
        cost[rows == row, position] = NO_PLACE
    at = cost.argmin(axis=1)
    return cost[np.arange(len(rows)), at], at


def _starts(visits: VisitArrays, rows: npt.NDArray[np.intp], arrivals: Numbers) -> Numbers:
    """When service would start for these arrivals: the first window that is not over."""
    starts = np.full(arrivals.shape, FOREVER, dtype=np.int64)
    for window in reversed(range(visits.opens.shape[1])):
        opens, closes = visits.opens[rows, window][:, None], visits.closes[rows, window][:, None]
        starts = np.where(arrivals <= closes, np.maximum(arrivals, opens), starts)
    return starts


def _with_breaks(
    route: RouteState,
    visits: VisitArrays,
    rows: npt.NDArray[np.intp],
    possible: npt.NDArray[np.bool_],
    there: Numbers,
    back: Numbers,
) -> None:
    """Strike out the places at which no way to take the breaks is left."""
    if route.rests is None:
        return
    one, at = np.nonzero(possible)
    leaves, due = np.array(route.rests.leaves)[at].T, np.array(route.rests.due)[at].T
    reached = _legs(route.rests.rests, leaves, there[one, at])
    starts = [_starts(visits, rows[one], times[:, None])[:, 0] for times in reached]
    gone = np.stack([np.minimum(start + visits.service[rows[one]], FOREVER) for start in starts])
    after = _legs(route.rests.rests, gone, back[one, at])
    possible[one, at] = (np.stack(after) <= due).any(axis=0)


def _legs(rests: RestTable, leaves: Numbers, drive: Numbers) -> list[Numbers]:
    """The earliest ends of many legs at once, per number of breaks over by then."""
    ends = []
    for ways in rests.into:
        best = np.full(drive.shape, FOREVER, dtype=np.int64)
        for before, total, over, latest in ways:
            end = np.maximum(leaves[before] + drive + total, over)
            best = np.where(leaves[before] <= latest, np.minimum(best, end), best)
        ends.append(best)
    return ends


def _loads_fit(route: RouteState, visits: VisitArrays, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    down, up = visits.delivery[rows][:, None, :], visits.pickup[rows][:, None, :]
    fit = (down <= route.room_delivery[None, :, :]) & (up <= route.room_pickup[None, :, :])
    result: npt.NDArray[np.bool_] = fit.all(axis=2)
    return result
