"""When is the driver where? The best times for a route whose order is given.

The schedule ends as early as it can and starts as late as that allows, so nobody leaves at the opening of
the shift to wait at the first door; where visits have several windows, every later start that could give a
shorter day is tried, and the shortest is taken (the earliest of equals). Exact for windows and breaks: the
state of the search is how many breaks are over, and for each state being earlier is never worse.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from routing.engine import clockwork
from routing.engine.network import Car, Network
from routing.engine.rests import FOREVER, RestTable
from routing.engine.states import Leg, backward, forward

SHIFT_TRIES = 40


@dataclass(slots=True)
class Timing:
    """Times of one route. `rests` are (index, start, end, stops before it); `ok` False means that windows,
    shift or breaks are broken and the times only show by how much."""

    departure: int
    arrival: int
    arrivals: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    waits: list[int] = field(default_factory=list)
    rests: list[tuple[int, int, int, int]] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)  # breaks over when each service starts
    ok: bool = True

    @property
    def seconds(self) -> int:
        """From departure to arrival."""
        return self.arrival - self.departure


def time_route(net: Network, car: Car, visits: Sequence[int]) -> Timing:
    """The best times; for an impossible route the least late ones, with `ok` False."""
    timing = strict_timing(net, car, visits)
    if timing is not None:
        return timing
    legs = forward(net, car, visits, car.opens, car.rests, strict=False)
    if legs is None:  # valid breaks can always be taken before a late departure
        raise ValueError(f"the breaks of vehicle number {car.index} exclude each other")
    timing = _timing(net, visits, car.rests, legs)
    timing.ok = False
    return timing


def strict_timing(net: Network, car: Car, visits: Sequence[int]) -> Timing | None:
    """The best times that keep windows, shift and breaks; None when there are none."""
    departure = best_departure(net, car, visits)
    if departure is None:
        return None
    legs = forward(net, car, visits, departure, car.rests, strict=True)
    return None if legs is None else _timing(net, visits, car.rests, legs)


def span(net: Network, car: Car, visits: Sequence[int]) -> int | None:
    """Seconds from departure to arrival of the best schedule; None when the route is impossible."""
    if car.rests.breaks:
        timing = strict_timing(net, car, visits)
        return None if timing is None else timing.seconds
    best = _best_plain(net, car, visits)
    return None if best is None else best[1] - best[0]


def best_departure(net: Network, car: Car, visits: Sequence[int]) -> int | None:
    """When to leave so that the day is shortest, then earliest; None when the route is impossible."""
    best = _best_with_rests(net, car, visits) if car.rests.breaks else _best_plain(net, car, visits)
    return None if best is None else best[0]


def _best_plain(net: Network, car: Car, visits: Sequence[int]) -> tuple[int, int] | None:
    start, best = car.opens, None
    for _ in range(SHIFT_TRIES):
        times = clockwork.earliest(net, car, visits, start)
        if times is None:
            break
        back = clockwork.latest(net, car, visits, times[-1])
        departure = start if back is None else back[0]
        if best is None or times[-1] - departure < best[1] - best[0]:
            best = (departure, times[-1])
        if all(len(net.windows[visit]) <= 1 for visit in visits):
            break  # with one window each, starting later only moves the whole day
        later = clockwork.earliest(net, car, visits, departure)
        room = clockwork.room(net, visits, later[:-1]) if later else None
        if room is None:
            break
        start = departure + room + 1
    return best


def _best_with_rests(net: Network, car: Car, visits: Sequence[int]) -> tuple[int, int] | None:
    start, best = car.opens, None
    for _ in range(SHIFT_TRIES):
        legs = forward(net, car, visits, start, car.rests, strict=True)
        if legs is None:
            break
        departure = backward(net, car, visits, legs[-1].time)[0]
        if best is None or legs[-1].time - departure < best[1] - best[0]:
            best = (departure, legs[-1].time)
        later = forward(net, car, visits, departure, car.rests, strict=True)
        if later is None:
            break
        start = departure + _room(net, car, visits, later) + 1
    return best


def _room(net: Network, car: Car, visits: Sequence[int], legs: list[Leg]) -> int:
    """By how much this schedule may shift before a window or a break says no."""
    timing = _timing(net, visits, car.rests, legs)
    room = clockwork.room(net, visits, timing.starts)
    rooms = [FOREVER if room is None else room, car.closes - timing.arrival]
    rooms += [car.rests.breaks[index].closes - start for index, start, _, _ in timing.rests]
    rooms.append(car.rests.of(legs[-1].taken, len(car.rests.breaks)).latest - timing.arrival)
    return max(0, min(rooms))


def _timing(net: Network, visits: Sequence[int], rests: RestTable, legs: list[Leg]) -> Timing:
    """Write down what a search found: legs[0] is the departure, then one leg to each visit, then the end."""
    timing = Timing(departure=legs[0].time, arrival=legs[-1].time)
    leaves, taken = legs[0].time, legs[0].taken
    for at, leg in enumerate(legs[1:]):
        arrival, idle = _drive(timing, rests, leaves, leg, taken, at)
        if at < len(visits):
            timing.arrivals.append(arrival)
            timing.starts.append(leg.time)
            timing.waits.append(idle)
            timing.taken.append(leg.taken)
            leaves = leg.time + net.service[visits[at]]
        taken = leg.taken
    return timing


def _drive(timing: Timing, rests: RestTable, leaves: int, leg: Leg, taken: int, at: int) -> tuple[int, int]:
    """Note the breaks of one leg; answer when the wheels stop at the door and how long the driver idles."""
    clock, left, arrival = leaves, leg.drive, None
    for index in range(taken, leg.taken):
        rest = rests.breaks[index]
        begins = max(clock, rest.opens)
        if arrival is None and left <= begins - clock:
            arrival = clock + left
        left -= min(left, begins - clock)
        timing.rests.append((index, begins, begins + rest.duration, at))
        clock = begins + rest.duration
    if arrival is None:
        arrival = clock + left
    resting = sum(rest.duration for rest in rests.breaks[taken : leg.taken])
    return arrival, leg.time - leaves - leg.drive - resting
