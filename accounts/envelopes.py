"""The form of an act that a phone sends: read, hashed and verified, without database or clock.

The hash is SHA-256 over the canonical JSON (RFC 8785: keys sorted, no spaces, numbers as JavaScript writes
them) of all fields but `hash` and `signature`; the signature is ECDSA P-256 with SHA-256 in IEEE P1363 form
over the 32 bytes of the hash.
"""

import base64
import binascii
import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.utils.translation import gettext as _

from accounts.errors import MalformedCommandError, TooLargeError

GENESIS = "0" * 64
"""The previous hash of a device's first act."""
MOST_BYTES = 64 * 1024
MOST_FILES = 12
HEX_64 = re.compile(r"[0-9a-f]{64}")
KIND = re.compile(r"[a-z][a-z_]{0,28}\.[a-z][a-z_]{0,28}")
LARGEST = 2**53 - 1
LONGEST_OFFSET_MS = 100 * 366 * 86_400_000
P1363_BYTES = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """One act as the phone signed it; `signed` is what the hash covers."""

    id: UUID
    counter: int
    previous_hash: str
    kind: str
    subject: str
    payload: dict[str, Any]
    files: tuple[str, ...]
    happened_at: datetime
    clock_offset_ms: int
    hash: str
    signature: str
    signed: dict[str, Any]


def read(raw: object) -> Envelope:
    """Read one command. Raises MalformedCommandError or TooLargeError, which name what is wrong."""
    if not isinstance(raw, Mapping):
        raise MalformedCommandError(_("A command is an object."), field="")
    signed = {key: value for key, value in raw.items() if key not in ("hash", "signature")}
    if len(canonical(signed)) > MOST_BYTES:
        raise TooLargeError(_("An act has at most 64 kB; photos go up as files."), most=MOST_BYTES)
    offset = _whole(raw, "clock_offset_ms", -LONGEST_OFFSET_MS, LONGEST_OFFSET_MS)
    _whole(raw, "monotonic_ms", 0, LARGEST)
    return Envelope(
        id=_uuid(raw),
        counter=_whole(raw, "counter", 1, LARGEST),
        previous_hash=_matching(raw, "previous_hash", HEX_64),
        kind=_matching(raw, "kind", KIND),
        subject=_text(raw, "subject", 80),
        payload=_payload(raw),
        files=_files(raw),
        happened_at=_moment(raw, offset),
        clock_offset_ms=offset,
        hash=_matching(raw, "hash", HEX_64),
        signature=_text(raw, "signature", 100),
        signed=signed,
    )


def is_genuine(envelope: Envelope, public_key: str) -> bool:
    """Do the hash and the signature fit what was sent, and the key of the device?"""
    digest = hashlib.sha256(canonical(envelope.signed)).digest()
    if digest.hex() != envelope.hash:
        return False
    try:
        raw = base64.b64decode(envelope.signature, validate=True)
        if len(raw) != P1363_BYTES:
            return False
        half = P1363_BYTES // 2
        der = utils.encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))
        load_key(public_key).verify(der, digest, ec.ECDSA(hashes.SHA256()))
    except (binascii.Error, ValueError, InvalidSignature):
        return False
    return True


def load_key(public_key: str) -> ec.EllipticCurvePublicKey:
    """The key of a device from base64 SPKI. Raises ValueError for anything but ECDSA on P-256."""
    try:
        key = load_der_public_key(base64.b64decode(public_key, validate=True))
    except Exception as error:  # the library has a dozen kinds of refusal
        raise ValueError("not a public key") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("not a P-256 key")  # noqa: TRY004 - it is what was sent, not its type
    return key


def canonical(value: object) -> bytes:
    """The one way to write a JSON value. Raises MalformedCommandError for what JSON in UTF-8 cannot say."""
    try:
        return _write(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise MalformedCommandError(_("The text holds half a character."), field="") from error


def _write(value: object) -> str:
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_quoted(key)}:{_write(value[key])}" for key in keys) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_write, value)) + "]"
    if isinstance(value, float):
        return _number(value)
    return _quoted(value)


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _number(value: float) -> str:
    """As JavaScript's Number.prototype.toString: the shortest digits, exponents below 1e-6 and from 1e21."""
    if not math.isfinite(value):
        raise MalformedCommandError(_("A number is too large."), field="")
    if value == 0:
        return "0"
    return ("-" if value < 0 else "") + _placed(*_digits_of(repr(abs(value))))


def _digits_of(text: str) -> tuple[str, int]:
    """The significant digits of a repr, and where the point stands: value = 0.digits x 10^point."""
    number, _e, exponent = text.partition("e")
    whole, _dot, fraction = number.partition(".")
    point = len(whole) + int(exponent or 0)
    digits = whole + fraction
    stripped = digits.lstrip("0")
    return stripped.rstrip("0") or "0", point - (len(digits) - len(stripped))


def _placed(digits: str, point: int) -> str:
    count = len(digits)
    if count <= point <= 21:  # noqa: PLR2004 - the standard's own bound
        return digits + "0" * (point - count)
    if 0 < point <= 21:  # noqa: PLR2004 - the same
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:  # noqa: PLR2004 - the same
        return "0." + "0" * -point + digits
    exponent = point - 1
    rest = f".{digits[1:]}" if count > 1 else ""
    return f"{digits[0]}{rest}e{'+' if exponent > 0 else '-'}{abs(exponent)}"


def _wrong(field: str) -> MalformedCommandError:
    return MalformedCommandError(_("%(field)s cannot be read.") % {"field": field}, field=field)


def _whole(raw: Mapping[str, Any], field: str, least: int, most: int) -> int:
    value = raw.get(field)
    if type(value) is not int or not least <= value <= most:
        raise _wrong(field)
    return value


def _text(raw: Mapping[str, Any], field: str, longest: int) -> str:
    value = raw.get(field)
    if not isinstance(value, str) or len(value) > longest or not (value == "" or value.isprintable()):
        raise _wrong(field)
    return value


def _matching(raw: Mapping[str, Any], field: str, pattern: re.Pattern[str]) -> str:
    value = _text(raw, field, 100)
    if not pattern.fullmatch(value):
        raise _wrong(field)
    return value


def _uuid(raw: Mapping[str, Any]) -> UUID:
    value = _text(raw, "id", 36)
    try:
        found = UUID(value)
    except ValueError as error:
        raise _wrong("id") from error
    if str(found) != value:
        raise _wrong("id")
    return found


def _payload(raw: Mapping[str, Any]) -> dict[str, Any]:
    value = raw.get("payload")
    if not isinstance(value, dict):
        raise _wrong("payload")
    return value


def _files(raw: Mapping[str, Any]) -> tuple[str, ...]:
    value = raw.get("files")
    if not isinstance(value, list) or len(value) > MOST_FILES:
        raise _wrong("files")
    if not all(isinstance(name, str) and HEX_64.fullmatch(name) for name in value):
        raise _wrong("files")
    return tuple(dict.fromkeys(value))


def _moment(raw: Mapping[str, Any], offset_ms: int) -> datetime:
    try:
        at = datetime.fromisoformat(_text(raw, "device_at", 40))
        if at.tzinfo is None:
            raise _wrong("device_at")
        return at.astimezone(UTC) + timedelta(milliseconds=offset_ms)
    except (ValueError, OverflowError) as error:
        raise _wrong("device_at") from error
