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
    delivery, address = unit.task.delivery, unit.task.stop.address
    name = delivery.recipient_name if delivery else ""
    return {
        "rank": unit.load_rank,
        "stop": unit.task.stop.sequence or 0,
        "place": unit.position,
        "address": address.line1 if address else name,
        "recipient": name,
        "number": unit.number,
        "of": unit.shipment.units,
        "sscc": unit.handling_unit.sscc if unit.handling_unit else "",
        "short": unit.short_reason,
        "short_word": unit.get_short_reason_display() if unit.short_reason else "",
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


def van_picture(load: Load, units: Sequence[LoadUnit]) -> list[dict[str, Any]]:
    """Per compartment its rows from the bulkhead, each lane with its units from the floor up."""
    spaces = {unit.compartment_id: unit.compartment for unit in units if unit.row}
    return [
        {
            "name": space.name if space else load.trip.route.vehicle.code,
            "rows": _rows([unit for unit in units if unit.row and unit.compartment_id == pk]),
        }
        for pk, space in sorted(spaces.items(), key=lambda item: item[1].number if item[1] else 0)
    ]


def load_state(load: Load) -> dict[str, Any]:
    """The load as it stands now, for whoever draws it."""
    units = units_in_order(load)
    coming = next_unit(units)
    return {
        "load": str(load.public_id),
        "route": load.trip.route.code,
        "status": load.status,
        "counts": counts_of(load),
        "next": unit_facts(coming) if coming else None,
        "last": [unit_facts(unit) for unit in last_in(units)],
        "left": [unit_facts(unit) for unit in units if unit.loaded_at is None],
        "van": van_picture(load, units),
    }


def _rows(units: Sequence[LoadUnit]) -> list[list[list[dict[str, Any]]]]:
    deepest, widest = max(unit.row for unit in units), max(unit.lane for unit in units)
    cells: list[list[list[dict[str, Any]]]] = [[[] for _lane in range(widest)] for _row in range(deepest)]
    for unit in sorted(units, key=lambda one: one.tier):
        mark = "in" if unit.loaded_at else "short" if unit.short_reason else "out"
        cell = {"stop": unit.task.stop.sequence or 0, "mark": mark, "rank": unit.load_rank}
        cells[unit.row - 1][unit.lane - 1].append(cell)
    return cells
