"""What the loading page shows: counts, the next unit, the van as a grid, what was done last."""

from collections.abc import Sequence
from typing import Any

from accounts.models import User
from lastmile.models import Load, LoadUnit
from lastmile.states import LoadStatus, RouteStatus
from wms.queries.access import sites_visible_to


def counts_of(load: Load) -> dict[str, int]:
    """Units that are in, still to load, and short."""
    rows = list(LoadUnit.objects.filter(load=load).values_list("loaded_at", "short_reason"))
    inside = sum(loaded is not None for loaded, _reason in rows)
    short = sum(bool(reason) for _loaded, reason in rows)
    return {"loaded": inside, "to_load": len(rows) - inside - short, "missing": short}


def unit_facts(unit: LoadUnit) -> dict[str, Any]:
    """A unit as the loader reads it: for which stop, where it stands, which of how many, its number's end."""
    address = unit.task.stop.address
    return {
        "rank": unit.load_rank,
        "stop": unit.task.stop.sequence or 0,
        "place": unit.position,
        "address": address.line1 if address else "",
        "recipient": unit.task.delivery.recipient_name if unit.task.delivery else "",
        "number": unit.number,
        "of": unit.shipment.units,
        "sscc": unit.handling_unit.sscc if unit.handling_unit else "",
        "short": unit.short_reason,
        "is_in": unit.loaded_at is not None,
        "row": unit.row,
        "lane": unit.lane,
        "tier": unit.tier,
    }


def loads_at_the_dock(user: User) -> list[Load]:
    """Loads of released routes in the person's sites, the earliest departure first."""
    rows = Load.objects.filter(
        trip__route__site__in=sites_visible_to(user), trip__route__status=RouteStatus.RELEASED
    ).exclude(status=LoadStatus.CANCELLED)
    rows = rows.select_related("trip__route__vehicle", "trip__route__driver", "trip__route__site", "lane")
    return list(rows.order_by("trip__departs_at", "trip__route__code"))


def units_in_order(load: Load) -> list[LoadUnit]:
    """All units with what the page says of them, in loading order."""
    rows = load.load_units.in_loading_order().select_related(
        "task__stop__address", "task__delivery__order", "shipment", "handling_unit", "compartment"
    )
    return list(rows)


def next_unit(units: Sequence[LoadUnit]) -> LoadUnit | None:
    """What goes in next."""
    return next((unit for unit in units if unit.loaded_at is None and not unit.short_reason), None)


def last_in(units: Sequence[LoadUnit], most: int = 3) -> list[LoadUnit]:
    """What was loaded last, the newest first."""
    inside = [unit for unit in units if unit.loaded_at]
    return sorted(inside, key=lambda unit: (unit.loaded_at, unit.load_rank), reverse=True)[:most]
