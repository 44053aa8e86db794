"""Breaks of one vehicle, prepared so that taking several of them on one leg is a few additions.

Breaks are taken in their order. For the breaks `a … b-1` taken on one leg that is entered at time t:
they are over at max(t + total, over), whatever the driving between them; they are possible when t is at
most `latest`, provided that `possible` (their own windows do not collide).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from routing.engine.problem import Break

NEVER = -1
FOREVER = 1 << 60


@dataclass(frozen=True, slots=True)
class Rests:
    """A run of consecutive breaks taken together."""

    total: int
    over: int
    latest: int
    possible: bool


class RestTable:
    """`of(a, b)` are the breaks a … b-1 as one run; `breaks` the breaks themselves."""

    def __init__(self, breaks: Sequence[Break]) -> None:
        self.breaks = tuple(breaks)
        many = len(self.breaks)
        self._runs = [
            [self._run(a, b) if b >= a else _NONE for b in range(many + 1)] for a in range(many + 1)
        ]

        self.into = [
            [(a, run.total, run.over, run.latest) for a in range(b + 1) if (run := self._runs[a][b]).possible]
            for b in range(many + 1)
        ]
        self.out_of = [
            [
                (b, run.total, run.over, run.latest)
                for b in range(a, many + 1)
                if (run := self._runs[a][b]).possible
            ]
            for a in range(many + 1)
        ]

    def arrivals(self, leaves: Sequence[int], drive: int) -> list[int]:
        """The earliest end of a leg, per number of breaks over by then; `leaves` are the departures."""
        ends = []
        for ways in self.into:
            best = FOREVER
            for before, total, over, latest in ways:
                leave = leaves[before]
                if leave <= latest:
                    end = leave + drive + total
                    if over <= end < best:
                        best = end
                    elif end < over < best:
                        best = over
            ends.append(best)
        return ends

    def departures(self, bounds: Sequence[int], drive: int) -> list[int]:
        """The latest departure for a leg, per number of breaks over before; `bounds` are the latest ends."""
        leaves = []
        for ways in self.out_of:
            best = NEVER
            for after, total, over, latest in ways:
                bound = bounds[after]
                if over <= bound:
                    leave = bound - drive - total
                    if best < leave <= latest:
                        best = leave
                    elif best < latest < leave:
                        best = latest
            leaves.append(best)
        return leaves

    def of(self, a: int, b: int) -> Rests:
        """The run of breaks a … b-1."""
        return self._runs[a][b]

    def _run(self, a: int, b: int) -> Rests:
        total, over, latest, possible = 0, NEVER, FOREVER, True
        for rest in self.breaks[a:b]:
            latest = min(latest, rest.closes - total)
            possible = possible and max(over, rest.opens) <= rest.closes
            over = max(over, rest.opens) + rest.duration
            total += rest.duration
        return Rests(total, over, latest, possible)


_NONE = Rests(0, NEVER, FOREVER, possible=True)
