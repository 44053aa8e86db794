"""Telling a delivery's PIN to staff, and issuing another. The log says who did, and never the PIN."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core import live, public_events
from core.errors import BadInputError
from core.public_events import Happening
from core.transactions import service
from lastmile.models import Delivery, StopTask
from lastmile.services.delivering import Act
from lastmile.states import DeliveryStatus, TaskStatus
from pod.models import Notification, PinIssue
from pod.queries import pins
from pod.services.telling import owe
from pod.states import MessageTrigger

ENDED = (DeliveryStatus.DELIVERED, DeliveryStatus.CANCELLED, DeliveryStatus.RETURNED)


@service
def show_pin(*, delivery_id: int, by: User, at: datetime) -> str:
    """The PIN for a member of staff, who may read it to the recipient. That it was shown is written down."""
    delivery = _locked(delivery_id)
    _log(delivery, "delivery.pin_shown", at=at, by=by)
    return pins.pin_of(delivery.public_id, pins.number_in_force(delivery))


@service
def issue_pin(*, delivery_id: int, by: User, at: datetime) -> str:
    """Another PIN from now on: wrong tries are forgotten, the recipient is told, phones ask for it.

    Raises BadInputError where the delivery has ended.
    """
    delivery = _locked(delivery_id)
    if delivery.status in ENDED:
        raise BadInputError(_("This delivery has ended: nobody asks for its PIN any more."))
    number = pins.number_in_force(delivery) + 1
    PinIssue.objects.create(delivery=delivery, number=number, issued_at=at, issued_by=by)
    _log(delivery, "delivery.pin_issued", at=at, by=by, number=number)
    if delivery.recipient_email and delivery.status == DeliveryStatus.OUT:
        owe(
            [
                Notification(
                    delivery=delivery,
                    trigger=MessageTrigger.PIN,
                    occasion=number,
                    recipient=delivery.recipient_email,
                    due_at=at,
                )
            ]
        )
    _look_again(delivery)
    return pins.pin_of(delivery.public_id, number)


@service
def note_locked(*, task: StopTask, act: Act) -> None:
    """A phone took no more tries: the office sees it, and can issue another."""
    assert task.delivery_id is not None  # noqa: S101 - only deliveries have a PIN
    delivery = _locked(task.delivery_id)
    _log(delivery, "delivery.pin_locked", at=act.occurred_at, by=act.by, device=act.device)


def _locked(delivery_id: int) -> Delivery:
    return Delivery.objects.locked().select_related("order__site").get(pk=delivery_id)


def _look_again(delivery: Delivery) -> None:
    live.topic_changed(f"tracking:{delivery.public_id}")
    tasks = StopTask.objects.filter(delivery=delivery, status=TaskStatus.OPEN)
    for route in tasks.values_list("stop__trip__route__public_id", flat=True):
        live.topic_changed(f"route:{route}")


def _log(
    delivery: Delivery, kind: str, *, at: datetime, by: User | None, device: str = "", **facts: object
) -> None:
    line = Happening(
        type=kind,
        subject_type="delivery",
        subject_id=delivery.public_id,
        scope=delivery.order.site.code,
        facts=facts,
    )
    public_events.record([line], at=at, by=by, device=device)
