"""Places inside a vehicle: rows from the bulkhead to the door, lanes side by side, tiers on each other.

Plain numbers. A lane is filled from the bulkhead, one stack after the other, so that nothing ever has to pass
what already stands there; which unit stands between which and the door follows from the places alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

PIECE_ML = 60_000
"""An ordinary parcel, where nobody says how many a vehicle takes: 60 litres."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a unit stands in an access group. Without places (row 0) only the rank says who is deeper."""

    group: str
    rank: int
    row: int = 0
    lane: int = 0
    tier: int = 0


@dataclass(frozen=True, slots=True)
class Weight:
    """What stacking asks of a unit."""

    grams: int = 0
    fragile: bool = False


@dataclass(slots=True)
class _Lane:
    """How far one lane is filled: the row of its last stack, and what stands in it from the floor up."""

    row: int = 1
    stack: list[Weight] = field(default_factory=list)


class Grid:
    """The places of one compartment while it is filled. `most_on_one`: grams that may rest on any unit."""

    def __init__(self, *, rows: int, lanes: int, tiers: int, most_on_one: int | None = None) -> None:
        self.rows, self.tiers, self.most_on_one = rows, tiers, most_on_one
        self._lanes = [_Lane() for _ in range(lanes)]

    def take(self, unit: Weight) -> tuple[int, int, int] | None:
        """The deepest place in reach that bears the unit: row, lane, tier; None where there is none.

        Rows fill before the next begins; on a fragile unit nothing is put.
        """
        open_places = [place for at in range(len(self._lanes)) if (place := self._next(at, unit))]
        if not open_places:
            return None
        row, number, tier = min(open_places)
        lane = self._lanes[number - 1]
        if tier == 1:
            lane.row, lane.stack = row, []
        lane.stack.append(unit)
        return (row, number, tier)

    def _next(self, at: int, unit: Weight) -> tuple[int, int, int] | None:
        lane = self._lanes[at]
        if lane.stack and len(lane.stack) < self.tiers and self._bears(lane.stack, unit):
            return (lane.row, at + 1, len(lane.stack) + 1)
        row = lane.row + 1 if lane.stack else lane.row
        return (row, at + 1, 1) if row <= self.rows else None

    def _bears(self, stack: list[Weight], unit: Weight) -> bool:
        if stack[-1].fragile:
            return False
        on_the_lowest = sum(one.grams for one in stack[1:]) + unit.grams
        return self.most_on_one is None or on_the_lowest <= self.most_on_one


def blockers(slots: Mapping[str, Slot]) -> dict[str, tuple[str, ...]]:
    """Per unit, those that stand between it and the door, in the order in which they went in."""
    groups: dict[str, list[str]] = {}
    for key in sorted(slots, key=lambda one: (slots[one].group, slots[one].rank, one)):
        groups.setdefault(slots[key].group, []).append(key)
    return {
        key: tuple(other for other in groups[slot.group] if _is_before(slots[other], slot))
        for key, slot in slots.items()
    }


def _is_before(other: Slot, slot: Slot) -> bool:
    """Whether `other` stands between `slot` and the door: nearer to it in the lane, or on top."""
    if not (other.row and slot.row):
        return other.rank > slot.rank
    return other.lane == slot.lane and (other.row, other.tier) > (slot.row, slot.tier)


def in_the_way(slots: Mapping[str, Slot], unit: str, inside: Collection[str]) -> tuple[str, ...]:
    """The units that must be moved to take the unit out now."""
    return tuple(other for other in blockers(slots)[unit] if other in inside)


def rehandles(
    slots: Mapping[str, Slot], unit: str, *, stops: Mapping[str, int], waiting: Collection[str]
) -> tuple[str, ...]:
    """What loading the unit now costs: units of later stops that are not in yet and belong behind it.

    They will stand in front of it instead, and each must be moved at the unit's stop.
    """
    behind = blockers({key: slots[key] for key in {*waiting, unit}})
    late = [key for key in behind if unit in behind[key] and stops[key] > stops[unit]]
    return tuple(sorted(late, key=lambda key: slots[key].rank))


def default_grid(*, units: int | None, millilitres: int) -> tuple[int, int, int]:
    """Rows, lanes and tiers of a space that takes so many units, or so many litres of ordinary parcels."""
    pieces = units or max(1, -(-millilitres // PIECE_ML))
    lanes = next(lanes for most, lanes in ((5, 1), (59, 2), (pieces, 3)) if pieces <= most)
    tiers = next(tiers for most, tiers in ((5, 1), (29, 2), (99, 3), (pieces, 4)) if pieces <= most)
    return (-(-pieces // (lanes * tiers)), lanes, tiers)
