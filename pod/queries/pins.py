"""The recipient's PIN. It is never stored: it follows from the installation's secret and the delivery.

The phone gets a salted verifier with which it checks without a network, and sends the key that the PIN
leads to; so neither the books nor the phone's chain ever hold the PIN.
"""

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.conf import settings

DIGITS = 6
ROUNDS = 60_000
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Verifier:
    """With it a phone can tell a right PIN from a wrong one: SHA-256 of PBKDF2-SHA256 of the PIN."""

    salt: str
    rounds: int
    digest: str
    digits: int


def pin_of(delivery_id: UUID) -> str:
    """The PIN that the recipient is told, by the tracking page or a message."""
    number = int.from_bytes(_secret("pin", delivery_id)[:8], "big") % 10**DIGITS
    return f"{number:0{DIGITS}d}"


def verifier_of(delivery_id: UUID) -> Verifier:
    """What the phone checks with; its salt is the delivery's own."""
    salt = _secret("salt", delivery_id)[:16]
    return Verifier(salt.hex(), ROUNDS, _digest(_key_of(pin_of(delivery_id), salt)), DIGITS)


def is_right(delivery_id: UUID, key: str) -> bool:
    """Whether the hexadecimal key is the one that the delivery's PIN leads to."""
    try:
        given = bytes.fromhex(key)
    except ValueError:
        return False
    return hmac.compare_digest(_digest(given), verifier_of(delivery_id).digest)


@lru_cache(maxsize=4096)
def _key_of(pin: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, ROUNDS)


def _digest(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()


def _secret(what: str, delivery_id: UUID) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"pod.{what}:{delivery_id}".encode(), "sha256")
