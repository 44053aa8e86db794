"""What the intake asks of the warehouse: accept, amend, cancel; and what of it could not be promised."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from lastmile.models import Delivery
from lastmile.services._appraisal import Appraisal, World
from lastmile.services.asks import Shortage
from wms.models import Backorder
from wms.services import orders as warehouse
from wms.services.orders import NewLine, NewOrder


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """What the warehouse wrote for an order."""

    order_id: int
    shipment_id: int
    number: str
    shortages: Sequence[Shortage]


def accept(new: Sequence[Appraisal], world: World, *, source: str, by: User | None) -> dict[str, Accepted]:
    """Let the warehouse accept and promise new orders, all at once; by external id."""
    handed_in = [_new_order(one, world, source) for one in new]
    answers = warehouse.accept_orders(orders=handed_in, by=by, at=world.at)
    for answer in answers:
        if answer.error:
            raise answer.error
    shortages = _shortages([answer.order_id for answer in answers if answer.short and answer.order_id])
    return {
        one.ask.external_id: Accepted(
            order_id=answer.order_id or 0,
            shipment_id=answer.shipment_id or 0,
            number=answer.number,
            shortages=shortages.get(answer.order_id or 0, []),
        )
        for one, answer in zip(new, answers, strict=True)
    }


def amend(changed: Sequence[Appraisal], world: World, *, by: User | None) -> dict[str, Sequence[Shortage]]:
    """Let the warehouse change lines and priority of orders; what is short now, by external id."""
    if not changed:
        return {}
    handed_in = [_changed_order(one, world) for one in changed]
    answers = warehouse.accept_orders(orders=handed_in, by=by, at=world.at)
    for answer in answers:
        if answer.error:
            raise answer.error
    shortages = _shortages([answer.order_id for answer in answers if answer.order_id])
    return {
        one.ask.external_id: shortages.get(answer.order_id or 0, [])
        for one, answer in zip(changed, answers, strict=True)
    }


def cancel(order_ids: Collection[int], *, by: User | None, at: datetime, reason: str) -> None:
    """Let the warehouse end orders; their claims on stock are given back."""
    warehouse.cancel_orders(order_ids=order_ids, by=by, at=at, reason=reason)


def _new_order(one: Appraisal, world: World, source: str) -> NewOrder:
    if one.chosen is None or one.owner_id is None:
        raise AssertionError("a new order without a site or an owner was refused before")
    return NewOrder(
        source=source,
        external_id=one.ask.external_id,
        site_id=one.chosen.site_id,
        owner_id=one.owner_id,
        lines=_lines(one, world),
        priority=one.ask.priority or 0,
    )


def _changed_order(one: Appraisal, world: World) -> NewOrder:
    delivery: Delivery | None = one.delivery
    if delivery is None:
        raise AssertionError("only a known order is amended")
    order = delivery.order
    known = sorted(order.lines.all(), key=lambda line: line.number)
    lines = tuple(NewLine(item_id=line.item_id, quantity=line.quantity) for line in known)
    return NewOrder(
        source=order.source,
        external_id=order.external_id,
        site_id=order.site_id,
        owner_id=order.owner_id,
        lines=_lines(one, world) if one.ask.lines is not None else lines,
        priority=order.priority if one.ask.priority is None else one.ask.priority,
    )


def _lines(one: Appraisal, world: World) -> tuple[NewLine, ...]:
    return tuple(
        NewLine(item_id=world.items[line.sku], quantity=line.quantity) for line in one.ask.lines or ()
    )


def _shortages(order_ids: Sequence[int]) -> dict[int, list[Shortage]]:
    found: dict[int, list[Shortage]] = defaultdict(list)
    if not order_ids:
        return found
    open_ones = Backorder.objects.filter(line__order__in=order_ids, closed_at__isnull=True)
    for row in open_ones.select_related("line__item").order_by("line__order", "line__number"):
        found[row.line.order_id].append(
            Shortage(sku=row.line.item.sku, quantity=row.quantity, reason=row.reason)
        )
    return found
