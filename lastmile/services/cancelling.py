"""Cancelling orders that are not released yet, and amending one of them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import NotFoundError
from core.public_events import Happening, record
from core.transactions import service
from lastmile.errors import OrderUnderwayError
from lastmile.models import Delivery
from lastmile.services import _warehouse, intake
from lastmile.services.asks import OrderAsk, OrderOutcome
from lastmile.services.locating import LookUps
from lastmile.services.unplanning import locked_with_routes, take_off_routes
from lastmile.states import DeliveryStatus
from wms.states import OrderStatus

CANCELLABLE = {DeliveryStatus.PENDING, DeliveryStatus.PLANNED}


def amend_order(
    *,
    public_id: UUID,
    ask: OrderAsk,
    by: User | None,
    at: datetime,
    among: Collection[int] | None = None,
    look_ups: LookUps | None = None,
) -> OrderOutcome:
    """Change one order before it is released; what the ask does not say stays.

    Look-ups come first, unless the caller did them: who holds a transaction must.

    Raises OrdersRefusedError with the places, NotFoundError for an unknown id.
    """
    name = Delivery.objects.filter(public_id=public_id).values_list("order__source", "order__external_id")
    found = name.first()
    if found is None:
        raise NotFoundError(_("There is no such order, or not for you."))
    asks = [replace(ask, external_id=found[1])]
    if look_ups is None:
        look_ups = intake.look_up_orders(asks=asks, among=among)
    return intake.take_in_orders(
        asks=asks, look_ups=look_ups, source=found[0], by=by, at=at, among=among, all_or_none=True
    )[0]


@service
def cancel_orders(
    *, public_ids: Collection[UUID], by: User | None, at: datetime, reason: str = ""
) -> list[Delivery]:
    """Cancel orders: their stock is given back, their places in routes too. Cancelling twice changes nothing.

    Raises OrderUnderwayError that names those the warehouse has begun; then none is cancelled. Raises
    NotFoundError where an id is unknown.
    """
    ids = list(Delivery.objects.filter(public_id__in=public_ids).values_list("pk", flat=True))
    if len(ids) != len(set(public_ids)):
        raise NotFoundError(_("There is no such order, or not for you."))
    deliveries, _routes = locked_with_routes(delivery_ids=ids)
    standing = [one for one in deliveries if one.status != DeliveryStatus.CANCELLED]
    _require_cancellable(standing)
    if standing:
        _cancel(standing, by, at, reason)
    return deliveries


def _require_cancellable(deliveries: Sequence[Delivery]) -> None:
    underway = [
        one for one in deliveries if one.status not in CANCELLABLE or one.order.status != OrderStatus.ACCEPTED
    ]
    if underway:
        names = [one.order.external_id for one in underway]
        told = _("Underway and no longer to be cancelled here: %(names)s.")
        raise OrderUnderwayError(told % {"names": ", ".join(names[:20])}, orders=names)


def _cancel(deliveries: Sequence[Delivery], by: User | None, at: datetime, reason: str) -> None:
    planned = [one for one in deliveries if one.status == DeliveryStatus.PLANNED]
    if planned:
        take_off_routes(delivery_ids=[one.pk for one in planned], by=by, at=at, note="cancelled")
    for one in planned:
        one.status = DeliveryStatus.PENDING
    _warehouse.cancel([one.order_id for one in deliveries], by=by, at=at, reason=reason[:200])
    for one in deliveries:
        one.become(DeliveryStatus.CANCELLED)
        one.cancelled_at, one.cancel_reason = at, reason[:200]
    Delivery.objects.bulk_update(deliveries, ["status", "cancelled_at", "cancel_reason"])
    record([_happening(one, reason) for one in deliveries], at=at, by=by)


def _happening(delivery: Delivery, reason: str) -> Happening:
    return Happening(
        type="delivery.cancelled",
        subject_type="delivery",
        subject_id=delivery.public_id,
        scope=delivery.order.site.code,
        facts={"reason": reason[:200]},
        changed=["status"],
    )
