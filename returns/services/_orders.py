"""Returns are opened with the first goods that come back, and closed with the last that are dealt with."""

from django.db import connection

from lastmile.models import Delivery
from lastmile.services.delivering import Act
from returns.models import ReturnOrder
from returns.services import _steps
from returns.states import AuthorisationStatus, ReturnKind, UnitStatus

OPEN_ENDS = (UnitStatus.EXPECTED, UnitStatus.RECEIVED, UnitStatus.DECIDED)


def next_number() -> str:
    """RT and a number that nobody else has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'RT' || 100000 + nextval('returns_number')")
        number: str = cursor.fetchone()[0]
    return number


def undelivered(delivery: Delivery, act: Act) -> ReturnOrder:
    """The open return of what was not handed over of a delivery that the caller holds; made if missing."""
    rows = ReturnOrder.objects.select_related("site", "delivery__order__owner").locked()
    found = rows.filter(
        delivery=delivery, kind=ReturnKind.UNDELIVERED, status=AuthorisationStatus.APPROVED
    ).first()
    if found:
        return found
    made = ReturnOrder.objects.create(
        number=next_number(),
        kind=ReturnKind.UNDELIVERED,
        site=delivery.order.site,
        delivery=delivery,
        status=AuthorisationStatus.APPROVED,
        opened_at=act.occurred_at,
    )
    _steps.tell(made, [_steps.of_order("opened", made, kind=made.kind)], act)
    return made


def hold(order_id: int) -> ReturnOrder:
    """Lock a return, with what its history needs."""
    return ReturnOrder.objects.select_related("site", "delivery__order__owner").locked().get(pk=order_id)


def settle(order: ReturnOrder, act: Act) -> None:
    """Close a return whose goods are all dealt with; open it again where one is not any more."""
    is_open = order.units.filter(status__in=OPEN_ENDS).exists()
    if order.status == AuthorisationStatus.CLOSED and is_open:
        order.become(AuthorisationStatus.APPROVED)
        order.closed_at = None
        told = "reopened"
    elif (
        order.status == AuthorisationStatus.APPROVED and not is_open and order.kind == ReturnKind.UNDELIVERED
    ):
        order.become(AuthorisationStatus.CLOSED)
        order.closed_at = act.occurred_at
        told = "closed"
    else:
        return
    order.save(update_fields=["status", "closed_at", "updated_at"])
    _steps.tell(order, [_steps.of_order(told, order)], act)
