"""The units of a load: found by what a scanner reads, and what stands before what. Reads only."""

from collections.abc import Sequence

from lastmile.models import Load, LoadUnit
from lastmile.states import LoadingPolicy, LoadStatus, RouteStatus
from routing.engine.slots import Slot, rehandles
from wms.engine import gs1
from wms.models import HandlingUnit

OPEN_LOADS = (LoadStatus.PLANNED, LoadStatus.LOADING, LoadStatus.LOADED)
OPEN_ROUTES = (RouteStatus.PLANNED, RouteStatus.RELEASED, RouteStatus.DEPARTED)


def unit_of(code: str) -> HandlingUnit | None:
    """The handling unit that the code names; None for anything else."""
    said = gs1.read(code)
    units = HandlingUnit.objects.select_related("site", "location")
    return units.filter(sscc=said.sscc or said.text).first()


def planned_units(handling_unit: HandlingUnit) -> list[LoadUnit]:
    """Where the handling unit is to go, or stands: its places in loads that have not come back."""
    rows = LoadUnit.objects.filter(
        handling_unit=handling_unit,
        load__status__in=OPEN_LOADS,
        load__trip__route__status__in=OPEN_ROUTES,
    )
    parts = ("load__trip__route", "load__lane", "shipment", "handling_unit", "compartment")
    return list(rows.select_related(*parts, "task__stop__address", "task__delivery__order").order_by("-pk"))


def units_of(load: Load) -> list[LoadUnit]:
    """All units of the load in loading order."""
    rows = load.load_units.in_loading_order().select_related(
        "task__stop__address", "task__delivery__order", "shipment", "handling_unit", "compartment"
    )
    return list(rows)


def is_waiting(unit: LoadUnit) -> bool:
    """Whether it is neither in nor known to stay behind."""
    return unit.loaded_at is None and not unit.short_reason


def pushed_forward(unit: LoadUnit, units: Sequence[LoadUnit], policy: str) -> list[LoadUnit]:
    """Units of later stops that would stand in front of this one if it were loaded now, deepest first."""
    if policy == LoadingPolicy.SIDE_ACCESS or not unit.row:
        return []
    placed = {str(one.pk): one for one in units if one.row}
    slots = {
        key: Slot(f"{one.compartment_id}", one.load_rank, one.row, one.lane, one.tier)
        for key, one in placed.items()
    }
    waiting = [key for key, one in placed.items() if is_waiting(one)]
    stops = {key: one.task.stop.sequence or 0 for key, one in placed.items()}
    found = [placed[key] for key in rehandles(slots, str(unit.pk), stops=stops, waiting=waiting)]
    if policy == LoadingPolicy.ROLL_CAGE:  # inside a cage any order will do
        return [one for one in found if one.row != unit.row]
    return found
