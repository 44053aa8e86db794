"""Orders as the warehouse takes them in: accepted, amended, cancelled. Where to is the road's business."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core import events, public_events
from core.errors import BadInputError
from core.public_events import Happening
from core.transactions import service
from wms.errors import OrderUnderwayError
from wms.events import OrdersAccepted, OrdersAmended, OrdersCancelled
from wms.models import Backorder, OutboundOrder, OutboundOrderLine, Promise, Shipment
from wms.services import _intake, allocating, promising
from wms.services._intake import Answer, Catalogue, NewLine, NewOrder, Outcome
from wms.services._promises import Short
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
    answer = _amend_or_refuse({order.pk: (order, new)}, catalogue, by, at)[order.pk]
    if answer.error:
        raise answer.error
    return answer


@service
def cancel_orders(*, order_ids: Collection[int], by: User | None, at: datetime, reason: str = "") -> None:
    """End orders of which nothing is picked: claims go back, those who wait are served. All or none.

    Cancelling twice changes nothing. Raises OrderUnderwayError naming the orders that are under way.
    """
    orders = list(OutboundOrder.objects.filter(pk__in=order_ids).locked().select_related("site", "owner"))
    ending = [order for order in orders if order.status != OrderStatus.CANCELLED]
    if not ending:
        return
    shipments = list(Shipment.objects.filter(order__in=ending).locked())
    _refuse_underway(ending, shipments)
    lines = list(OutboundOrderLine.objects.filter(order__in=ending).values_list("pk", flat=True))
    promising.release_promises(line_ids=lines, at=at)
    allocating.release_allocations(line_ids=lines)
    for order in ending:
        order.cancel(at=at)
    OutboundOrder.objects.bulk_update(ending, ["status", "cancelled_at", "updated_at"])
    Shipment.objects.filter(pk__in=[s.pk for s in shipments]).update(
        status=ShipmentStatus.CANCELLED, updated_at=at
    )
    _record("cancelled", ending, shipments, by=by, at=at, facts={"reason": reason})
    events.publish(
        OrdersCancelled(
            order_ids=tuple(order.pk for order in ending), shipment_ids=tuple(s.pk for s in shipments)
        )
    )


def _accept(
    fresh: Mapping[int, NewOrder], catalogue: Catalogue, by: User | None, at: datetime
) -> dict[tuple[str, str], Answer]:
    if not fresh:
        return {}
    rows = [(pk, n, line) for pk, new in fresh.items() for n, line in enumerate(new.lines, start=1)]
    lines = _intake.insert_lines(rows)
    shipments = _intake.insert_shipments(fresh, catalogue)
    short = _promise(fresh, lines, at)
    orders = OutboundOrder.objects.select_related("site", "owner").in_bulk(fresh)
    facts: dict[int, dict[str, object]] = {
        pk: {"lines": len(new.lines), "short": short[pk]} for pk, new in fresh.items()
    }
    _record("accepted", list(orders.values()), list(shipments.values()), by=by, at=at, facts_of=facts)
    events.publish(OrdersAccepted(order_ids=tuple(sorted(fresh))))
    return {
        new.name: _answer(Outcome.ACCEPTED, orders[pk], shipments[pk], short[pk]) for pk, new in fresh.items()
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
        if not _says_the_same(found[name], new, standing[found[name].pk])
    }
    answers = _amend_or_refuse(changed, catalogue, by, at)
    shipments = _planned(found[name].pk for name in known)
    return {
        name: answers.get(found[name].pk)
        or _answer(Outcome.UNCHANGED, found[name], shipments.get(found[name].pk), 0)
        for name in known
    }


def _says_the_same(order: OutboundOrder, new: NewOrder, lines: Mapping[int, OutboundOrderLine]) -> bool:
    asked = [(line.item_id, line.quantity) for line in new.lines]
    stands = [(lines[number].item_id, lines[number].quantity) for number in sorted(lines)]
    same_head = (order.site_id, order.owner_id, order.priority) == (new.site_id, new.owner_id, new.priority)
    return same_head and asked == stands


def _amend_or_refuse(
    changed: Mapping[int, tuple[OutboundOrder, NewOrder]], catalogue: Catalogue, by: User | None, at: datetime
) -> dict[int, Answer]:
    allowed = {pk: pair for pk, pair in changed.items() if pair[0].status == OrderStatus.ACCEPTED}
    answers = _amend(allowed, catalogue, by, at)
    for pk, (order, _new) in changed.items():
        if pk not in allowed:
            told = _("%(order)s is %(status)s and cannot be changed.") % {
                "order": order.number,
                "status": order.get_status_display(),
            }
            error = OrderUnderwayError(told, order=order.number, status=order.status)
            answers[pk] = Answer(outcome=Outcome.REFUSED, order_id=pk, number=order.number, error=error)
    return answers


def _amend(
    allowed: Mapping[int, tuple[OutboundOrder, NewOrder]], catalogue: Catalogue, by: User | None, at: datetime
) -> dict[int, Answer]:
    if not allowed:
        return {}
    shipments = {s.order_id: s for s in Shipment.objects.filter(order__in=allowed).locked()}
    gone, rows, facts = _compare(allowed)
    promising.release_promises(line_ids=[line.pk for line in gone], at=at)
    for model in (Promise, Backorder):
        model.objects.filter(line__in=gone).delete()
    OutboundOrderLine.objects.filter(pk__in=[line.pk for line in gone]).delete()
    for order, new in allowed.values():
        order.site_id, order.owner_id, order.priority = new.site_id, new.owner_id, new.priority
        guess = catalogue.estimate(new.lines)
        shipment = shipments[order.pk]
        shipment.units, shipment.weight_g, shipment.volume_ml = guess.units, guess.weight_g, guess.volume_ml
    OutboundOrder.objects.bulk_update(
        [order for order, _new in allowed.values()], ["site", "owner", "priority", "updated_at"]
    )
    Shipment.objects.bulk_update(shipments.values(), ["units", "weight_g", "volume_ml", "updated_at"])
    short = _promise({pk: new for pk, (_order, new) in allowed.items()}, _intake.insert_lines(rows), at)
    orders = OutboundOrder.objects.select_related("site", "owner").in_bulk(allowed)
    _record("amended", list(orders.values()), [], by=by, at=at, facts_of=facts)
    events.publish(OrdersAmended(order_ids=tuple(sorted(allowed))))
    return {pk: _answer(Outcome.AMENDED, order, shipments[pk], short[pk]) for pk, order in orders.items()}


def _compare(
    allowed: Mapping[int, tuple[OutboundOrder, NewOrder]],
) -> tuple[list[OutboundOrderLine], list[tuple[int, int, NewLine]], dict[int, dict[str, object]]]:
    """Lines that go, lines that come, and the facts for the log: what stood there and what does now."""
    standing = _intake.as_it_stands(order for order, _new in allowed.values())
    gone: list[OutboundOrderLine] = []
    rows: list[tuple[int, int, NewLine]] = []
    facts: dict[int, dict[str, object]] = {}
    for pk, (order, new) in allowed.items():
        moved = (order.site_id, order.owner_id) != (new.site_id, new.owner_id)
        before, after = standing[pk], dict(enumerate(new.lines, start=1))
        for number, line in before.items():
            same = after.get(number) == NewLine(item_id=line.item_id, quantity=line.quantity)
            if moved or not same:
                gone.append(line)
            else:
                del after[number]
        rows += [(pk, number, line) for number, line in after.items()]
        facts[pk] = {
            "before": [[line.item_id, line.quantity] for _n, line in sorted(before.items())],
            "after": [[line.item_id, line.quantity] for line in new.lines],
        }
    return gone, rows, facts


def _promise(
    orders: Mapping[int, NewOrder], lines: Sequence[OutboundOrderLine], at: datetime
) -> defaultdict[int, int]:
    """Promise the lines; returns what is short per order."""
    shorts = promising.promise(wants=_intake.wants_of(orders, lines), at=at)
    return _short_per_order(lines, shorts)


def _short_per_order(lines: Sequence[OutboundOrderLine], shorts: Sequence[Short]) -> defaultdict[int, int]:
    order_of = {line.pk: line.order_id for line in lines}
    totals: defaultdict[int, int] = defaultdict(int)
    for short in shorts:
        totals[order_of[short.line_id]] += short.quantity
    return totals


def _refuse_underway(orders: Sequence[OutboundOrder], shipments: Sequence[Shipment]) -> None:
    early = {ShipmentStatus.PLANNED, ShipmentStatus.PICKING, ShipmentStatus.CANCELLED}
    late = {s.order_id for s in shipments if s.status not in early} | allocating.picked_orders(
        [order.pk for order in orders]
    )
    late |= {order.pk for order in orders if order.status == OrderStatus.FULFILLED}
    if late:
        numbers = sorted(order.number for order in orders if order.pk in late)
        told = _("Picking has begun for %(orders)s.") % {"orders": ", ".join(numbers[:5])}
        raise OrderUnderwayError(told, orders=numbers)


def _planned(order_ids: Iterable[int]) -> dict[int, Shipment]:
    return {s.order_id: s for s in Shipment.objects.filter(order__in=order_ids).order_by("-pk")}


def _answer(outcome: Outcome, order: OutboundOrder, shipment: Shipment | None, short: int) -> Answer:
    return Answer(
        outcome=outcome,
        order_id=order.pk,
        order_public_id=order.public_id,
        number=order.number,
        shipment_id=shipment.pk if shipment else None,
        short=short,
    )


def _record(
    what: str,
    orders: Sequence[OutboundOrder],
    shipments: Sequence[Shipment],
    *,
    by: User | None,
    at: datetime,
    facts: dict[str, object] | None = None,
    facts_of: Mapping[int, dict[str, object]] | None = None,
) -> None:
    heads = {order.pk: order for order in orders}
    told = [
        Happening(
            type=f"order.{what}",
            subject_type="order",
            subject_id=order.public_id,
            facts={"number": order.number} | (facts or {}) | (facts_of or {}).get(order.pk, {}),
            changed=["status"] if what != "amended" else ["lines"],
            scope=order.site.code,
            owner_scope=order.owner.code,
        )
        for order in orders
    ]
    status = "planned" if what == "accepted" else what
    told += [
        Happening(
            type=f"shipment.{status}",
            subject_type="shipment",
            subject_id=shipment.public_id,
            facts={"order": heads[shipment.order_id].number, "units": shipment.units},
            changed=["status"],
            scope=heads[shipment.order_id].site.code,
            owner_scope=heads[shipment.order_id].owner.code,
        )
        for shipment in shipments
    ]
    public_events.record(told, at=at, by=by)
