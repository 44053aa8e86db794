"""When a vehicle will be where: its calls still to come, rolled forward from where it is.

Whole seconds on one clock, whichever the caller uses. No distances, no roads: driving times are given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Call:
    """One call still to come. `leaves_from` is the earliest moment at which it may be driven to."""

    travel_seconds: int
    service_seconds: int
    windows: tuple[tuple[int, int], ...] = ()
    leaves_from: int = 0


@dataclass(frozen=True, slots=True)
class Times:
    """When a vehicle reaches a call, begins and leaves."""

    arrival: int
    start: int
    departure: int


def expected(calls: Iterable[Call], *, leaves_at: int, now: int) -> list[Times]:
    """The times of each call for a vehicle that left its last place then; nothing is reached in the past."""
    found: list[Times] = []
    left = leaves_at
    for call in calls:
        arrival = max(max(left, call.leaves_from) + call.travel_seconds, now)
        start = start_within(arrival, call.windows)
        left = start + call.service_seconds
        found.append(Times(arrival, start, left))
    return found


def standing(*, arrival: int, service_seconds: int, windows: Sequence[tuple[int, int]], now: int) -> Times:
    """The times of the call at which a vehicle stands since `arrival`: it leaves no earlier than now."""
    start = start_within(arrival, windows)
    return Times(arrival, start, max(start + service_seconds, now))


def start_within[T: (int, datetime)](arrival: T, windows: Sequence[tuple[T, T]]) -> T:
    """When service can begin: in the first window, in order, that is not over at the arrival.

    After the last window it begins at once: late is better than never.
    """
    for opens, closes in windows:
        if arrival <= closes:
            return max(arrival, opens)
    return arrival
