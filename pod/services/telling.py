"""Owing messages to recipients: rows written with the change they tell of. Sending is the worker's."""

from collections.abc import Collection
from datetime import datetime, timedelta

from core.transactions import service
from lastmile.models import Delivery, DeliveryAttempt, StopTask
from lastmile.states import AttemptOutcome, TaskStatus
from pod.models import Notification
from pod.queries.visits import visits_so_far
from pod.states import MessageTrigger

UNDO_WINDOW = timedelta(minutes=2)
"""A slip of the finger at the door is undone before anybody hears of it (decision 29)."""


@service
def owe_schedules(*, route_ids: Collection[int], at: datetime) -> list[int]:
    """The drivers were told; so are the recipients on these routes. Returns the ids of the messages owed.

    One whose time did not move since it was last told gets nothing: the worker sees to that when it sends.
    """
    deliveries = _on_routes(route_ids)
    return owe(
        [
            Notification(
                delivery=delivery,
                trigger=MessageTrigger.SCHEDULED,
                occasion=revision,
                recipient=delivery.recipient_email,
                due_at=at,
            )
            for delivery, revision in deliveries
        ]
    )


@service
def owe_departures(*, route_ids: Collection[int], at: datetime) -> list[int]:
    """The vans have left: everyone on board is told that theirs is on the way."""
    deliveries = [delivery for delivery, _revision in _on_routes(route_ids)]
    visits = visits_so_far([delivery.pk for delivery in deliveries])
    return owe(
        [
            Notification(
                delivery=delivery,
                trigger=MessageTrigger.DEPARTED,
                occasion=visits.get(delivery.pk, 0) + 1,
                recipient=delivery.recipient_email,
                due_at=at,
            )
            for delivery in deliveries
        ]
    )


@service
def owe_outcomes(*, attempt_ids: Collection[int]) -> list[int]:
    """What happened at these doors, told once it can no longer be undone."""
    attempts = DeliveryAttempt.objects.filter(pk__in=attempt_ids).exclude(delivery__recipient_email="")
    kinds = {
        AttemptOutcome.DELIVERED: MessageTrigger.DELIVERED,
        AttemptOutcome.FAILED: MessageTrigger.FAILED,
    }
    return owe(
        [
            Notification(
                delivery=attempt.delivery,
                attempt_told=attempt,
                trigger=kinds[AttemptOutcome(attempt.outcome)],
                occasion=attempt.number,
                recipient=attempt.delivery.recipient_email,
                due_at=attempt.recorded_at + UNDO_WINDOW,
            )
            for attempt in attempts.select_related("delivery")
        ]
    )


@service
def owe_cancellations(*, shipment_ids: Collection[int], at: datetime) -> list[int]:
    """Nothing will come: only those who had been told that something would hear of it."""
    told = Notification.objects.filter(delivery__shipment__in=shipment_ids).values("delivery_id")
    deliveries = Delivery.objects.filter(pk__in=told).exclude(recipient_email="")
    return owe(
        [
            Notification(
                delivery=delivery,
                trigger=MessageTrigger.CANCELLED,
                recipient=delivery.recipient_email,
                due_at=at,
            )
            for delivery in deliveries
        ]
    )


def owe(messages: Collection[Notification]) -> list[int]:
    """Write what is owed, in the caller's transaction; what was owed already is not owed twice."""
    if not messages:
        return []
    Notification.objects.bulk_create(messages, ignore_conflicts=True, batch_size=1000)
    ids = [message.public_id for message in messages]
    return list(Notification.objects.filter(public_id__in=ids).order_by("pk").values_list("pk", flat=True))


def _on_routes(route_ids: Collection[int]) -> list[tuple[Delivery, int]]:
    """The deliveries with an address for e-mail that these routes bring, with the revision that was sent."""
    tasks = StopTask.objects.filter(
        stop__trip__route__in=route_ids, status=TaskStatus.OPEN, delivery__isnull=False
    ).exclude(delivery__recipient_email="")
    rows = tasks.select_related("delivery", "stop__trip__route").order_by("delivery")
    return [(task.delivery, task.stop.trip.route.sent_revision) for task in rows if task.delivery]
