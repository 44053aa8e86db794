"""Times along a route with breaks: a small search whose state is the number of breaks that are over.

`forward` finds the earliest way through, `backward` the latest departure and starts. Breaks that fall
before the departure or after the arrival cost the route nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from routing.engine.clockwork import first_start, last_start
from routing.engine.network import Car, Network
from routing.engine.rests import FOREVER, NEVER, RestTable


@dataclass(frozen=True, slots=True)
class Leg:
    """Where a leg ends: `time` is the start of service (or arrival at the end), `taken` the breaks over by
    then, `drive` its seconds at the wheel. The first one stands for the departure."""

    time: int
    taken: int
    drive: int


Layer = list[tuple[int, int]]  # per state: (time or FOREVER, state of the layer before)


def forward(
    net: Network, car: Car, visits: Sequence[int], departure: int, rests: RestTable, *, strict: bool
) -> list[Leg] | None:
    """The earliest way through, leaving at `departure` or later; None when there is none.

    Not strict: windows may be missed and the shift may end late, only breaks are kept.
    """
    states = range(len(rests.breaks) + 1)
    begin = [rests.of(0, state) for state in states]
    leaves = [max(departure, rest.over) if rest.possible else FOREVER for rest in begin]
    layers: list[Layer] = [[(time, state) for state, time in enumerate(leaves)]]
    drives, here = [0], car.start
    for visit in visits:
        there = net.place[visit]
        drive = car.seconds[here][there]
        layer = _through(rests, leaves, drive)
        starts = [_start(net, visit, time, strict=strict) for time, _ in layer]
        layers.append([(start, came) for start, (_, came) in zip(starts, layer, strict=True)])
        drives.append(drive)
        leaves = [start + net.service[visit] if start < FOREVER else FOREVER for start in starts]
        here = there
    drives.append(car.seconds[here][car.end])
    last = _through(rests, leaves, drives[-1])
    layers.append(last)
    closes = car.closes if strict else FOREVER - 1
    ends = [(time, state) for state, (time, _) in enumerate(last) if _may_end(rests, state, time, closes)]
    return _trace(layers, drives, min(ends)[1]) if ends else None


def forward_states(net: Network, car: Car, visits: Sequence[int], departure: int) -> list[list[int]] | None:
    """Earliest departure from every point but the end, per number of breaks over; None when impossible."""
    rests, here = car.rests, car.start
    begin = [rests.of(0, state) for state in range(len(rests.breaks) + 1)]
    leaves = [max(departure, rest.over) if rest.possible else FOREVER for rest in begin]
    rows = [leaves]
    for visit in visits:
        there = net.place[visit]
        times = rests.arrivals(leaves, car.seconds[here][there])
        opens, closes, stay = net.opens[visit], net.closes[visit], net.service[visit]
        if net.several[visit]:
            times = [_start(net, visit, time, strict=True) for time in times]
        leaves = [FOREVER if time > closes else (max(opens, time)) + stay for time in times]
        rows.append(leaves)
        here = there
    last = rests.arrivals(leaves, car.seconds[here][car.end])
    ends = any(_may_end(rests, state, time, car.closes) for state, time in enumerate(last))
    return rows if ends else None


def _start(net: Network, visit: int, time: int, *, strict: bool) -> int:
    if time >= FOREVER:
        return FOREVER
    start = first_start(net.windows[visit], time)
    if start is None:
        return FOREVER if strict else time
    return start


def _through(rests: RestTable, leaves: list[int], drive: int) -> Layer:
    """The earliest end of a leg for every number of breaks over by then."""
    layer: Layer = []
    for after in range(len(leaves)):
        best = (FOREVER, 0)
        for before in range(after + 1):
            run, leave = rests.of(before, after), leaves[before]
            if leave < FOREVER and run.possible and leave <= run.latest:
                best = min(best, (max(leave + drive + run.total, run.over), before))
        layer.append(best)
    return layer


def _may_end(rests: RestTable, state: int, time: int, closes: int) -> bool:
    rest = rests.of(state, len(rests.breaks))
    return time <= closes and rest.possible and time <= rest.latest


def _trace(layers: list[Layer], drives: list[int], state: int) -> list[Leg]:
    legs = []
    for layer, drive in zip(reversed(layers), reversed(drives), strict=True):
        time, came = layer[state]
        legs.append(Leg(time, state, drive))
        state = came
    legs.reverse()
    return legs


def backward(net: Network, car: Car, visits: Sequence[int], arrival: int) -> list[int]:
    """Latest departure, then latest start of each service whatever breaks are over, to end by `arrival`."""
    layers = backward_states(net, car, visits, arrival)
    leaves = [time for state, time in enumerate(layers[0]) if time >= car.rests.of(0, state).over]
    return [max(leaves, default=NEVER), *(max(layer) for layer in layers[1:])]


def backward_states(net: Network, car: Car, visits: Sequence[int], arrival: int) -> list[list[int]]:
    """Per layer (departure, then each visit) and number of breaks over: the latest time, or NEVER."""
    rests, there = car.rests, car.end
    many = len(rests.breaks)
    last = [rests.of(state, many) for state in range(many + 1)]
    bounds = [min(arrival, rest.latest) if rest.possible else NEVER for rest in last]
    layers = []
    for visit in reversed(visits):
        here = net.place[visit]
        leaves = rests.departures(bounds, car.seconds[here][there])
        opens, closes, stay = net.opens[visit], net.closes[visit], net.service[visit]
        ends = [time - stay for time in leaves]
        if net.several[visit]:
            ends = [NEVER if (start := last_start(net.windows[visit], t)) is None else start for t in ends]
        bounds = [NEVER if time < opens else (min(closes, time)) for time in ends]
        layers.append(bounds)
        there = here
    layers.append(rests.departures(bounds, car.seconds[car.start][there]))
    layers.reverse()
    return layers
