"""How far shipments are on their way out: loaded, back in the lane, issued with the vehicle."""

from collections.abc import Collection, Sequence
from datetime import datetime

from accounts.models import User
from core.transactions import service
from wms.models import Backorder, OutboundOrder, OutboundOrderLine, Shipment
from wms.services import _order_log, promising
from wms.states import OrderStatus, ShipmentStatus

INSIDE = [
    ShipmentStatus.PLANNED,
    ShipmentStatus.PICKING,
    ShipmentStatus.PACKED,
    ShipmentStatus.STAGED,
    ShipmentStatus.LOADED,
]


@service
def mark_loaded(*, shipment_ids: Collection[int], by: User | None, at: datetime) -> None:
    """What is to go with the vehicle of these shipments is in. One that skipped the lane was staged by that.

    Raises IllegalMoveError for a shipment that is not packed.
    """
    shipments = _locked(shipment_ids)
    for shipment in shipments:
        if shipment.status == ShipmentStatus.PACKED:
            shipment.become(ShipmentStatus.STAGED)
        shipment.become(ShipmentStatus.LOADED)
    _save(shipments, "loaded", by, at)


@service
def mark_unloaded(*, shipment_ids: Collection[int], by: User | None, at: datetime) -> None:
    """These shipments are no longer all in: loading was taken up again."""
    shipments = [one for one in _locked(shipment_ids) if one.status == ShipmentStatus.LOADED]
    for shipment in shipments:
        shipment.become(ShipmentStatus.STAGED)
    _save(shipments, "unloaded", by, at)


@service
def issue_shipments(*, shipment_ids: Collection[int], by: User | None, at: datetime) -> dict[int, int]:
    """The vehicle has left with them. Returns per order line what was promised and is not on a vehicle.

    Promises of an order end when the last of its shipments has left; what did not go along waits again, and
    is promised at once where there is stock. An order of which nothing waits is fulfilled.
    """
    orders = _orders_of(shipment_ids)
    shipments = _locked(shipment_ids)
    for shipment in shipments:
        shipment.become(ShipmentStatus.ISSUED)
    _save(shipments, "issued", by, at)
    inside = Shipment.objects.filter(order__in=orders, status__in=INSIDE)
    staying = set(inside.values_list("order_id", flat=True))
    gone = [order for order in orders if order.pk not in staying and order.status == OrderStatus.RELEASED]
    lines = list(OutboundOrderLine.objects.filter(order__in=gone).values_list("pk", flat=True))
    left = promising.close_promises(line_ids=lines, at=at)
    _fulfil(gone, left, by=by, at=at)
    return left


def _fulfil(orders: Sequence[OutboundOrder], left: dict[int, int], *, by: User | None, at: datetime) -> None:
    mine = OutboundOrderLine.objects.filter(order__in=orders)
    waiting = set(mine.filter(pk__in=left).values_list("order_id", flat=True))
    owed = Backorder.objects.filter(line__in=mine, closed_at__isnull=True)
    waiting |= set(owed.values_list("line__order_id", flat=True))
    done = [order for order in orders if order.pk not in waiting]
    for order in done:
        order.become(OrderStatus.FULFILLED)
    OutboundOrder.objects.bulk_update(done, ["status", "updated_at"])
    _order_log.record("fulfilled", done, [], by=by, at=at)


def _orders_of(shipment_ids: Collection[int]) -> list[OutboundOrder]:
    ids = Shipment.objects.filter(pk__in=shipment_ids).values("order_id")
    return list(OutboundOrder.objects.filter(pk__in=ids).locked().select_related("site", "owner"))


def _locked(shipment_ids: Collection[int]) -> list[Shipment]:
    return list(
        Shipment.objects.filter(pk__in=shipment_ids).locked().select_related("order__site", "order__owner")
    )


def _save(shipments: Sequence[Shipment], what: str, by: User | None, at: datetime) -> None:
    Shipment.objects.bulk_update(shipments, ["status", "updated_at"])
    orders = {shipment.order_id: shipment.order for shipment in shipments}
    _order_log.record_shipments(what, shipments, orders, by=by, at=at)
