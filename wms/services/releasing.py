"""Releasing orders: the warehouse may pick them. From here on they have bins, not only promises."""

from collections.abc import Collection
from datetime import date, datetime

from accounts.models import User
from core import events, public_events
from core.public_events import Happening
from core.transactions import service
from wms.events import OrdersReleased
from wms.models import OutboundOrder
from wms.services import allocating
from wms.states import OrderStatus


@service
def release(
    *, order_ids: Collection[int], by: User | None, at: datetime, on: date, whole: bool = False
) -> dict[int, int]:
    """Let the warehouse pick orders: claim bins for what was promised. Returns what is short, per line.

    `on` is the day of delivery: stock that will be too old then is not taken. With `whole` an order that
    cannot be picked in full is not released. Raises IllegalMoveError if one is not waiting for release.
    """
    orders = list(OutboundOrder.objects.filter(pk__in=order_ids).locked().select_related("site", "owner"))
    for order in orders:
        order.become(OrderStatus.RELEASED)
    short = allocating.allocate_orders(order_ids=[order.pk for order in orders], on=on, at=at, whole=whole)
    held_back = allocating.orders_of(short) if whole else set()
    going = [order for order in orders if order.pk not in held_back]
    OutboundOrder.objects.bulk_update(going, ["status", "updated_at"])
    happenings = [
        Happening(
            type="order.released",
            subject_type="order",
            subject_id=order.public_id,
            facts={"number": order.number},
            changed=["status"],
            scope=order.site.code,
            owner_scope=order.owner.code,
        )
        for order in going
    ]
    public_events.record(happenings, at=at, by=by)
    ids = tuple(order.pk for order in going)
    events.publish(OrdersReleased(order_ids=ids, short_line_ids=tuple(sorted(short))))
    return short
