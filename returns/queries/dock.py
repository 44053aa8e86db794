"""What the returns dock shows: vans with what is left on them, the inspection, what goes to the bins."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lastmile.models import Delivery, LoadUnit, Route
from lastmile.queries.on_board import left_of_routes
from lastmile.states import DeliveryStatus, RouteStatus
from returns.engine import judging as engine
from returns.models import ReturnUnit
from returns.queries.judging import Plan, facts_of, plans_of, rules_of
from returns.states import Grade, ReturnReason
from wms.models import Site, StockBalance
from wms.queries.bins_for import proposed_bins
from wms.queries.floor_tasks import item_codes
from wms.states import StockStatus, Temperature, Tracking

type Json = dict[str, Any]
MOST_ROWS = 200
REASONS = {StockStatus.DAMAGED: ReturnReason.DAMAGED, StockStatus.HOLD: ReturnReason.MISSING}


def vans_back(site: Site) -> list[Json]:
    """Routes that are back and not closed, and those on the road with something that failed; oldest first."""
    rows = Route.objects.filter(site=site, status__in=(RouteStatus.DEPARTED, RouteStatus.RETURNED))
    routes = list(rows.select_related("vehicle", "driver", "site").order_by("returned_at", "code"))
    left = _left(routes)
    return [
        {"route": one, "left": left[one.pk], "count": sum(len(row["goods"]) for row in left[one.pk])}
        for one in routes
        if one.status == RouteStatus.RETURNED or left[one.pk]
    ]


def van_state(route: Route) -> Json:
    """One van as its page sees it: what is left, by recipient, and what was taken in last."""
    rows = ReturnUnit.objects.filter(route=route).exclude(status="WITHDRAWN")
    units = rows.select_related("item", "lot", "handling_unit", "return_order", "balance__location")
    done = list(units.order_by("-pk")[:MOST_ROWS])
    return {
        "route": str(route.public_id),
        "code": route.code,
        "status": route.status,
        "left": _left([route])[route.pk],
        "done": [unit_facts(unit) for unit in done],
        "counts": {"in": sum(one.status != "MISSING" for one in done),
                   "missing": sum(one.status == "MISSING" for one in done)},
    }  # fmt: skip


def to_inspect(site: Site) -> QuerySet[ReturnUnit]:
    """What waits for somebody to look, the oldest first."""
    rows = ReturnUnit.objects.to_inspect().filter(return_order__site=site)
    return _whole(rows).order_by("received_at", "pk")


def to_put_away(site: Site) -> QuerySet[ReturnUnit]:
    """What is decided and still at the dock, what can be sold first."""
    rows = ReturnUnit.objects.to_put_away().filter(return_order__site=site)
    return _whole(rows).order_by("balance__status", "received_at", "pk")


def inspection_tasks(site: Site, *, on: date) -> list[Json]:
    """The queue, with what the rules propose for each grade."""
    units = list(to_inspect(site)[:MOST_ROWS])
    rules = [row.rule for row in rules_of(site.pk)]
    codes = item_codes({unit.item for unit in units})
    found = []
    for unit in units:
        proposed = {
            grade: engine.propose(rules, facts_of(unit, on=on, grade=grade)) for grade in Grade.values
        }
        found.append(
            unit_facts(unit)
            | {
                "codes": codes[unit.item_id] | dict.fromkeys(unit.serials, 1),
                "proposed": {grade: rule.disposition if rule else "" for grade, rule in proposed.items()},
            }
        )
    return found


def put_away_tasks(site: Site) -> list[Json]:
    """What goes to the bins, each with the bin that is best for it."""
    units = list(to_put_away(site)[:MOST_ROWS])
    bins = proposed_bins([unit.balance for unit in units if unit.balance])
    codes = item_codes({unit.item for unit in units})
    return [
        unit_facts(unit)
        | {
            "codes": codes[unit.item_id] | dict.fromkeys(unit.serials, 1),
            "bin": bins.get(unit.balance_id or 0, ""),
        }
        for unit in units
    ]


def unit_facts(unit: ReturnUnit) -> Json:
    """A unit as the person at the dock reads it."""
    order = unit.return_order
    return {
        "id": str(unit.public_id),
        "return": order.number,
        "sku": unit.item.sku,
        "name": unit.item.name,
        "quantity": unit.quantity,
        "serials": unit.serials,
        "lot": unit.lot.code if unit.lot else "",
        "sscc": unit.handling_unit.sscc if unit.handling_unit else "",
        "reason": unit.reason,
        "reason_word": unit.get_reason_display(),
        "sealed": unit.is_sealed,
        "is_cold": unit.item.temperature != Temperature.AMBIENT,
        "too_warm": unit.cold_chain == "BROKEN",
        "status": unit.status,
        "status_word": unit.get_status_display(),
        "disposition": unit.disposition,
        "disposition_word": unit.get_disposition_display(),
    }


def _whole(rows: QuerySet[ReturnUnit]) -> QuerySet[ReturnUnit]:
    return rows.select_related("item", "lot", "handling_unit", "return_order__site", "balance__location")


def _left(routes: Sequence[Route]) -> dict[int, list[Json]]:
    """Per route what is left on its vehicle, by parcel; a constant number of statements."""
    on_board = left_of_routes(routes)
    balances = [one for rows in on_board.values() for one in rows]
    owners = _deliveries_of(balances)
    plans: dict[int, Plan] = {}
    for site_id in {route.site_id for route in routes}:
        plans |= plans_of(site_id, {one.pk for one in owners.values()})
    codes = item_codes({one.item for one in balances})
    return {pk: _by_unit(rows, owners, plans, codes) for pk, rows in on_board.items()}


def _by_unit(
    balances: Iterable[StockBalance],
    owners: dict[int, Delivery],
    plans: dict[int, Plan],
    codes: dict[int, dict[str, int]],
) -> list[Json]:
    groups: dict[int, list[StockBalance]] = defaultdict(list)
    for one in balances:
        groups[one.handling_unit_id or 0].append(one)
    return [shown for unit, rows in groups.items() if (shown := _unit(rows, owners.get(unit), plans, codes))]


def _unit(
    rows: list[StockBalance],
    delivery: Delivery | None,
    plans: dict[int, Plan],
    codes: dict[int, dict[str, int]],
) -> Json:
    if delivery is None or delivery.status == DeliveryStatus.OUT:
        return {}  # nobody has told of it yet
    unit, plan = rows[0].handling_unit, plans.get(delivery.pk)
    is_whole = delivery.status != DeliveryStatus.DELIVERED
    failed = plan.reason.label if plan and is_whole else _("Not all was handed over")
    return {
        "sscc": unit.sscc if unit else "",
        "delivery": str(delivery.public_id),
        "order": delivery.order.number,
        "recipient": delivery.recipient_name,
        "whole": is_whole,
        "reason": failed,
        "again": bool(plan and plan.tries_again and is_whole),
        "cold": any(one.item.temperature != Temperature.AMBIENT for one in rows),
        "goods": [
            {
                "sku": one.item.sku,
                "name": one.item.name,
                "quantity": one.on_hand,
                "status": StockStatus(one.status).name,
                "reason": REASONS[StockStatus(one.status)].label if one.status in REASONS else "",
                "codes": codes[one.item_id],
                "by_serial": one.item.tracking == Tracking.SERIAL,
                "serials": [serial.number for serial in one.serials.all()],
            }
            for one in rows
        ],
    }


def _deliveries_of(balances: Sequence[StockBalance]) -> dict[int, Delivery]:
    """Whose goods a unit held when it was loaded, by unit."""
    units = {one.handling_unit_id: one.handling_unit.parent_id for one in balances if one.handling_unit}
    wanted = {pk for pair in units.items() for pk in pair if pk}
    loaded = LoadUnit.objects.filter(handling_unit__in=wanted, loaded_at__isnull=False)
    shipments = dict(loaded.order_by("loaded_at", "pk").values_list("handling_unit", "shipment"))
    rows = Delivery.objects.filter(shipment__in=set(shipments.values())).select_related("order")
    by_shipment = {one.shipment_id: one for one in rows}
    found = {}
    for unit, parent in units.items():
        delivery = by_shipment.get(shipments.get(unit or 0) or shipments.get(parent or 0) or 0)
        if unit and delivery:
            found[unit] = delivery
    return found
