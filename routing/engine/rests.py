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
