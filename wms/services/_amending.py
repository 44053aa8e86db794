"""An order that is met again: the same, or saying something else. Steps of wms.services.orders."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core import events
from wms.errors import OrderUnderwayError
from wms.events import OrdersAmended
from wms.models import Backorder, OutboundOrder, OutboundOrderLine, Promise, Shipment
from wms.services import _intake, _order_log, promising
from wms.services._intake import Answer, Catalogue, NewLine, NewOrder, Outcome
from wms.states import OrderStatus

type Changes = Mapping[int, tuple[OutboundOrder, NewOrder]]
"""Locked orders by id, with what they are to say now."""


def says_the_same(order: OutboundOrder, new: NewOrder, lines: Mapping[int, OutboundOrderLine]) -> bool:
    """Whether nothing would change."""
    asked = [(line.item_id, line.quantity) for line in new.lines]
    stands = [(lines[number].item_id, lines[number].quantity) for number in sorted(lines)]
    same_head = (order.site_id, order.owner_id, order.priority) == (new.site_id, new.owner_id, new.priority)
    return same_head and asked == stands


def amend_or_refuse(
    changed: Changes, catalogue: Catalogue, by: User | None, at: datetime
) -> dict[int, Answer]:
    """Let those that are not released say something else; refuse the others. Answers by the order's id."""
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


def _amend(allowed: Changes, catalogue: Catalogue, by: User | None, at: datetime) -> dict[int, Answer]:
    if not allowed:
        return {}
    shipments = {s.order_id: s for s in Shipment.objects.filter(order__in=allowed).locked()}
    gone, rows, facts = _compare(allowed)
    freed = promising.release_promises(line_ids=[line.pk for line in gone], at=at, serve=False)
    _remove(gone)
    _change_heads(allowed, shipments, catalogue)
    lines = _intake.insert_lines(rows)
    short = _intake.promise_lines({pk: new for pk, (_order, new) in allowed.items()}, lines, at)
    promising.promise_backorders(buckets=freed, at=at)
    orders = OutboundOrder.objects.select_related("site", "owner").in_bulk(allowed)
    _order_log.record("amended", list(orders.values()), [], by=by, at=at, facts_of=facts)
    events.publish(OrdersAmended(order_ids=tuple(sorted(allowed))))
    return {
        pk: _intake.answer(Outcome.AMENDED, order, shipments[pk], short[pk]) for pk, order in orders.items()
    }


def _remove(gone: list[OutboundOrderLine]) -> None:
    """Lines that were never picked leave no trace but in the log."""
    for model in (Promise, Backorder):
        model.objects.filter(line__in=gone).delete()
    OutboundOrderLine.objects.filter(pk__in=[line.pk for line in gone]).delete()


def _change_heads(allowed: Changes, shipments: Mapping[int, Shipment], catalogue: Catalogue) -> None:
    for order, new in allowed.values():
        order.site_id, order.owner_id, order.priority = new.site_id, new.owner_id, new.priority
        guess = catalogue.estimate(new.lines)
        shipment = shipments[order.pk]
        shipment.units, shipment.weight_g, shipment.volume_ml = guess.units, guess.weight_g, guess.volume_ml
    heads = [order for order, _new in allowed.values()]
    OutboundOrder.objects.bulk_update(heads, ["site", "owner", "priority", "updated_at"])
    Shipment.objects.bulk_update(shipments.values(), ["units", "weight_g", "volume_ml", "updated_at"])


def _compare(
    allowed: Changes,
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
