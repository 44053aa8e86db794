"""What a driver tells of a stop: here, delivered, in part, not delivered, later, undone."""

from django.utils.translation import gettext as _

from accounts import device_registry
from accounts.device_registry import Received
from core.errors import NotFoundError
from lastmile.door_states import HandOver
from lastmile.models import DeliveryAttempt
from lastmile.services import arriving, undoing
from lastmile.services.delivering import Visit
from lastmile.states import FailureReason
from pod.commands import _reading as read
from pod.services import pins, proving


def arrive(command: Received) -> dict[str, object]:
    """I'm here."""
    stop = arriving.arrive(stop=read.my_stop(command), act=read.act_of(command))
    return {"stop": str(stop.public_id), "status": stop.status}


def skip(command: Received) -> dict[str, object]:
    """I come back later."""
    note = read.text(command.payload, "note", read.LONGEST_NOTE)
    stop = arriving.skip(stop=read.my_stop(command), act=read.act_of(command), note=note)
    return {"stop": str(stop.public_id), "status": stop.status}


def rest(command: Received) -> dict[str, object]:
    """The break is taken."""
    stop = arriving.take_break(stop=read.my_stop(command), act=read.act_of(command))
    return {"stop": str(stop.public_id), "status": stop.status}


def deliver(command: Received) -> dict[str, object]:
    """All of it was handed over."""
    visit = proving.prove_delivery(
        task=read.task_of(command),
        act=read.act_of(command),
        brought=read.brought(command),
        hand_over=read.choice(command, "hand_over", HandOver),
    )
    return _told(visit)


def deliver_in_part(command: Received) -> dict[str, object]:
    """Line by line: handed over, refused, damaged, missing."""
    said = read.lines(command)
    if not said:
        raise read.wrong("lines")
    visit = proving.prove_delivery(
        task=read.task_of(command),
        act=read.act_of(command),
        brought=read.brought(command),
        hand_over=read.choice(command, "hand_over", HandOver),
        lines=said,
    )
    return _told(visit)


def fail(command: Received) -> dict[str, object]:
    """Nothing was handed over, and why."""
    visit = proving.prove_failure(
        task=read.task_of(command),
        act=read.act_of(command),
        brought=read.brought(command),
        reason=read.choice(command, "reason", FailureReason),
    )
    return _told(visit)


def undo(command: Received) -> dict[str, object]:
    """That was a slip: take back what the command named in `command` told."""
    found = DeliveryAttempt.objects.select_related("visited__stop__trip__route", "delivery")
    attempt = found.filter(command_id=read.uuid(command, "command")).first()
    if attempt is None or attempt.device != str(command.device.public_id):
        raise NotFoundError(_("There is nothing to undo."))
    return _told(undoing.undo(attempt=attempt, act=read.act_of(command)))


def pin_locked(command: Received) -> dict[str, object]:
    """The phone took so many wrong PINs that it takes no more."""
    task = read.task_of(command)
    pins.note_locked(task=task, act=read.act_of(command))
    return {"task": str(task.public_id)}


def _told(visit: Visit) -> dict[str, object]:
    return {
        "attempt": str(visit.attempt.public_id),
        "delivery": str(visit.attempt.delivery.public_id),
        "outcome": visit.attempt.outcome,
        "partial": visit.attempt.is_partial,
        "conflicts": [conflict.value for conflict in visit.conflicts],
    }


def register() -> None:
    """Let phones of drivers tell these."""
    acts = {
        "stop.arrive": arrive,
        "stop.skip": skip,
        "stop.rest": rest,
        "stop.deliver": deliver,
        "stop.partial": deliver_in_part,
        "stop.fail": fail,
        "stop.undo": undo,
        "stop.pin_locked": pin_locked,
    }
    for kind, act in acts.items():
        device_registry.register(kind, act, scope="DRIVER", permission="lastmile.drive")
