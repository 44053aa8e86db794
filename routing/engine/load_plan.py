"""In which order a vehicle is loaded, so that the goods of the next stop always stand by the door.

Plain numbers in, plain numbers out: stops are 1 … n in the order of delivery. Ranks are per access group
(one compartment behind one door): a truck with a side door has two orders that do not touch.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

DRIVE_THROUGH = "drive_through"  # a lane is filled at one end and emptied at the other
DEAD_END = "dead_end"  # filled and emptied at the same end
OPEN = "open"  # every position can be reached


@dataclass(frozen=True, slots=True)
class LoadUnit:
    """A handling unit for stop number `stop`. `band` is its temperature band; `fragile` goes on last."""

    key: str
    stop: int
    grams: int = 0
    millilitres: int = 0
    band: str = ""
    fragile: bool = False


@dataclass(frozen=True, slots=True)
class Compartment:
    """A space behind one door. `rows` x `lanes` x `tiers` positions, or none for loose parcels (rows 0).

    Row 1 is at the bulkhead. A limit of None does not apply.
    """

    key: str
    door: str = "rear"
    band: str = ""
    max_grams: int | None = None
    max_millilitres: int | None = None
    max_units: int | None = None
    rows: int = 0
    lanes: int = 1
    tiers: int = 1

    @property
    def group(self) -> str:
        """The access group: what is loaded and unloaded in one order."""
        return f"{self.key}/{self.door}"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where and when a unit goes: `load_rank` 1 is loaded first (and stands deepest), `stage_rank` 1 is put
    into the lane first; row, lane and tier are 0 without positions. `blocked_by` are the units that stand
    between it and the door."""

    unit: str
    stop: int
    group: str
    load_rank: int
    stage_rank: int
    row: int = 0
    lane: int = 0
    tier: int = 0
    blocked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Misfit:
    """A unit that has no place: `no_compartment` of its band, `too_heavy`, `too_large` or `too_many`."""

    unit: str
    code: str


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """The order of loading, what does not fit, and what each compartment carries."""

    placements: tuple[Placement, ...]
    misfits: tuple[Misfit, ...] = ()
    grams: dict[str, int] = field(default_factory=dict)
    millilitres: dict[str, int] = field(default_factory=dict)

    @property
    def loading_list(self) -> tuple[str, ...]:
        """Unit keys in the order in which they are loaded, group by group."""
        return tuple(one.unit for one in sorted(self.placements, key=lambda one: (one.group, one.load_rank)))


def plan_load(
    compartments: Sequence[Compartment], units: Iterable[LoadUnit], *, lane: str = DRIVE_THROUGH
) -> LoadPlan:
    """Last stop first; within a stop heavy before light and fragile last. Deterministic.

    A unit goes into the first compartment of its band with room. `lane` is how the staging lane works.
    """
    if lane not in {DRIVE_THROUGH, DEAD_END, OPEN}:
        raise ValueError(f"no such kind of lane: {lane!r}")
    filled: dict[str, list[LoadUnit]] = {compartment.key: [] for compartment in compartments}
    misfits = []
    for unit in sorted(units, key=_loads_before):
        code = "no_compartment"
        for compartment in compartments:
            if compartment.band == unit.band:
                code = _refusal(compartment, filled[compartment.key], unit)
                if not code:
                    filled[compartment.key].append(unit)
                    break
        if code:
            misfits.append(Misfit(unit.key, code))
    placements = [
        one for compartment in compartments for one in _placed(compartment, filled[compartment.key], lane)
    ]
    return LoadPlan(
        tuple(placements),
        tuple(misfits),
        {key: sum(unit.grams for unit in inside) for key, inside in filled.items()},
        {key: sum(unit.millilitres for unit in inside) for key, inside in filled.items()},
    )


def _loads_before(unit: LoadUnit) -> tuple[int, bool, int, str]:
    return (-unit.stop, unit.fragile, -unit.grams, unit.key)


def _refusal(compartment: Compartment, inside: Sequence[LoadUnit], unit: LoadUnit) -> str:
    """Why the unit does not fit into this compartment; empty when it does."""
    grams = sum(other.grams for other in inside) + unit.grams
    millilitres = sum(other.millilitres for other in inside) + unit.millilitres
    places = compartment.rows * compartment.lanes * compartment.tiers
    if compartment.max_grams is not None and grams > compartment.max_grams:
        return "too_heavy"
    if compartment.max_millilitres is not None and millilitres > compartment.max_millilitres:
        return "too_large"
    most = [limit for limit in (compartment.max_units, places or None) if limit is not None]
    return "too_many" if most and len(inside) >= min(most) else ""


def _placed(compartment: Compartment, inside: Sequence[LoadUnit], lane: str) -> list[Placement]:
    """Ranks and positions: positions are filled from the bulkhead, a whole row before the next."""
    spots = [_spot(compartment, at) for at in range(len(inside))]
    placements = []
    for at, (unit, (row, column, tier)) in enumerate(zip(inside, spots, strict=True)):
        before_door = [
            other.key
            for other, (other_row, other_column, other_tier) in zip(inside, spots, strict=True)
            if row and other_column == column and (other_row, other_tier) > (row, tier)
        ]
        blocked_by = tuple(before_door) if row else tuple(other.key for other in inside[at + 1 :])
        rank = at + 1
        stage = len(inside) - at if lane == DEAD_END else rank
        placements.append(
            Placement(unit.key, unit.stop, compartment.group, rank, stage, row, column, tier, blocked_by)
        )
    return placements


def _spot(compartment: Compartment, at: int) -> tuple[int, int, int]:
    """Row, lane and tier of the unit that is loaded as number `at` + 1; zeros without positions."""
    if not compartment.rows:
        return (0, 0, 0)
    per_row = compartment.lanes * compartment.tiers
    row, rest = divmod(at, per_row)
    lane, tier = divmod(rest, compartment.tiers)
    return (row + 1, lane + 1, tier + 1)


def rehandles(placements: Iterable[Placement], stop_of: Mapping[str, int] | None = None) -> int:
    """How many units must be moved out of the way on the route, each counted once.

    `stop_of` are new stop numbers after a change of route; units that it does not name keep theirs.
    """
    now = list(placements)
    stops = {one.unit: one.stop for one in now} | dict(stop_of or {})
    in_the_way: set[str] = set()
    for _, group in groupby(sorted(now, key=lambda one: one.group), key=lambda one: one.group):
        for one in group:
            in_the_way.update(other for other in one.blocked_by if stops[other] > stops[one.unit])
    return len(in_the_way)
