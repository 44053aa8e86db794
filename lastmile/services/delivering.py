"""How a visit to the door ends: delivered, in part, or not. The ledger is posted at once.

Within a phone the order of its commands decides. Between phones delivered beats failed, both visits are kept,
and what happened beats what was planned meanwhile (decision 32).
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core import events
from core.errors import BadInputError, StaleError
from core.transactions import service
from lastmile.door_states import Conflict, DoorResult, HandOver
from lastmile.errors import AlreadyEndedError
from lastmile.events import DeliveriesFailed, DeliveriesMade
from lastmile.models import AttemptLine, DeliveryAttempt, LoadUnit, StopTask
from lastmile.queries import on_board
from lastmile.services import _door, _door_lines, evidence
from lastmile.services._door import Act, Door, Visit
from lastmile.services._door_lines import LineResult
from lastmile.services.evidence import Ending, Evidence
from lastmile.states import AttemptOutcome, DeliveryStatus, FailureReason, RouteStatus, TaskStatus
from wms.services import handing_over
from wms.states import PROMISABLE

__all__ = ["Act", "Evidence", "LineResult", "Visit", "deliver", "fail"]


@service
def deliver(
    *,
    task: StopTask,
    act: Act,
    evidence: Evidence,
    hand_over: HandOver = HandOver.RECIPIENT,
    lines: Sequence[LineResult] = (),
    note: str = "",
) -> Visit:
    """Goods were handed over: all of them, or by `lines` a part. The same command again changes nothing.

    Raises BadInputError where the lines do not add up, EvidenceMissingError, NotOnTheRoadError,
    AlreadyEndedError where this phone told it before, StaleError where the goods are back in the warehouse.
    """
    if first := _door.already(act):
        return Visit(first)
    door = _door.at_the_door(task)
    if first := _door.already(act):
        return Visit(first)
    partial = any(said.result != DoorResult.DELIVERED for said in lines)
    ending = Ending(outcome=AttemptOutcome.DELIVERED, is_partial=partial, hand_over=hand_over)
    _refuse_too_little(door, ending, evidence)
    facts: dict[str, object] = {"outcome": AttemptOutcome.DELIVERED, "hand_over": hand_over, "note": note}
    facts["is_partial"] = partial
    success = door.delivery.attempts.successes().first()
    if success:
        return _confirm(door, act, success, facts)
    conflicts = _conflicts(door, act)
    attempt = _hand_over(door, act, lines, facts)
    if attempt.posting_id is None:
        conflicts.append(Conflict.NOT_ON_VEHICLE)
    _door.end_task(door.current, TaskStatus.DONE, attempt)
    _become_delivered(door, act)
    kind = "delivery.delivered"
    said = {"hand_over": hand_over.value, "partial": attempt.is_partial}
    _door.write_down([_door.happened(door, kind, attempt, **said)], act)
    events.publish(DeliveriesMade(delivery_ids=(door.delivery.pk,), attempt_ids=(attempt.pk,)))
    return _told(door, attempt, conflicts)


@service
def fail(*, task: StopTask, act: Act, reason: FailureReason, evidence: Evidence, note: str = "") -> Visit:
    """Nothing was handed over; the goods stay on the vehicle. The same command again changes nothing.

    Where another phone said delivered, that stands, and this visit is kept beside it.
    Raises EvidenceMissingError, NotOnTheRoadError, AlreadyEndedError where this phone itself delivered.
    """
    if first := _door.already(act):
        return Visit(first)
    door = _door.at_the_door(task)
    if first := _door.already(act):
        return Visit(first)
    _refuse_too_little(door, Ending(outcome=AttemptOutcome.FAILED, reason=reason), evidence)
    success = door.delivery.attempts.successes().first()
    if success and success.device == act.device:
        raise _already_ended(door)
    attempt = _door.write_attempt(door, act, outcome=AttemptOutcome.FAILED, reason=reason, note=note)
    conflicts = [Conflict.DELIVERED_AND_FAILED] if success else _late(door)
    if not success:
        _fail(door, attempt)
    said = {"reason": reason.value, "note": note}
    _door.write_down([_door.happened(door, "delivery.failed", attempt, **said)], act)
    events.publish(DeliveriesFailed(delivery_ids=(door.delivery.pk,), attempt_ids=(attempt.pk,)))
    return _told(door, attempt, conflicts)


def _refuse_too_little(door: Door, ending: Ending, brought: Evidence) -> None:
    evidence.refuse_too_little(delivery=door.delivery, ending=ending, evidence=brought)


def _confirm(door: Door, act: Act, success: DeliveryAttempt, facts: dict[str, object]) -> Visit:
    """Another phone said so before: kept beside it; nothing moves a second time."""
    if success.device == act.device:
        raise _already_ended(door)
    attempt = _door.write_attempt(door, act, confirms=success, **facts)
    _door.write_down([_door.happened(door, "delivery.confirmed", attempt)], act)
    return _told(door, attempt, [Conflict.DELIVERED_TWICE])


def _conflicts(door: Door, act: Act) -> list[Conflict]:
    found = _late(door)
    if door.delivery.status == DeliveryStatus.CANCELLED:
        found.append(Conflict.ORDER_CANCELLED)
    if _is_back(door):
        told = _("The goods were taken back into the warehouse: they cannot have been delivered.")
        raise StaleError(told, delivery=str(door.delivery.public_id))
    others = door.delivery.attempts.standing().filter(outcome=AttemptOutcome.FAILED)
    others = others.since(door.route.departed_at)
    if others.exclude(device=act.device).exists():
        found.append(Conflict.DELIVERED_AND_FAILED)
    return found


def _is_back(door: Door) -> bool:
    """Whether somebody scanned the goods in at the dock after the visit that failed."""
    if door.delivery.status == DeliveryStatus.RETURNED:
        return True
    if door.delivery.status not in (DeliveryStatus.FAILED, DeliveryStatus.PENDING):
        return False
    failed = door.delivery.attempts.standing().filter(visited=door.task, outcome=AttemptOutcome.FAILED)
    loaded = LoadUnit.objects.filter(
        task=door.task, loaded_at__isnull=False, handling_unit__location__kind__in=PROMISABLE
    )
    return failed.exists() and loaded.exists()


def _late(door: Door) -> list[Conflict]:
    found = []
    if door.task.status == TaskStatus.CANCELLED:
        found.append(Conflict.DONE_ELSEWHERE)
    if door.route.status != RouteStatus.DEPARTED:
        found.append(Conflict.AFTER_RETURN)
    return found


def _hand_over(
    door: Door, act: Act, lines: Sequence[LineResult], facts: dict[str, object]
) -> DeliveryAttempt:
    """Write the visit with its lines and post what left the vehicle."""
    contents = on_board.contents_of(door.delivery)
    shown = on_board.door_lines(door.delivery, contents)
    parts = _door_lines.in_part(shown, lines, contents) if lines else _door_lines.whole(contents)
    if lines and not any(said.result == DoorResult.DELIVERED for said in lines):
        raise BadInputError(_("Nothing was handed over: say why it could not be delivered."), place="lines")
    attempt = _door.write_attempt(door, act, **facts)
    ids = {line.number: line.line_id for line in shown}
    AttemptLine.objects.bulk_create(
        AttemptLine(
            attempt=attempt,
            line_id=ids[said.number],
            result=said.result,
            quantity=said.quantity,
            serials=list(said.serials),
        )
        for said in lines
    )
    attempt.posting = handing_over.hand_over(
        idempotency=act.key("deliver", attempt),
        shipment_id=door.delivery.shipment_id,
        parts=parts,
        effective_at=act.occurred_at,
        by=act.by,
        device=act.device,
        source=f"delivery:{door.delivery.public_id}",
    )
    attempt.save(update_fields=["posting"])
    return attempt


def _become_delivered(door: Door, act: Act) -> None:
    door.delivery.become(DeliveryStatus.DELIVERED)
    door.delivery.delivered_at, door.delivery.cancelled_at = act.occurred_at, None
    door.delivery.save(update_fields=["status", "delivered_at", "cancelled_at", "updated_at"])


def _fail(door: Door, attempt: DeliveryAttempt) -> None:
    """The delivery failed, unless it was given to another driver or planned anew meanwhile."""
    _door.end_task(door.task, TaskStatus.FAILED, attempt)
    if door.delivery.status == DeliveryStatus.OUT and door.elsewhere is None:
        door.delivery.become(DeliveryStatus.FAILED)
        door.delivery.save(update_fields=["status", "updated_at"])


def _told(door: Door, attempt: DeliveryAttempt, conflicts: list[Conflict]) -> Visit:
    if door.is_strange_to(attempt.by):
        conflicts.append(Conflict.OTHER_DRIVER)
    _door.tell_conflicts(door, attempt, conflicts)
    _door.call_watchers(door)
    return Visit(attempt, tuple(conflicts))


def _already_ended(door: Door) -> AlreadyEndedError:
    told = _("%(name)s: this phone has told that it was delivered. Undo that first.")
    name = door.delivery.recipient_name
    return AlreadyEndedError(told % {"name": name}, delivery=str(door.delivery.public_id))
