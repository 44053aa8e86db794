"""A step of the intake: the registered act is done, once, behind a savepoint; its refusal is an answer."""

import json
import logging
from datetime import datetime

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from accounts import device_registry
from accounts.device_registry import Received, Registered
from accounts.models import Device, DeviceCommand, DeviceFile
from accounts.states import CommandStatus, FileStatus, WaitsFor
from core.errors import BusyError, DomainError
from core.rest.errors import FactsEncoder
from core.transactions import RETRYABLE, sqlstate

MOST_ATTEMPTS = 5

logger = logging.getLogger(__name__)


def act(row: DeviceCommand, device: Device, at: datetime) -> None:
    """Do what the row says, or write down why not. The device is locked, the row is linked and waiting.

    Lets database errors that a retry may cure, and BusyError, through: the whole command is tried again.
    """
    registered = device_registry.find(row.kind)
    if registered is None:
        reject(
            row, at, "unknown_kind", _("Waybill does not know this act. Update the page, or tell the office.")
        )
        return
    if _is_refused(row, device, registered, at):
        return
    waits_for = _waits_for(row, registered)
    if waits_for:
        row.waits_for = waits_for
        row.save(update_fields=["waits_for"])
        return
    _try(row, device, registered, at)


def may_act(row: DeviceCommand) -> bool:
    """Whether a linked row has nothing to wait for any more."""
    registered = device_registry.find(row.kind)
    return registered is None or not _waits_for(row, registered)


def reject(row: DeviceCommand, at: datetime, code: str, message: str, **facts: object) -> None:
    """Write the refusal down with its reason: the row stays, and the phone shows it until it is seen."""
    row.settle(CommandStatus.REJECTED)
    row.error = {"code": code, "message": message, "facts": _plain(facts)}
    row.settled_at = at
    row.save(update_fields=["status", "waits_for", "error", "settled_at"])


def _try(row: DeviceCommand, device: Device, registered: Registered, at: datetime) -> None:
    received = Received(
        device=device, by=device.user, id=row.pk, kind=row.kind, subject=row.subject, payload=row.payload,
        files=tuple(row.files), occurred_at=row.occurred_at, received_at=row.received_at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            result = dict(registered.act(received) or {})
    except BusyError:
        raise
    except DomainError as refusal:
        reject(row, at, refusal.code, refusal.message, **refusal.facts)
    except Exception as error:
        if isinstance(error, OperationalError) and sqlstate(error) in RETRYABLE:
            raise
        logger.exception("The act %s of command %s failed", row.kind, row.pk)
        _note_trouble(row, at)
    else:
        row.settle(CommandStatus.APPLIED)
        row.result, row.settled_at = _plain(result), at
        row.save(update_fields=["status", "waits_for", "result", "settled_at"])


def _note_trouble(row: DeviceCommand, at: datetime) -> None:
    """A failure of ours: tried again when the phone asks again, five times; then a person must look."""
    row.attempts += 1
    row.waits_for = WaitsFor.TROUBLE
    row.save(update_fields=["attempts", "waits_for"])
    if row.attempts >= MOST_ATTEMPTS:
        reject(row, at, "trouble", _("Waybill could not record this. It is kept; tell the office."))


def _is_refused(row: DeviceCommand, device: Device, registered: Registered, at: datetime) -> bool:
    if registered.scope and registered.scope != device.scope:
        reject(row, at, "wrong_scope", _("This phone is not paired for that work."))
    elif registered.permission and not device.user.has_perm(registered.permission):
        message = _("%(name)s may not do this. Ask the office for the right.") % {"name": device.user}
        reject(row, at, "forbidden", message, permission=registered.permission)
    return row.status == CommandStatus.REJECTED


def _waits_for(row: DeviceCommand, registered: Registered) -> str:
    if registered.needs_files and not _has_files(row):
        return WaitsFor.FILES
    earlier = DeviceCommand.objects.filter(
        device=row.device_id, is_chained=True, status=CommandStatus.WAITING, counter__lt=row.counter
    )
    if row.subject and earlier.filter(subject=row.subject).exists():
        return WaitsFor.ORDER
    return ""


def _plain(facts: dict[str, object]) -> dict[str, object]:
    """As JSON will say it, so that a repeated answer is the same as the first."""
    return dict(json.loads(json.dumps(facts, cls=FactsEncoder)))


def _has_files(row: DeviceCommand) -> bool:
    wanted = set(row.files)
    kept = DeviceFile.objects.filter(
        sha256__in=wanted, status=FileStatus.KEPT, device__user=row.device.user_id
    )
    return wanted == set(kept.values_list("sha256", flat=True))
