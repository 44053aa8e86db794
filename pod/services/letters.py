"""What a message says, and whether it is still true when it is about to be sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from lastmile.states import DeliveryStatus
from pod.models import Notification
from pod.queries import pins
from pod.queries.arrivals import Arrival, arrivals_of
from pod.states import MessageStatus, MessageTrigger

WHOLE = ("delivery__order__owner", "delivery__order__site", "delivery__address", "attempt_told")
TOO_LATE = timedelta(hours=6)
SAME_TIME = timedelta(minutes=15)

WITH_PIN = (MessageTrigger.DEPARTED, MessageTrigger.SOON, MessageTrigger.LATER, MessageTrigger.PIN)

type Window = tuple[datetime, datetime]
OUTCOMES = (MessageTrigger.DELIVERED, MessageTrigger.FAILED, MessageTrigger.CANCELLED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One message as it will be read. Times are the site's."""

    subject: str
    zone: ZoneInfo
    context: dict[str, Any]
    window: Window | None = None

    def text(self, link: str) -> str:
        """As plain text, with the link to the delivery's page."""
        return self._render("message.txt", link).strip() + "\n"

    def html(self, link: str) -> str:
        """As a page for mail programs."""
        return self._render("message.html", link)

    def _render(self, template: str, link: str) -> str:
        with timezone.override(self.zone):
            return render_to_string(f"pod/messages/{template}", self.context | {"link": link})


def letter_of(message: Notification, *, at: datetime) -> Letter | str:
    """The letter, or in a few words why it is not to be sent."""
    trigger = MessageTrigger(message.trigger)
    if at - message.due_at > TOO_LATE and trigger not in OUTCOMES:
        return _("Too late to be of use")
    arrival = arrivals_of(delivery_ids=[message.delivery_id], at=at).get(message.delivery_id)
    if why_not := _UNTRUE[trigger](message, arrival):
        return why_not
    window = arrival.window if arrival and trigger not in OUTCOMES else None
    return _written(message, trigger, window, _pin_in(message, trigger))


def _pin_in(message: Notification, trigger: MessageTrigger) -> str:
    """The PIN, in the messages of the way: who waits has it at hand when the driver asks."""
    return pins.pin_to_tell(message.delivery) if trigger in WITH_PIN else ""


def _written(message: Notification, trigger: MessageTrigger, window: Window | None, pin: str) -> Letter:
    order = message.delivery.order
    zone = order.site.zone
    context: dict[str, Any] = {
        "trigger": trigger.value,
        "shop": order.owner.name,
        "number": order.external_id,
        "name": message.delivery.recipient_name,
        "window": window,
        "attempt": message.attempt_told,
        "pin": pin,
    }
    with timezone.override(zone):
        # on one line whatever the names in it hold: a line break would begin another header
        subject = " ".join(render_to_string("pod/messages/subject.txt", context).split())
    return Letter(subject=subject, zone=zone, context=context | {"subject": subject}, window=window)


def _schedule_is_old(message: Notification, arrival: Arrival | None) -> str:
    if arrival is None or message.delivery.status not in {DeliveryStatus.PLANNED, DeliveryStatus.OUT}:
        return _("Not planned any more")
    if arrival.is_on_the_road:
        return _("It is on the way already")
    told = (
        Notification.objects.filter(
            delivery=message.delivery_id, status=MessageStatus.SENT, told_from__isnull=False
        )
        .order_by("-ended_at")
        .first()
    )
    if told and told.told_from and abs(told.told_from - arrival.window[0]) < SAME_TIME:
        return _("The time did not change")
    return ""


def _is_not_coming(message: Notification, arrival: Arrival | None) -> str:
    if message.delivery.status != DeliveryStatus.OUT or arrival is None or not arrival.is_on_the_road:
        return _("It is not on the way any more")
    return _("The van is at the door") if arrival.is_at_the_door else ""


def _outcome_is_undone(message: Notification, arrival: Arrival | None) -> str:
    if message.attempt_told and message.attempt_told.undone_at:
        return _("It was undone")
    failed_first = message.trigger == MessageTrigger.FAILED
    if failed_first and message.delivery.status == DeliveryStatus.DELIVERED:
        return _("It was delivered after all")
    return ""


def _pin_is_old(message: Notification, arrival: Arrival | None) -> str:
    if pins.number_in_force(message.delivery) != message.occasion:
        return _("Another PIN was issued since")
    return "" if message.delivery.status == DeliveryStatus.OUT else _("It is not on the way any more")


def _nothing(message: Notification, arrival: Arrival | None) -> str:
    return ""


_UNTRUE: dict[MessageTrigger, Callable[[Notification, Arrival | None], str]] = {
    MessageTrigger.SCHEDULED: _schedule_is_old,
    MessageTrigger.DEPARTED: _is_not_coming,
    MessageTrigger.SOON: _is_not_coming,
    MessageTrigger.LATER: _is_not_coming,
    MessageTrigger.DELIVERED: _outcome_is_undone,
    MessageTrigger.FAILED: _outcome_is_undone,
    MessageTrigger.CANCELLED: _nothing,
    MessageTrigger.PIN: _pin_is_old,
}
