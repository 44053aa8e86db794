"""Where a unit stands, in words that a loader and a driver read: “rear left, floor”."""

from django.utils.translation import gettext as _

from lastmile.models import Compartment
from lastmile.states import DoorSide

PAIR, THREE = 2, 3


def place_words(*, spot: tuple[int, int, int], grid: tuple[int, int, int], door: str = DoorSide.REAR) -> str:
    """The words for row, lane and tier of a grid of so many; empty for a unit without a place."""
    if not spot[0]:
        return ""
    depth = _depth(spot[0], grid[0], door)
    side, level = _side(spot[1], grid[1]), _level(spot[2], grid[2])
    where = " ".join(word for word in (depth, side) if word)
    return ", ".join(word for word in (where, level) if word)


def grid_of(space: Compartment) -> tuple[int, int, int]:
    """The compartment's rows, lanes and tiers as they were set; rows 0 where nobody did."""
    return (space.rows, space.lanes, space.tiers)


def _depth(row: int, rows: int, door: str) -> str:
    if rows == 1:
        return ""
    third = min((row - 1) * THREE // rows, PAIR) if rows > PAIR else (row - 1) * PAIR
    if door == DoorSide.REAR:
        return (_("front"), _("middle"), _("rear"))[third]
    return (_("far side"), _("middle"), _("by the door"))[third]


def _side(lane: int, lanes: int) -> str:
    if lanes == 1:
        return ""
    if lanes == PAIR:
        return (_("left"), _("right"))[lane - 1]
    if lanes == THREE:
        return (_("left"), _("centre"), _("right"))[lane - 1]
    return _("lane %(number)d") % {"number": lane}


def _level(tier: int, tiers: int) -> str:
    if tiers == 1:
        return ""
    if tier == 1:
        return _("floor")
    return _("top") if tier == tiers else _("level %(number)d") % {"number": tier}
