"""What happens to a driver in the story: told by a seed and a name, so the same again after a restart."""

import hashlib
from dataclasses import dataclass

ABSENT, REFUSED, PARTIAL, CLOSED = 0.05, 0.025, 0.025, 0.015
"""How many of all visits end so; the rest is delivered."""
SAFE_PLACE, HOUSEHOLD, NEIGHBOUR = 0.06, 0.15, 0.05
BREAKDOWN = 0.08
"""How many routes lose time by the side of the road, once."""
LATE_START = 0.25


@dataclass(frozen=True, slots=True)
class Visit:
    """How a visit to a door ends: `act` is a kind of command."""

    act: str
    hand_over: str = ""
    reason: str = ""
    dwell: float = 1.0
    """How long it takes, by what was planned."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """After which of the stops the van stands still, and for how long."""

    after: int
    seconds: float


class Script:
    """The decisions for one driver. `trouble` scales how often anything goes wrong; 0: never."""

    def __init__(self, seed: int, *, trouble: float = 1.0) -> None:
        self._seed, self._trouble = seed, trouble

    def visit(self, order: str) -> Visit:
        """How the visit for the order of that number ends: numbers are the same in every play."""
        dwell = 0.6 + 1.2 * self.draw("dwell", order) ** 2
        drawn = self.draw("ending", order)
        for share, ending in (
            (ABSENT, Visit("stop.fail", reason="NOT_HOME", dwell=dwell)),
            (REFUSED, Visit("stop.fail", reason="REFUSED", dwell=dwell)),
            (CLOSED, Visit("stop.fail", reason="CLOSED", dwell=dwell)),
            (PARTIAL, Visit("stop.partial", hand_over="RECIPIENT", dwell=dwell)),
        ):
            if drawn < share * self._trouble:
                return ending
            drawn -= share * self._trouble
        return Visit("stop.deliver", hand_over=self._hand_over(order), dwell=dwell)

    def leaves_late(self, route: str) -> float:
        """By how many seconds the van leaves after its time."""
        if self.draw("late", route) >= LATE_START * self._trouble:
            return 0.0
        return 120 + 900 * self.draw("how late", route)

    def pace(self, stop: str) -> float:
        """How much longer than planned the way to a stop takes."""
        slow = 0.25 * self._trouble * self.draw("traffic", stop) ** 3
        return 0.9 + 0.2 * self.draw("pace", stop) + slow

    def breakdown(self, route: str, stops: int) -> Breakdown | None:
        """Whether, where and for how long the van breaks down."""
        if stops < 2 or self.draw("breakdown", route) >= BREAKDOWN * self._trouble:  # noqa: PLR2004 - a way
            return None
        after = 1 + int(self.draw("breakdown at", route) * (stops - 1))
        return Breakdown(after, 900 + 1500 * self.draw("breakdown for", route))

    def draw(self, what: str, name: str) -> float:
        """A number from 0 to 1 that follows from the seed, the question and the name."""
        digest = hashlib.sha256(f"{self._seed}/{what}/{name}".encode()).digest()
        return int.from_bytes(digest[:8], "big") / 2**64

    def _hand_over(self, order: str) -> str:
        drawn = self.draw("hand over", order)
        for share, way in ((SAFE_PLACE, "SAFE_PLACE"), (HOUSEHOLD, "HOUSEHOLD"), (NEIGHBOUR, "NEIGHBOUR")):
            if drawn < share:
                return way
            drawn -= share
        return "RECIPIENT"
