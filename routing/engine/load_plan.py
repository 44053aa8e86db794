"""In which order a vehicle is loaded, so that the goods of the next stop always stand by the door.

Plain numbers in, plain numbers out: stops are 1 … n in the order of delivery. Ranks are per access group
(one compartment behind one door): a truck with a side door has two orders that do not touch.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from routing.engine import slots
from routing.engine.slots import Grid, Slot, Weight

DRIVE_THROUGH = "drive_through"  # a lane is filled at one end and emptied at the other
DEAD_END = "dead_end"  # filled and emptied at the same end
OPEN = "open"  # every position can be reached


@dataclass(frozen=True, slots=True)
class LoadUnit:
    """A handling unit for stop number `stop`. `band` is its temperature band; rigid goes in before what gives
    way, `fragile` goes on last and bears nothing."""

    key: str
    stop: int
    grams: int = 0
    millilitres: int = 0
    band: str = ""
    fragile: bool = False
    rigid: bool = False


@dataclass(frozen=True, slots=True)
class Compartment:
    """A space behind one door. `rows` x `lanes` x `tiers` positions, or none for loose parcels (rows 0).

    Row 1 is at the bulkhead. A limit of None does not apply; `max_on_one` are the grams that may rest on a
    unit. A `band` of None takes every temperature.
    """

    key: str
    door: str = "rear"
    band: str | None = ""
    max_grams: int | None = None
    max_millilitres: int | None = None
    max_units: int | None = None
    max_on_one: int | None = None
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
    """Last stop first; within a stop heavy and rigid before light, fragile last. Deterministic.

    A unit goes into the first compartment of its band with room. `lane` is how the staging lane works.
    """
    if lane not in {DRIVE_THROUGH, DEAD_END, OPEN}:
        raise ValueError(f"no such kind of lane: {lane!r}")
    filling = [_Filling(compartment) for compartment in compartments]
    misfits = []
    for unit in sorted(units, key=_loads_before):
        code = "no_compartment"
        for space in filling:
            if space.compartment.band in (None, unit.band):
                code = space.put(unit)
                if not code:
                    break
        if code:
            misfits.append(Misfit(unit.key, code))
    return LoadPlan(
        tuple(one for space in filling for one in space.placements(lane)),
        tuple(misfits),
        {space.compartment.key: space.grams for space in filling},
        {space.compartment.key: space.millilitres for space in filling},
    )


def _loads_before(unit: LoadUnit) -> tuple[int, bool, bool, int, str]:
    return (-unit.stop, unit.fragile, not unit.rigid, -unit.grams, unit.key)


class _Filling:
    """A compartment and what is in it so far."""

    def __init__(self, compartment: Compartment) -> None:
        self.compartment = compartment
        self.grid = Grid(
            rows=compartment.rows,
            lanes=compartment.lanes,
            tiers=compartment.tiers,
            most_on_one=compartment.max_on_one,
        )
        self.inside: list[tuple[LoadUnit, tuple[int, int, int]]] = []
        self.grams = self.millilitres = 0

    def put(self, unit: LoadUnit) -> str:
        """Give the unit the next place; returns why it cannot have one, empty when it has."""
        space = self.compartment
        if space.max_grams is not None and self.grams + unit.grams > space.max_grams:
            return "too_heavy"
        if space.max_millilitres is not None and self.millilitres + unit.millilitres > space.max_millilitres:
            return "too_large"
        if space.max_units is not None and len(self.inside) >= space.max_units:
            return "too_many"
        spot = self.grid.take(Weight(unit.grams, unit.fragile)) if space.rows else (0, 0, 0)
        if spot is None:
            return "too_many"
        self.inside.append((unit, spot))
        self.grams += unit.grams
        self.millilitres += unit.millilitres
        return ""

    def placements(self, lane: str) -> list[Placement]:
        """Ranks and places, and who stands before whom."""
        group = self.compartment.group
        places = {
            unit.key: Slot(group, rank, *spot) for rank, (unit, spot) in enumerate(self.inside, start=1)
        }
        before = slots.blockers(places)
        last = len(self.inside) + 1
        return [
            Placement(
                unit.key,
                unit.stop,
                group,
                rank,
                last - rank if lane == DEAD_END else rank,
                *spot,
                before[unit.key],
            )
            for rank, (unit, spot) in enumerate(self.inside, start=1)
        ]


def rehandles(placements: Iterable[Placement], stop_of: Mapping[str, int] | None = None) -> int:
    """How many units must be moved out of the way on the route, each counted once.

    `stop_of` are new stop numbers after a change of route; units that it does not name keep theirs.
    """
    now = list(placements)
    stops = {one.unit: one.stop for one in now} | dict(stop_of or {})
    return len({other for one in now for other in one.blocked_by if stops[other] > stops[one.unit]})
