"""Orders as the warehouse takes them in: accepted, amended, cancelled. Where to is the road's business."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core import events
from core.errors import BadInputError
from core.transactions import service
from wms.errors import OrderUnderwayError
from wms.events import OrdersAccepted, OrdersCancelled
from wms.models import OutboundOrder, OutboundOrderLine, Shipment, WaveShipment
from wms.services import _amending, _floor, _intake, _order_log, allocating, promising
from wms.services._intake import Answer, Catalogue, NewLine, NewOrder, Outcome
from wms.states import OrderStatus, ShipmentStatus

__all__ = ["Answer", "NewLine", "NewOrder", "Outcome", "accept_orders", "amend_order", "cancel_orders"]


@service
def accept_orders(*, orders: Sequence[NewOrder], by: User | None, at: datetime) -> list[Answer]:
    """Take orders in: lines, planned shipment, promises or back-orders; an answer for each, in its place.

    Set-based: a constant number of statements for any number of new orders. An order that is there already is
    unchanged if it says the same, else amended if it is not yet released, else refused. Within one call stock
    goes to the higher priority first, then to the one handed in first. Publishes OrdersAccepted.
    """
    catalogue = Catalogue(orders)
    answers: dict[int, Answer] = {}
    good: dict[tuple[str, str], tuple[int, NewOrder]] = {}
    for place, order in enumerate(orders):
        fault = catalogue.fault(order)
        if order.name in good:
            fault = BadInputError(_("The same order stands twice here."), place="external_id")
        if fault:
            answers[place] = Answer(outcome=Outcome.REFUSED, error=fault)
        else:
            good[order.name] = (place, order)
    made = _intake.insert_orders([order for _place, order in good.values()], at=at)
    fresh = {made[name]: order for name, (_place, order) in good.items() if name in made}
    known = {name: order for name, (_place, order) in good.items() if name not in made}
    by_name = _accept(fresh, catalogue, by, at) | _meet_again(known, catalogue, by, at)
    answers |= {place: by_name[name] for name, (place, _order) in good.items()}
    return [answers[place] for place in range(len(orders))]


@service
def amend_order(*, order_id: int, new: NewOrder, by: User | None, at: datetime) -> Answer:
    """Let an order that is not yet released say something else. Lines that stay the same keep their promises.

    Raises OrderUnderwayError once it is released, BadInputError for what cannot be meant.
    """
    catalogue = Catalogue([new])
    if fault := catalogue.fault(new):
        raise fault
    order = OutboundOrder.objects.locked().get(pk=order_id)
    answer = _amending.amend_or_refuse({order.pk: (order, new)}, catalogue, by, at)[order.pk]
    if answer.error:
        raise answer.error
    return answer


@service
def cancel_orders(
    *, order_ids: Collection[int], by: User | None, at: datetime, reason: str = "", even_picked: bool = False
) -> None:
    """End orders of which nothing is picked: claims go back, those who wait are served. All or none.

    With `even_picked` also those that are being picked, packed or staged: their totes and parcels are to be
    emptied (wms.services.putting_back). Cancelling twice changes nothing. Raises OrderUnderwayError naming
    the orders that are too far.
    """
    orders = list(OutboundOrder.objects.filter(pk__in=order_ids).locked().select_related("site", "owner"))
    ending = [order for order in orders if order.status != OrderStatus.CANCELLED]
    if not ending:
        return
    shipments = list(Shipment.objects.filter(order__in=ending).locked())
    _refuse_underway(ending, shipments, even_picked=even_picked)
    lines = list(OutboundOrderLine.objects.filter(order__in=ending).values_list("pk", flat=True))
    promising.release_promises(line_ids=lines, at=at)
    allocating.release_allocations(line_ids=lines)
    for order in ending:
        order.cancel(at=at)
    OutboundOrder.objects.bulk_update(ending, ["status", "cancelled_at", "updated_at"])
    Shipment.objects.filter(pk__in=[s.pk for s in shipments]).update(
        status=ShipmentStatus.CANCELLED, updated_at=at
    )
    _floor.refresh(_waves_of(shipments), at=at)
    _order_log.record("cancelled", ending, shipments, by=by, at=at, facts={"reason": reason})
    events.publish(
        OrdersCancelled(
            order_ids=tuple(order.pk for order in ending), shipment_ids=tuple(s.pk for s in shipments)
        )
    )


def _waves_of(shipments: Sequence[Shipment]) -> set[int]:
    places = WaveShipment.objects.filter(shipment__in=[shipment.pk for shipment in shipments])
    return set(places.values_list("wave_id", flat=True))


def _accept(
    fresh: Mapping[int, NewOrder], catalogue: Catalogue, by: User | None, at: datetime
) -> dict[tuple[str, str], Answer]:
    if not fresh:
        return {}
    rows = [(pk, n, line) for pk, new in fresh.items() for n, line in enumerate(new.lines, start=1)]
    lines = _intake.insert_lines(rows)
    shipments = _intake.insert_shipments(fresh, catalogue)
    short = _intake.promise_lines(fresh, lines, at)
    orders = OutboundOrder.objects.select_related("site", "owner").in_bulk(fresh)
    facts: dict[int, dict[str, object]] = {
        pk: {"lines": len(new.lines), "short": short[pk]} for pk, new in fresh.items()
    }
    _order_log.record(
        "accepted", list(orders.values()), list(shipments.values()), by=by, at=at, facts_of=facts
    )
    events.publish(OrdersAccepted(order_ids=tuple(sorted(fresh))))
    return {
        new.name: _intake.answer(Outcome.ACCEPTED, orders[pk], shipments[pk], short[pk])
        for pk, new in fresh.items()
    }


def _meet_again(
    known: Mapping[tuple[str, str], NewOrder], catalogue: Catalogue, by: User | None, at: datetime
) -> dict[tuple[str, str], Answer]:
    if not known:
        return {}
    named = OutboundOrder.objects.filter(
        source__in={source for source, _ in known}, external_id__in={external for _, external in known}
    )
    found = {(o.source, o.external_id): o for o in named.locked().select_related("site", "owner")}
    standing = _intake.as_it_stands(found.values())
    changed = {
        found[name].pk: (found[name], new)
        for name, new in known.items()
        if not _amending.says_the_same(found[name], new, standing[found[name].pk])
    }
    answers = _amending.amend_or_refuse(changed, catalogue, by, at)
    shipments = _planned(found[name].pk for name in known)
    return {
        name: answers.get(found[name].pk)
        or _intake.answer(Outcome.UNCHANGED, found[name], shipments.get(found[name].pk), 0)
        for name in known
    }


def _planned(order_ids: Iterable[int]) -> dict[int, Shipment]:
    return {s.order_id: s for s in Shipment.objects.filter(order__in=order_ids).order_by("-pk")}


def _refuse_underway(
    orders: Sequence[OutboundOrder], shipments: Sequence[Shipment], *, even_picked: bool
) -> None:
    early = {ShipmentStatus.PLANNED, ShipmentStatus.PICKING, ShipmentStatus.CANCELLED}
    if even_picked:
        early |= {ShipmentStatus.PACKED, ShipmentStatus.STAGED}
    late = {s.order_id for s in shipments if s.status not in early}
    if not even_picked:
        late |= allocating.picked_orders([order.pk for order in orders])
    late |= {order.pk for order in orders if order.status == OrderStatus.FULFILLED}
    if late:
        numbers = sorted(order.number for order in orders if order.pk in late)
        told = _("Picking has begun for %(orders)s.") % {"orders": ", ".join(numbers[:5])}
        raise OrderUnderwayError(told, orders=numbers)
