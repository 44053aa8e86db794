"""One route as the local search sees it: everything that makes asking "could it go here?" a few additions.

A `Tour` never changes; a changed order is a new tour. For a vehicle without breaks earliest and latest times
decide; with breaks there is one such pair of rows per number of breaks that are over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from routing.engine.clockwork import first_start, latest
from routing.engine.loads import loads_per_leg
from routing.engine.network import NO_LIMIT, Car, Network
from routing.engine.resting import RestRows
from routing.engine.schedule import span

UNKNOWN = -1


@dataclass(slots=True)
class Tour:
    """An order of visits on one car, with its times.

    `points` are the places from start to end. At position k a visit would stand between points k and k+1:
    one can leave point k at `leaves[k]` and must be at point k+1 by `due[k]`. `room` is what can still be
    put on board, per dimension; with collections it differs per position (`down_room`, `up_room`). `length`
    is the shortest time from departure to arrival of a route without breaks.
    """

    car: Car
    order: list[int]
    points: list[int]
    leaves: list[int]
    due: list[int]
    length: int
    rests: RestRows | None = None
    room: list[int] = field(default_factory=list)
    down_room: list[list[int]] = field(default_factory=list)
    up_room: list[list[int]] = field(default_factory=list)
    cost: int = UNKNOWN


def tour_of(net: Network, car: Car, order: list[int]) -> Tour | None:
    """The tour with its times; None when windows, shift, breaks or the car's limits say no."""
    points = [car.start, *[net.place[visit] for visit in order], car.end]
    tour = (
        _resting_tour(net, car, order, points) if car.rests.breaks else _plain_tour(net, car, order, points)
    )
    if tour is None:
        return None
    _load(net, tour)
    if not order:
        return tour
    if car.max_metres < NO_LIMIT and _metres(tour) > car.max_metres:
        return None
    if car.max_seconds < NO_LIMIT and _seconds(net, tour) > car.max_seconds:
        return None
    return tour


def cost_of(net: Network, tour: Tour) -> int:
    """What the tour costs, in parts of a minor unit; worked out once, when it is asked for."""
    if tour.cost == UNKNOWN:
        car = tour.car
        tour.cost = car.fixed if tour.order else 0
        if tour.order and car.per_second:
            tour.cost += car.per_second * _seconds(net, tour)
        if tour.order and car.per_metre:
            tour.cost += car.per_metre * _metres(tour)
    return tour.cost


def _metres(tour: Tour) -> int:
    rows = tour.car.metres
    return sum([rows[here][there] for here, there in pairwise(tour.points)])


def _seconds(net: Network, tour: Tour) -> int:
    """From departure to arrival of the shortest day."""
    if tour.rests is not None or net.any_several:
        return span(net, tour.car, tour.order) or tour.length
    return tour.length


def _plain_tour(net: Network, car: Car, order: list[int], points: list[int]) -> Tour | None:
    if not order:
        return Tour(car, order, points, [car.opens], [car.closes], 0)
    walked = _walk(net, car, order, points)
    due = latest(net, car, order, car.closes)
    if walked is None or due is None:
        return None
    return Tour(car, order, points, walked[0], [*due[1:], car.closes], walked[1])


def _resting_tour(net: Network, car: Car, order: list[int], points: list[int]) -> Tour | None:
    """Its plain times are the most generous of all ways to take the breaks; `fits_at` asks exactly."""
    rests = RestRows.of(net, car, order)
    if rests is None:
        return None
    leaves, due = [min(row) for row in rests.leaves], [max(row) for row in rests.due]
    return Tour(car, order, points, leaves, due, 0, rests)


def _walk(
    net: Network, car: Car, order: Sequence[int], points: Sequence[int]
) -> tuple[list[int], int] | None:
    """When each point can be left, and the shortest time from departure to arrival.

    The shortest time is carried along as Vidal et al. (2013) do: its length so far and the span of starts
    that reach it. With several windows per visit it is only an estimate.
    """
    rows, service, several, all_opens, all_closes = (
        car.seconds,
        net.service,
        net.several,
        net.opens,
        net.closes,
    )
    time, here = car.opens, car.start
    leaves, length, last = [time], 0, car.closes
    for visit, there in zip(order, points[1:], strict=False):
        drive, opens, closes = rows[here][there], all_opens[visit], all_closes[visit]
        time += drive
        length += drive
        if time > closes:
            return None
        if several[visit]:
            time = first_start(net.windows[visit], time) or 0
        elif time < opens:
            time = opens
        if opens - length > last:
            length = opens - last
        elif closes - length < last:
            last = closes - length
        stays = service[visit]
        time += stays
        length += stays
        leaves.append(time)
        here = there
    drive = rows[here][points[-1]]
    return None if time + drive > car.closes else (leaves, length + drive)


def _load(net: Network, tour: Tour) -> None:
    """What can still come on board."""
    capacity = tour.car.capacity
    if not net.has_pickups:
        down = net.delivery
        tour.room = [
            most - sum([down[visit][at] for visit in tour.order]) for at, most in enumerate(capacity)
        ]
        return
    legs = loads_per_leg(net, tour.order)
    tour.down_room = _least([[m - x for m, x in zip(capacity, leg, strict=True)] for leg in legs])
    backwards = _least([[m - x for m, x in zip(capacity, leg, strict=True)] for leg in reversed(legs)])
    tour.up_room = backwards[::-1]
    tour.room = list(capacity)


def _least(rows: list[list[int]]) -> list[list[int]]:
    """The smallest number of each column so far, row by row."""
    least = [rows[0]]
    for row in rows[1:]:
        least.append([min(a, b) for a, b in zip(least[-1], row, strict=True)])
    return least


def may_take(net: Network, tour: Tour, visit: int) -> bool:
    """Skills, number of stops and load, whatever the position."""
    car = tour.car
    if not net.allowed[car.index][visit] or len(tour.order) >= car.max_visits:
        return False
    return all(amount <= free for free, amount in zip(tour.room, net.delivery[visit], strict=True))


def fits_at(net: Network, tour: Tour, visit: int, at: int) -> bool:
    """What earliest and latest times cannot see: loads on the way, breaks, limits on time and distance."""
    if net.has_pickups:
        down = zip(tour.down_room[at], net.delivery[visit], strict=True)
        up = zip(tour.up_room[at], net.pickup[visit], strict=True)
        if any(amount > free for free, amount in (*down, *up)):
            return False
    if tour.rests is not None and not tour.rests.fits_at(net, tour.car, tour.points, visit, at):
        return False
    car = tour.car
    if car.max_seconds < NO_LIMIT or car.max_metres < NO_LIMIT:
        return tour_of(net, car, [*tour.order[:at], visit, *tour.order[at:]]) is not None
    return True
