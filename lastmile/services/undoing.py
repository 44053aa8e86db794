"""Taking a slip of the finger at the door back, within two minutes by the phone's own clock."""

from datetime import timedelta

from django.utils.translation import gettext as _

from core import events
from core.transactions import service
from lastmile.errors import TooLateToUndoError
from lastmile.events import AttemptsUndone
from lastmile.models import Delivery, DeliveryAttempt, Stop, StopTask
from lastmile.services import _door
from lastmile.services._door import Act, Door, Visit
from lastmile.states import AttemptOutcome, DeliveryStatus, RouteStatus, StopStatus, TaskStatus
from wms.services import handing_over

UNDO_FOR = timedelta(minutes=2)


@service
def undo(*, attempt: DeliveryAttempt, act: Act) -> Visit:
    """Take a visit back: the ledger by its reversal, delivery, task and stop as they were. Twice is once.

    Where another phone says delivered too, that visit takes this one's place and nothing moves. Raises
    TooLateToUndoError after two minutes, from another phone, or once the route is back.
    """
    assert attempt.visited is not None  # noqa: S101 - every visit is of a task
    door = _door.at_the_door(attempt.visited)
    attempt = DeliveryAttempt.objects.locked().get(pk=attempt.pk)
    if attempt.undone_at:
        return Visit(attempt)
    _require_in_time(door, attempt, act)
    attempt.undone_at = act.occurred_at
    attempt.save(update_fields=["undone_at"])
    if attempt.outcome == AttemptOutcome.FAILED:
        _take_back_failure(door, attempt)
    elif attempt.confirms_id is None and not _hand_on(attempt):
        _take_back_goods(door, attempt, act)
    _door.write_down([_door.happened(door, "delivery.undone", attempt, outcome=attempt.outcome)], act)
    events.publish(AttemptsUndone(delivery_ids=(door.delivery.pk,), attempt_ids=(attempt.pk,)))
    _door.call_watchers(door)
    return Visit(attempt)


def _require_in_time(door: Door, attempt: DeliveryAttempt, act: Act) -> None:
    passed = abs(act.occurred_at - attempt.occurred_at)
    newer = door.delivery.attempts.standing().filter(device=attempt.device, number__gt=attempt.number)
    facts = {"attempt": str(attempt.public_id), "seconds": int(passed.total_seconds())}
    if passed > UNDO_FOR:
        raise TooLateToUndoError(_("It can be undone for two minutes. Call the office."), **facts)
    if attempt.device != act.device or newer.exists():
        raise TooLateToUndoError(_("Only the phone that told it last can undo it."), **facts)
    if door.route.status != RouteStatus.DEPARTED:
        raise TooLateToUndoError(_("The route has ended. Call the office."), **facts)
    if door.delivery.status not in (DeliveryStatus.DELIVERED, DeliveryStatus.FAILED, DeliveryStatus.OUT):
        raise TooLateToUndoError(_("The delivery was planned anew meanwhile. Call the office."), **facts)


def _hand_on(attempt: DeliveryAttempt) -> bool:
    """The next phone that said delivered stands for it from now on, with its posting."""
    heir = attempt.confirmed_by.standing().order_by("number").first()
    if heir is None:
        return False
    attempt.confirmed_by.exclude(pk=heir.pk).update(confirms=heir)
    heir.confirms, heir.posting = None, attempt.posting
    heir.save(update_fields=["confirms", "posting"])
    StopTask.objects.filter(attempt=attempt).update(attempt=heir)
    return True


def _take_back_goods(door: Door, attempt: DeliveryAttempt, act: Act) -> None:
    handing_over.take_back(
        idempotency=act.key("undo", attempt),
        shipment_id=door.delivery.shipment_id,
        posting=attempt.posting,
        effective_at=act.occurred_at,
        by=act.by,
        device=act.device,
    )
    delivery = door.delivery
    standing = delivery.attempts.standing().since(door.route.departed_at)
    failed = standing.filter(outcome=AttemptOutcome.FAILED).order_by("-number").first()
    delivery.become(DeliveryStatus.OUT)
    delivery.delivered_at = None
    _reopen(attempt)
    if failed is not None:
        _fail_again(delivery, failed)
    delivery.save(update_fields=["status", "delivered_at", "updated_at"])


def _take_back_failure(door: Door, attempt: DeliveryAttempt) -> None:
    standing = door.delivery.attempts.standing().since(door.route.departed_at)
    if door.delivery.status != DeliveryStatus.FAILED:
        return
    other = standing.filter(outcome=AttemptOutcome.FAILED).order_by("-number").first()
    if other is not None:
        StopTask.objects.filter(attempt=attempt).update(attempt=other)
        return
    door.delivery.become(DeliveryStatus.OUT)
    door.delivery.save(update_fields=["status", "updated_at"])
    _reopen(attempt)


def _reopen(attempt: DeliveryAttempt) -> None:
    """The task is to be done again, at a stop where the van still stands or has yet to come."""
    task = StopTask.objects.filter(attempt=attempt).select_related("stop").first()
    if task is None:
        return
    task.become(TaskStatus.OPEN)
    task.attempt, task.ended_at = None, None
    task.save(update_fields=["status", "attempt", "ended_at", "updated_at"])
    stop = Stop.objects.locked().get(pk=task.stop_id)
    if stop.status == StopStatus.DONE:
        stop.departed_at = None
        if stop.arrived_at is None:  # it was done on another van's stop, or without saying "I'm here"
            stop.arrived_at = attempt.occurred_at
            stop.become(StopStatus.ARRIVED)
            stop.arrived_at = None
            stop.become(StopStatus.PLANNED)
        else:
            stop.become(StopStatus.ARRIVED)
        stop.save(update_fields=["status", "arrived_at", "departed_at", "updated_at"])


def _fail_again(delivery: Delivery, failed: DeliveryAttempt) -> None:
    """A failed visit that the undone one had beaten stands again."""
    delivery.become(DeliveryStatus.FAILED)
    if failed.visited is not None:
        task = StopTask.objects.select_related("stop").get(pk=failed.visited.pk)
        _door.end_task(task, TaskStatus.FAILED, failed)
