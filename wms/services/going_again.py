"""A shipment that came back whole goes out again: into a lane, on the claim that it left on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import User
from core.transactions import service
from wms.errors import NotReadyError
from wms.models import HandlingUnit, Location, OutboundOrderLine, Shipment, StockBalance, StockTransaction
from wms.services import _buckets, _floor, _order_log
from wms.services._buckets import BucketKey
from wms.services._carrying import Posted, carry, header_of
from wms.services._legs import WHOLE, Leg, fingerprint, whole_leg
from wms.services.units import with_contents
from wms.states import OrderStatus, ShipmentStatus, StockStatus, TransactionKind

OPEN_AGAIN = """
WITH wanted AS (
  SELECT DISTINCT ON (p.line_id) p.id, p.line_id, p.site_id, p.item_id, p.owner_id, p.priority_at,
    p.quantity, w.quantity AS back
  FROM unnest(%(lines)s::bigint[], %(quantities)s::bigint[]) AS w(line, quantity)
  JOIN wms_promise p ON p.line_id = w.line AND p.status = 'CLOSED' AND p.quantity >= w.quantity
  ORDER BY p.line_id, p.quantity DESC, p.id
), taken AS (
  UPDATE wms_promise p SET
    quantity = CASE WHEN t.quantity > t.back THEN t.quantity - t.back ELSE p.quantity END,
    loaded = CASE WHEN t.quantity > t.back THEN least(p.loaded, t.quantity - t.back) ELSE p.loaded END,
    status = CASE WHEN t.quantity > t.back THEN 'CLOSED' ELSE 'RELEASED' END
  FROM wanted t WHERE p.id = t.id RETURNING p.id
)
INSERT INTO wms_promise
  (line_id, item_id, site_id, owner_id, quantity, loaded, status, priority_at, expires_at)
SELECT line_id, item_id, site_id, owner_id, back, back, 'OPEN', priority_at, NULL
FROM wanted WHERE (SELECT count(*) FROM taken) = (SELECT count(*) FROM wanted)
ON CONFLICT (line_id, site_id) WHERE status = 'OPEN'
DO UPDATE SET quantity = wms_promise.quantity + excluded.quantity,
  loaded = wms_promise.loaded + excluded.loaded
