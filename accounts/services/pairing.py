"""Pairing phones, scanners and browsers with people: codes shown, codes used, devices ended."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts import envelopes
from accounts.brakes import Brake
from accounts.errors import PairingRefusedError, TooManyTriesError
from accounts.models import Device, PairingCode, User
from accounts.states import DeviceScope
from core.errors import BadInputError, BusyError
from core.live import topic_changed
from core.transactions import service

CODE_DIGITS = 6
CODE_LIVES = timedelta(minutes=10)
TOKEN_PREFIX = "wd_"  # noqa: S105 - tells people what the secret is for
SEEN_EVERY = timedelta(minutes=1)
DRAWS = 20
BRAKE = Brake("pairing", tries=20, wait_seconds=600)


@service
def show_code(*, user: User, scope: DeviceScope, by: User, at: datetime) -> tuple[PairingCode, str]:
    """Make a code that pairs one phone with the person within ten minutes; the digits are told this once."""
    PairingCode.objects.filter(used_at__isnull=True, expires_at__lte=at).delete()
    for _draw in range(DRAWS):
        digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        hashed = _hash_of_code(digits)
        if PairingCode.objects.filter(code_hash=hashed, used_at__isnull=True).exists():
            continue
        code = PairingCode.objects.create(
            user=user, scope=scope, code_hash=hashed, shown_by=by, expires_at=at + CODE_LIVES
        )
        return code, digits
    raise BusyError(_("Too many pairing codes are open. Try again in ten minutes."))


def pair_by_code(*, code: str, public_key: str, label: str, address: str, at: datetime) -> tuple[Device, str]:
    """Make the phone that knows the code its person's. Returns the device and its token, this once.

    Raises PairingRefusedError for a code that is wrong, used or too old; TooManyTriesError after twenty wrong
    ones from the address within ten minutes; BadInputError for a key that is none. A wrong code also counts
    against every open code, so trying from many addresses closes them.
    """
    if not BRAKE.take(address):
        raise TooManyTriesError(
            _("Too many wrong codes came from here. Wait ten minutes, then ask for a new one.")
        )
    digits = "".join(letter for letter in code if letter.isascii() and letter.isdigit())
    try:
        paired = _use_code(digits=digits, public_key=public_key, label=label, at=at)
    except PairingRefusedError:
        _count_miss(at=at)
        raise
    BRAKE.give_back(address)
    return paired


@service
def pair_browser(
    *, user: User, scope: DeviceScope, public_key: str, label: str, at: datetime
) -> tuple[Device, str]:
    """Make the browser at which the person is signed in their device. Returns it and its token, this once."""
    return _pair(user=user, scope=scope, public_key=public_key, label=label, by=user, at=at)


@service
def revoke_device(*, device: Device, by: User, at: datetime) -> None:
    """End a device at once; its next request is refused. What it has not sent stays on it."""
    changed = Device.objects.filter(pk=device.pk, revoked_at__isnull=True).update(
        revoked_at=at, revoked_by=by, updated_at=at
    )
    if changed:
        topic_changed(f"device:{device.public_id}")
        topic_changed("devices:all")


def note_seen(*, device: Device, at: datetime) -> None:
    """Remember when it was last heard of; one write a minute, not one a request."""
    if device.last_seen_at is None or at - device.last_seen_at >= SEEN_EVERY:
        Device.objects.filter(pk=device.pk).update(last_seen_at=at)


def hash_of_token(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@service
def _use_code(*, digits: str, public_key: str, label: str, at: datetime) -> tuple[Device, str]:
    _check_key(public_key)
    code = PairingCode.objects.open(at).locked().filter(code_hash=_hash_of_code(digits)).first()
    if code is None or not code.user.is_active:
        raise PairingRefusedError(
            _("This code is not valid. Codes work once, for ten minutes; ask for a new one.")
        )
    code.used_at = at
    code.save(update_fields=["used_at", "updated_at"])
    topic_changed(f"pairing:{code.public_id}")
    return _pair(
        user=code.user, scope=DeviceScope(code.scope), public_key=public_key, label=label, by=code.shown_by,
        at=at, code=code,
    )  # fmt: skip


@service
def _count_miss(*, at: datetime) -> None:
    PairingCode.objects.open(at).update(misses=F("misses") + 1)


def _pair(
    *,
    user: User,
    scope: DeviceScope,
    public_key: str,
    label: str,
    by: User,
    at: datetime,
    code: PairingCode | None = None,
) -> tuple[Device, str]:
    _check_key(public_key)
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    device = Device.objects.create(
        user=user, scope=scope, label=_label(label), token_hash=hash_of_token(token), public_key=public_key,
        pairing_code=code, paired_at=at, paired_by=by, last_seen_at=at,
    )  # fmt: skip
    topic_changed("devices:all")
    return device, token


def _check_key(public_key: str) -> None:
    try:
        envelopes.load_key(public_key)
    except ValueError as error:
        raise BadInputError(_("The phone sent a key that is none."), field="public_key") from error


def _label(text: str) -> str:
    return " ".join("".join(letter for letter in text if letter.isprintable()).split())[:80] or _("Phone")


def _hash_of_code(digits: str) -> str:
    return salted_hmac("accounts.pairing", digits, algorithm="sha256").hexdigest()
