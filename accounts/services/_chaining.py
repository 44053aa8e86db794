"""A step of the intake: a command takes its place in its device's chain of acts, or is kept beside it."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts import envelopes
from accounts.envelopes import GENESIS, Envelope
from accounts.models import Device, DeviceCommand
from accounts.services import _acting
from accounts.states import CommandStatus, WaitsFor

CLOCK_OFF_MS = 120_000
LONG_OFFLINE = timedelta(hours=2)
SETTLING = timedelta(minutes=2)


def keep(device: Device, envelope: Envelope, at: datetime) -> DeviceCommand:
    """Write the row, and link it where it is the next one. The device is locked."""
    row = DeviceCommand(
        id=envelope.id,
        device=device,
        counter=envelope.counter,
        previous_hash=envelope.previous_hash,
        hash=envelope.hash,
        signature=envelope.signature,
        kind=envelope.kind,
        subject=envelope.subject,
        envelope=envelope.signed,
        clock_offset_ms=envelope.clock_offset_ms,
        occurred_at=min(envelope.happened_at, at),
        received_at=at,
        flags=_clock_flags(envelope, at),
        status=CommandStatus.WAITING,
        waits_for=WaitsFor.GAP,
    )
    row.save(force_insert=True)
    if not envelopes.is_genuine(envelope, device.public_key):
        _break(row, at, "signature", _("The signature of this act does not fit this phone."))
    elif envelope.counter <= device.last_counter:
        _break(row, at, "counter", _("This phone sent another act under the same place before."))
    elif envelope.counter == device.last_counter + 1:
        link(row, device, at)
    return row


def link(row: DeviceCommand, device: Device, at: datetime) -> None:
    """Make the row the end of the chain. One that follows something else is rejected, and the chain goes on
    from it: its signature is the device's, and what comes after must not wait for ever.
    """
    fits = row.previous_hash == (device.last_hash or GENESIS)
    flags = list(row.flags)
    if _is_before_the_last(row, device):
        flags.append("before_previous")
    row.is_chained, row.flags = True, flags
    row.save(update_fields=["is_chained", "flags"])
    device.last_counter, device.last_hash = row.counter, row.hash
    device.last_clock_offset_ms, device.last_seen_at = row.clock_offset_ms, at
    device.save(
        update_fields=["last_counter", "last_hash", "last_clock_offset_ms", "last_seen_at", "updated_at"]
    )
    if not fits:
        _break(row, at, "link", _("This act does not follow the one before it."))


def flag(row: DeviceCommand, name: str) -> None:
    """Note something that a person should know of a row."""
    if name not in row.flags:
        row.flags = [*row.flags, name]
        row.save(update_fields=["flags"])


def _break(row: DeviceCommand, at: datetime, what: str, message: str) -> None:
    flag(row, "broken_chain")
    kept = _("It is kept, and the office was told.")
    _acting.reject(row, at, "broken_chain", f"{message} {kept}", what=what)


def _clock_flags(envelope: Envelope, at: datetime) -> list[str]:
    found = {
        "clock_off": abs(envelope.clock_offset_ms) > CLOCK_OFF_MS,
        "after_receipt": envelope.happened_at > at + SETTLING,
        "long_offline": at - envelope.happened_at > LONG_OFFLINE,
    }
    return [name for name, holds in found.items() if holds]


def _is_before_the_last(row: DeviceCommand, device: Device) -> bool:
    last = DeviceCommand.objects.filter(device=device, is_chained=True, counter=device.last_counter).first()
    return last is not None and row.occurred_at < last.occurred_at
