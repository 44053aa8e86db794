"""The one intake of what phones and scanners send: kept first, then done once, in each device's order.

Each command has a transaction of its own, begun by locking its device: the row first, then the act.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts import envelopes
from accounts.envelopes import Envelope
from accounts.errors import DeviceRevokedError
from accounts.models import Device, DeviceCommand
from accounts.services import _acting, _chaining
from accounts.states import CommandStatus, WaitsFor
from core.errors import BusyError, DomainError
from core.live import topic_changed
from core.transactions import service


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the phone is told of one command."""

    id: str
    status: str
    result: dict[str, Any] = field(default_factory=dict)
    error: dict[str, Any] = field(default_factory=dict)
    waits_for: str = ""
    replayed: bool = False


def take_commands(*, device_id: int, raw: Sequence[object], at: datetime) -> list[Answer]:
    """Take what a device sent, in its order; one answer each. What waited for it is done as well.

    Raises DeviceRevokedError: the phone keeps what it has.
    """
    answers = [_take(device_id, one, at) for one in raw]
    if settle_waiting(device_id=device_id, at=at):
        ids = {answer.id for answer in answers if answer.status == CommandStatus.WAITING.lower()}
        settled = {str(row.pk): row for row in DeviceCommand.objects.filter(device_id=device_id, pk__in=ids)}
        answers = [_told(settled[one.id]) if one.id in settled else one for one in answers]
    return answers


def settle_waiting(*, device_id: int, at: datetime) -> int:
    """Do what a device's later commands or files made possible, in order; how many were settled.

    Each in a transaction of its own. What had trouble is tried again only when the phone asks again.
    """
    settled, tried = 0, set[UUID]()
    while (found := _next_waiting(device_id, tried)) is not None:
        tried.add(found)
        try:
            settled += _settle(device_id=device_id, command_id=found, at=at)
        except BusyError:
            break
    return settled


@service
def mark_seen(*, device: Device, ids: Iterable[UUID], at: datetime) -> int:
    """The person saw that these were rejected; how many were new."""
    unseen = DeviceCommand.objects.filter(
        device=device, pk__in=ids, status=CommandStatus.REJECTED, seen_at__isnull=True
    )
    return unseen.update(seen_at=at)


def _take(device_id: int, raw: object, at: datetime) -> Answer:
    try:
        envelope = envelopes.read(raw)
    except DomainError as error:
        named = raw.get("id") if isinstance(raw, dict) else ""
        return _refused(str(named or "")[:40], error.code, error.message, **error.facts)
    try:
        return _receive(device_id=device_id, envelope=envelope, at=at)
    except BusyError as error:
        return Answer(
            id=str(envelope.id),
            status=CommandStatus.WAITING.lower(),
            error={"code": error.code, "message": error.message, "facts": {}},
            waits_for=WaitsFor.TROUBLE.lower(),
        )


@service
def _receive(*, device_id: int, envelope: Envelope, at: datetime) -> Answer:
    device = _locked(device_id)
    if device.is_revoked:
        raise DeviceRevokedError(
            _("This phone was unpaired. What it holds stays on it; pair it again to send it.")
        )
    stored = DeviceCommand.objects.filter(pk=envelope.id).select_related("device").first()
    if stored is not None:
        return _again(stored, device, envelope, at)
    row = _chaining.keep(device, envelope, at)
    if row.is_chained and row.status == CommandStatus.WAITING:
        _acting.act(row, device, at)
    if row.status == CommandStatus.REJECTED:
        topic_changed(f"device:{device.public_id}")
    return _told(row, replayed=False)


def _again(stored: DeviceCommand, device: Device, envelope: Envelope, at: datetime) -> Answer:
    """The id is known: the stored answer, unless it means something else or is another person's."""
    if stored.device_id != device.pk and not _is_adopted(stored, device, envelope):
        message = _("This act was sent by another phone.")
        return _refused(str(envelope.id), "not_yours", message)
    if stored.device_id == device.pk and stored.hash != envelope.hash:
        _chaining.flag(stored, "key_reuse")
        message = _("Another act was sent under the same number; the first one counts.")
        return _refused(str(envelope.id), "key_reuse", message)
    if stored.waits_for == WaitsFor.TROUBLE:
        _acting.act(stored, device, at)
    return _told(stored)


def _is_adopted(stored: DeviceCommand, device: Device, envelope: Envelope) -> bool:
    """A phone that was paired anew sends again what its person did: same person, same act."""
    same = (stored.kind, stored.subject, stored.payload, stored.files)
    sent = (envelope.kind, envelope.subject, envelope.payload, list(envelope.files))
    return stored.device.user_id == device.user_id and same == sent


def _next_waiting(device_id: int, tried: set[UUID]) -> UUID | None:
    device = Device.objects.filter(pk=device_id, revoked_at__isnull=True).first()
    if device is None:
        return None
    waiting = DeviceCommand.objects.filter(device=device, status=CommandStatus.WAITING).order_by("counter")
    rows = list(waiting.exclude(pk__in=tried).exclude(waits_for=WaitsFor.TROUBLE))
    for row in rows:
        if not row.is_chained and row.counter != device.last_counter + 1:
            continue
        if _acting.may_act(row) if row.is_chained else True:
            return row.pk
    return None


@service
def _settle(*, device_id: int, command_id: UUID, at: datetime) -> int:
    device = _locked(device_id)
    row = DeviceCommand.objects.get(pk=command_id)
    if row.status != CommandStatus.WAITING or device.is_revoked:
        return 0
    if not row.is_chained:
        if row.counter != device.last_counter + 1:
            return 0
        _chaining.link(row, device, at)
    if row.status == CommandStatus.WAITING:
        _acting.act(row, device, at)
    topic_changed(f"device:{device.public_id}")
    return int(row.status != CommandStatus.WAITING)


def _locked(device_id: int) -> Device:
    return Device.objects.locked().get(pk=device_id)


def _told(row: DeviceCommand, *, replayed: bool = True) -> Answer:
    return Answer(
        id=str(row.pk),
        status=row.status.lower(),
        result=row.result,
        error=row.error,
        waits_for=row.waits_for.lower(),
        replayed=replayed,
    )


def _refused(named: str, code: str, message: str, **facts: object) -> Answer:
    return Answer(
        id=named,
        status=CommandStatus.REJECTED.lower(),
        error={"code": code, "message": message, "facts": facts},
    )
