"""Earliest and latest times along a route without breaks: two plain loops, the engine's inner clock.

Arriving earlier is never worse, because waiting is allowed; so the earliest times of a route decide whether
it is possible at all, and the latest times decide how late it may start.
"""

from collections.abc import Sequence

from routing.engine.network import Car, Network

Windows = tuple[tuple[int, int], ...]


def first_start(windows: Windows, time: int) -> int | None:
    """When service can start for somebody who is at the door at `time`; None when it is too late."""
    if not windows:
        return time
    for opens, closes in windows:
        if time <= closes:
            return max(time, opens)
    return None


def last_start(windows: Windows, time: int) -> int | None:
    """The latest start of service that is not after `time`; None when that is before every window."""
    if not windows:
        return time
    for opens, closes in reversed(windows):
        if time >= opens:
            return min(time, closes)
    return None


def earliest(net: Network, car: Car, visits: Sequence[int], departure: int) -> list[int] | None:
    """Earliest start of each service and, last, arrival at the end of the route; None when impossible."""
    seconds, place, service, windows = car.seconds, net.place, net.service, net.windows
    time, here, times = departure, car.start, []
    for visit in visits:
        there = place[visit]
        time += seconds[here][there]
        for opens, closes in windows[visit]:
            if time <= closes:
                time = max(time, opens)
                break
        else:
            if windows[visit]:
                return None
        times.append(time)
        time += service[visit]
        here = there
    time += seconds[here][car.end]
    times.append(time)
    return times if time <= car.closes else None


def latest(net: Network, car: Car, visits: Sequence[int], arrival: int) -> list[int] | None:
    """Latest departure and, after it, latest start of each service, for being at the end by `arrival`."""
    seconds, place, service, several = car.seconds, net.place, net.service, net.several
    opens, closes = net.opens, net.closes
    time, there, times = arrival, car.end, []
    for visit in reversed(visits):
        here = place[visit]
        time -= seconds[here][there] + service[visit]
        if time < opens[visit]:
            return None
        if several[visit]:
            time = last_start(net.windows[visit], time) or 0
        elif time > closes[visit]:
            time = closes[visit]
        times.append(time)
        there = here
    times.append(time - seconds[car.start][there])
    times.reverse()
    return times


def room(net: Network, visits: Sequence[int], starts: Sequence[int]) -> int | None:
    """By how much all starts may shift together without leaving their windows; None is without end."""
    rooms = [
        next(closes for opens, closes in net.windows[visit] if start <= closes) - start
        for visit, start in zip(visits, starts, strict=True)
        if net.windows[visit]
    ]
    return min(rooms, default=None)