RETURNING line_id
"""


@service
def send_again(
    *, shipment_id: int, units: Sequence[HandlingUnit], lane: Location, posted: Posted
) -> StockTransaction:
    """Put the units of a shipment that came back into a lane; its order's claim on the goods is open again.

    Nobody who waits for the item gets these goods meanwhile. Raises NotReadyError where the shipment is not
    on the way back, or its goods were dealt with in another way.
    """
    shipment = _floor.hold(shipment_id)
    if shipment.status not in (ShipmentStatus.ISSUED, ShipmentStatus.RETURNED):
        told = _("Order %(order)s is not on its way back.") % {"order": shipment.order}
        raise NotReadyError(told, order=shipment.order.number)
    moving = [each for unit in sorted(units, key=lambda one: one.pk) for each in with_contents(unit)]
    rows = StockBalance.objects.there().filter(handling_unit__in=moving).exclude(location=lane)
    balances = list(rows.select_related(*WHOLE).prefetch_related("serials").order_by("pk"))
    if not balances or any(one.status != StockStatus.INSPECTION for one in balances):
        told = _("Not all goods of order %(order)s wait at the returns dock.") % {"order": shipment.order}
        raise NotReadyError(told, order=shipment.order.number)
    legs = _legs(balances, lane, shipment)
    _open_again(legs, shipment)
    hashed = fingerprint("again", shipment.pk, *(unit.pk for unit in moving), legs=())
    source = f"shipment:{shipment.public_id}"
    header = header_of(TransactionKind.MOVE, shipment.order.site, posted, hashed, source)
    made = carry(header, legs, moving)
    HandlingUnit.objects.filter(pk__in=[each.pk for each in moving]).update(location=lane)
    _stage(shipment, units, lane, at=posted.effective_at, by=posted.by, device=posted.device)
    return made


def _legs(balances: Sequence[StockBalance], lane: Location, shipment: Shipment) -> list[Leg]:
    """One leg per balance and order line; the last line of an item takes what is over."""
    lines = OutboundOrderLine.objects.filter(order=shipment.order_id).order_by("number")
    by_item: dict[int, list[OutboundOrderLine]] = defaultdict(list)
    for line in lines:
        by_item[line.item_id].append(line)
    room = {line.pk: line.quantity for rows in by_item.values() for line in rows}
    found: list[Leg] = []
    for balance in balances:
        leg = whole_leg(balance, target=lane, to_status=StockStatus.AVAILABLE)
        found += _shared(leg, by_item[balance.item_id], room)
    return found


def _shared(leg: Leg, lines: Sequence[OutboundOrderLine], room: dict[int, int]) -> list[Leg]:
    parts, left, at = [], leg.quantity, 0
    for line in lines:
        step = left if line is lines[-1] else min(left, room[line.pk])
        if step:
            parts.append(replace(leg, quantity=step, line=line, serials=leg.serials[at : at + step]))
            room[line.pk] -= step
        left, at = left - step, at + step
    return parts or [leg]


def _open_again(legs: Sequence[Leg], shipment: Shipment) -> None:
    """Cut what comes back out of the promises that ended with the departure, as loaded and open."""
    back: dict[int, int] = defaultdict(int)
    for leg in legs:
        if leg.line:
            back[leg.line.pk] += leg.quantity
    site = shipment.order.site_id
    _buckets.lock({BucketKey(leg.item.pk, site, leg.owner.pk) for leg in legs})
    columns: Mapping[str, list[int]] = {"lines": list(back), "quantities": list(back.values())}
    with connection.cursor() as cursor:
        cursor.execute(OPEN_AGAIN, columns)
        opened = len(cursor.fetchall())
    if opened < len(back):
        told = _("Order %(order)s has no claim left that it could go out on.") % {"order": shipment.order}
        raise NotReadyError(told, order=shipment.order.number)


def _stage(
    shipment: Shipment,
    units: Sequence[HandlingUnit],
    lane: Location,
    *,
    at: datetime,
    by: User | None,
    device: str,
) -> None:
    shipment.become(ShipmentStatus.STAGED)
    shipment.save(update_fields=["status", "updated_at"])
    told = [_floor.of_unit("staged", unit, shipment, lane=lane.code) for unit in units]
    told.append(_floor.of_shipment("staged", shipment, changed=["status"], lane=lane.code, again=True))
    order = shipment.order
    if order.status == OrderStatus.FULFILLED:
        order.become(OrderStatus.RELEASED)
        order.save(update_fields=["status", "updated_at"])
        _order_log.record("reopened", [order], [], by=by, at=at)
    _floor.tell(shipment, told, at=at, by=by, device=device)


@service
def end_shipment(*, shipment_id: int, at: datetime, by: User | None, device: str = "") -> None:
    """Goods of a shipment that left are back in the warehouse: it ends. Said twice it is said once."""
    shipment = _floor.hold(shipment_id)
    if shipment.status != ShipmentStatus.ISSUED:
        return
    shipment.become(ShipmentStatus.RETURNED)
    shipment.save(update_fields=["status", "updated_at"])
    _floor.tell(
        shipment, [_floor.of_shipment("returned", shipment, changed=["status"])], at=at, by=by, device=device
    )


@service
def reopen_shipment(*, shipment_id: int, at: datetime, by: User | None, device: str = "") -> None:
    """It was taken in by mistake: the shipment is on the road again."""
    shipment = _floor.hold(shipment_id)
    if shipment.status != ShipmentStatus.RETURNED:
        return
    shipment.become(ShipmentStatus.ISSUED)
    shipment.save(update_fields=["status", "updated_at"])
    told = [_floor.of_shipment("issued", shipment, changed=["status"], undone=True)]
    _floor.tell(shipment, told, at=at, by=by, device=device)
