"""Which fixes of a phone may be where the vehicle is, and which are kept as history only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lastmile.models.points import metres_between
from lastmile.states import FixDoubt

FASTEST_METRES_PER_SECOND = 60
"""216 km/h."""
VAGUEST_M = 1000
AHEAD = timedelta(minutes=2)
"""How far a phone's clock may be ahead of ours after its correction."""
ENOUGH = 3
"""So many fixes in a row that agree with each other are believed against the one before them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fix:
    """One fix as a phone reports it; speed and heading are None where the phone did not know."""

    sequence: int
    fixed_at: datetime
    longitude: float
    latitude: float
    accuracy_m: int = 0
    speed_kmh: int | None = None
    heading: int | None = None

    @property
    def point(self) -> tuple[float, float]:
        """Longitude, latitude."""
        return self.longitude, self.latitude


def doubts(fixes: Iterable[Fix], *, before: Sequence[tuple[Fix, str]], received_at: datetime) -> list[str]:
    """Per fix, in the order of their times, its doubt or an empty string.

    `before` are the last few fixes of the phone with their doubts, oldest first. A vehicle that is nowhere
    near its last fix is not believed until several fixes in a row agree.
    """
    trusted, strangers = _past(before)
    found: list[str] = []
    for fix in fixes:
        doubt = ""
        if fix.fixed_at > received_at + AHEAD:
            doubt = FixDoubt.CLOCK
        elif fix.accuracy_m > VAGUEST_M:
            doubt = FixDoubt.VAGUE
        elif trusted is not None and not _can_drive(trusted, fix):
            strangers = [*strangers, fix] if strangers and _can_drive(strangers[-1], fix) else [fix]
            doubt = "" if len(strangers) >= ENOUGH else FixDoubt.SPEED
        if not doubt:
            trusted, strangers = fix, []
        found.append(doubt)
    return found


def _past(before: Sequence[tuple[Fix, str]]) -> tuple[Fix | None, list[Fix]]:
    trusted: Fix | None = None
    strangers: list[Fix] = []
    for fix, doubt in before:
        if not doubt:
            trusted, strangers = fix, []
        elif doubt == FixDoubt.SPEED:
            strangers = [*strangers, fix] if strangers and _can_drive(strangers[-1], fix) else [fix]
    return trusted, strangers


def _can_drive(one: Fix, other: Fix) -> bool:
    seconds = max(1.0, abs((other.fixed_at - one.fixed_at).total_seconds()))
    metres = metres_between(one.point, other.point) - one.accuracy_m - other.accuracy_m
    return metres <= FASTEST_METRES_PER_SECOND * seconds
