"""What stands on a vehicle for whom: by order line at the door, and all of it at the end of a route."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from lastmile.models import Delivery, LoadUnit, Route, Vehicle
from wms.models import HandlingUnit, OutboundOrderLine, StockBalance
from wms.states import BaseUnit, LocationKind, StockStatus, Tracking

LEFT_OF_ROUTES = """
SELECT b.id, r.id AS route
FROM unnest(%s::bigint[]) AS r(id) CROSS JOIN LATERAL lastmile_left_of(r.id) AS b(id)
ORDER BY r.id, b.id
"""
WHOLE = ("site", "item", "location", "owner", "lot", "handling_unit")


@dataclass(frozen=True, kw_only=True, slots=True)
class DoorLine:
    """One order line as the driver sees it: how much of it stands on the vehicle, in base units."""

    line_id: int
    number: int
    item_id: int
    sku: str
    name: str
    unit: BaseUnit
    quantity: int
    by_serial: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOver:
    """Goods that are still on a vehicle: whose, in which unit, how much, in which state."""

    delivery_id: UUID | None
    recipient: str
    order_number: str
    sscc: str
    sku: str
    name: str
    quantity: int
    status: StockStatus


def contents_of(delivery: Delivery) -> list[StockBalance]:
    """The available goods of the delivery's units that stand on a vehicle, in an order that never changes."""
    return contents_by_delivery([delivery])[delivery.pk]


def contents_by_delivery(deliveries: Sequence[Delivery]) -> dict[int, list[StockBalance]]:
    """The same for many, in three statements."""
    owners = {one.shipment_id: one.pk for one in deliveries}
    rows = LoadUnit.objects.filter(shipment__in=owners, handling_unit__isnull=False)
    units = {unit: owners[shipment] for unit, shipment in rows.values_list("handling_unit", "shipment")}
    inner = HandlingUnit.objects.filter(parent__in=units).values_list("pk", "parent_id")
    units |= {child: units[parent] for child, parent in inner if parent is not None}
    found: dict[int, list[StockBalance]] = {one.pk: [] for one in deliveries}
    balances = (
        StockBalance.objects.there()
        .filter(
            handling_unit__in=units, location__kind=LocationKind.VEHICLE, status=int(StockStatus.AVAILABLE)
        )
        .select_related(*WHOLE)
        .prefetch_related("serials")
        .order_by("item__sku", "pk")
    )
    for balance in balances:
        found[units[balance.handling_unit_id or 0]].append(balance)
    return found


def door_lines(delivery: Delivery, contents: Sequence[StockBalance]) -> list[DoorLine]:
    """The order's lines with what is on board of each; lines of which nothing is there are left out."""
    lines = OutboundOrderLine.objects.filter(order=delivery.order_id).select_related("item")
    return share_out(list(lines.order_by("number")), contents)


def share_out(lines: Sequence[OutboundOrderLine], contents: Sequence[StockBalance]) -> list[DoorLine]:
    """Give the contents to the lines: first line first, the last line of an item takes what is over."""
    there: dict[int, int] = defaultdict(int)
    for balance in contents:
        there[balance.item_id] += balance.on_hand
    last = {line.item_id: line.pk for line in lines}
    shared = []
    for line in lines:
        left = there[line.item_id]
        quantity = left if last[line.item_id] == line.pk else min(left, line.quantity)
        there[line.item_id] -= quantity
        if quantity:
            shared.append(_shown(line, quantity))
    return shared


def left_of(route: Route) -> QuerySet[StockBalance]:
    """What still stands on the route's vehicle and did not come onto it with a later load.

    The database's own function: a route is closed by the same words.
    """
    ids = RawSQL("SELECT lastmile_left_of(%s)", [route.pk])
    return StockBalance.objects.filter(pk__in=ids)


def left_of_routes(routes: Sequence[Route]) -> dict[int, list[StockBalance]]:
    """The same for many routes, in two statements; a route of which nothing is left has an empty list."""
    found: dict[int, list[StockBalance]] = {route.pk: [] for route in routes}
    raw = StockBalance.objects.raw(LEFT_OF_ROUTES, [list(found)])
    pairs = [(vars(row)["route"], row.pk) for row in raw]
    rows = StockBalance.objects.filter(pk__in=[balance for _route, balance in pairs])
    balances = rows.select_related(*WHOLE).prefetch_related("serials").in_bulk()
    for route, balance in pairs:
        found[route].append(balances[balance])
    return found


def left_on(vehicle: Vehicle) -> list[LeftOver]:
    """Everything that stands on the vehicle, by recipient."""
    balances = list(
        StockBalance.objects.there()
        .filter(location=vehicle.location_id)
        .select_related("item", "handling_unit")
        .order_by("handling_unit__sscc", "item__sku", "pk")
    )
    units = {balance.handling_unit_id for balance in balances}
    shipments = dict(
        LoadUnit.objects.filter(handling_unit__in=units).values_list("handling_unit", "shipment")
    )
    rows = Delivery.objects.filter(shipment__in=set(shipments.values())).select_related("order")
    owners = {one.shipment_id: one for one in rows}
    return [_left(one, owners.get(shipments.get(one.handling_unit_id or 0, 0))) for one in balances]


def _shown(line: OutboundOrderLine, quantity: int) -> DoorLine:
    return DoorLine(
        line_id=line.pk,
        number=line.number,
        item_id=line.item_id,
        sku=line.item.sku,
        name=line.item.name,
        unit=BaseUnit(line.item.base_unit),
        quantity=quantity,
        by_serial=line.item.tracking == Tracking.SERIAL,
    )


def _left(balance: StockBalance, delivery: Delivery | None) -> LeftOver:
    return LeftOver(
        delivery_id=delivery.public_id if delivery else None,
        recipient=delivery.recipient_name if delivery else "",
        order_number=delivery.order.number if delivery else "",
        sscc=balance.handling_unit.sscc if balance.handling_unit else "",
        sku=balance.item.sku,
        name=balance.item.name,
        quantity=balance.on_hand,
        status=StockStatus(balance.status),
    )
