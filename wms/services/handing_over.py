"""The last posting of goods that leave: from the vehicle to the customer, and back where it was a slip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from core.public_events import Happening, record
from core.transactions import service
from wms.models import HandlingUnit, Location, OutboundOrder, Shipment, StockBalance, StockTransaction
from wms.services import ledger, places
from wms.services.ledger import Leg
from wms.states import LocationKind, OrderStatus, ShipmentStatus, StockStatus, TransactionKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Handed:
    """A part of one balance on the vehicle. `stays_as`: it was not handed over, and is that from now on."""

    balance: StockBalance
    quantity: int
    serials: tuple[str, ...] = ()
    stays_as: StockStatus | None = None


@service
def hand_over(
    *,
    idempotency: tuple[str, str],
    shipment_id: int,
    parts: Sequence[Handed],
    effective_at: datetime,
    by: User | None,
    device: str = "",
    source: str = "",
) -> StockTransaction | None:
    """Post what was handed over at the door, in one posting; the shipment is delivered, its order perhaps.

    Returns None where `parts` is empty: then the books had nothing on the vehicle, and only statuses change.
    Raises NotEnoughStockError where the vehicle does not hold that much any more.
    """
    posting = None
    if parts:
        site = parts[0].balance.site
        customer = places.virtual_location(site_id=site.pk, kind=LocationKind.CUSTOMER)
        posting = ledger.post(
            idempotency=idempotency,
            kind=TransactionKind.DELIVER,
            site=site,
            effective_at=effective_at,
            by=by,
            legs=[_leg(part, customer) for part in parts],
            device=device,
            source=source,
        )
        _send_along({part.balance.handling_unit_id for part in parts}, customer)
    _deliver(shipment_id, effective_at, by, device)
    return posting


@service
def take_back(
    *,
    idempotency: tuple[str, str],
    shipment_id: int,
    posting: StockTransaction | None,
    effective_at: datetime,
    by: User | None,
    device: str = "",
) -> StockTransaction | None:
    """Undo `hand_over`: the goods stand on the vehicle again, the shipment is on the road again.

    Raises NotReversibleError where that was done before.
    """
    reversal = None
    if posting is not None:
        _put_back(posting)
        reversal = ledger.reverse(
            transaction=posting,
            idempotency=idempotency,
            effective_at=effective_at,
            by=by,
            reason="undone at the door",
        )
    _issue_again(shipment_id, effective_at, by, device)
    return reversal


def _leg(part: Handed, customer: Location) -> Leg:
    balance, stays = part.balance, part.stays_as is not None
    return Leg(
        item=balance.item,
        quantity=part.quantity,
        origin=balance.location,
        target=balance.location if stays else customer,
        owner=balance.owner,
        lot=balance.lot,
        status=StockStatus(balance.status),
        to_status=part.stays_as,
        from_unit=balance.handling_unit,
        to_unit=balance.handling_unit if stays else None,
        serials=part.serials,
    )


def _send_along(unit_ids: set[int | None], customer: Location) -> None:
    """Units that hold nothing any more went with their goods."""
    ids = {unit for unit in unit_ids if unit is not None}
    filled = StockBalance.objects.there().real().filter(handling_unit__in=ids).values("handling_unit_id")
    empty = list(HandlingUnit.objects.filter(pk__in=ids).exclude(pk__in=filled).locked())
    HandlingUnit.objects.filter(pk__in=[unit.pk for unit in empty]).update(location=customer, parent=None)


def _put_back(posting: StockTransaction) -> None:
    """Units stand again where the posting took goods out of them."""
    rows = posting.entries.filter(delta__lt=0, balance__handling_unit__isnull=False).order_by("balance")
    for unit, place in set(rows.values_list("balance__handling_unit", "balance__location")):
        HandlingUnit.objects.filter(pk=unit).update(location=place)


def _deliver(shipment_id: int, at: datetime, by: User | None, device: str) -> None:
    shipment = Shipment.objects.locked().get(pk=shipment_id)
    order = OutboundOrder.objects.locked().select_related("site", "owner").get(pk=shipment.order_id)
    if shipment.status != ShipmentStatus.ISSUED:
        return
    shipment.become(ShipmentStatus.DELIVERED)
    shipment.save(update_fields=["status", "updated_at"])
    told = [_told("shipment.delivered", "shipment", shipment, order)]
    ended = (ShipmentStatus.DELIVERED, ShipmentStatus.RETURNED, ShipmentStatus.CANCELLED)
    if order.status == OrderStatus.RELEASED and not order.shipments.exclude(status__in=ended).exists():
        order.become(OrderStatus.FULFILLED)
        order.save(update_fields=["status", "updated_at"])
        told.append(_told("order.fulfilled", "order", order, order))
    record(told, at=at, by=by, device=device)


def _issue_again(shipment_id: int, at: datetime, by: User | None, device: str) -> None:
    shipment = Shipment.objects.locked().get(pk=shipment_id)
    order = OutboundOrder.objects.locked().select_related("site", "owner").get(pk=shipment.order_id)
    if shipment.status != ShipmentStatus.DELIVERED:
        return
    shipment.become(ShipmentStatus.ISSUED)
    shipment.save(update_fields=["status", "updated_at"])
    told = [_told("shipment.issued", "shipment", shipment, order, undone=True)]
    if order.status == OrderStatus.FULFILLED:
        order.become(OrderStatus.RELEASED)
        order.save(update_fields=["status", "updated_at"])
        told.append(_told("order.reopened", "order", order, order, undone=True))
    record(told, at=at, by=by, device=device)


def _told(
    kind: str, subject: str, row: Shipment | OutboundOrder, order: OutboundOrder, **facts: object
) -> Happening:
    return Happening(
        type=kind,
        subject_type=subject,
        subject_id=row.public_id,
        facts={"number": order.number, **facts},
        changed=["status"],
        scope=order.site.code,
        owner_scope=order.owner.code,
    )
