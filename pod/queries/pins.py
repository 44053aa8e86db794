"""The recipient's PIN. It is never stored: it follows from the installation's secret and the delivery.

The phone gets a salted verifier with which it checks without a network, and sends the key that the PIN
leads to; so neither the books nor the phone's chain ever hold the PIN. Another PIN is another number.
"""

import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db.models import Max

from lastmile.models import Delivery
from pod.engine.due import MANDATORY, UNLESS
from pod.models import PinIssue
from pod.queries.requirements import goods_of, recipe, rules
from pod.states import ProofKind

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


def pin_of(delivery_id: UUID, number: int = 0) -> str:
    """The PIN that the recipient is told, by the tracking page or a message."""
    value = int.from_bytes(_secret("pin", delivery_id, number)[:8], "big") % 10**DIGITS
    return f"{value:0{DIGITS}d}"


def verifier_of(delivery_id: UUID, number: int = 0) -> Verifier:
    """What the phone checks with; its salt is the PIN's own."""
    salt = _secret("salt", delivery_id, number)[:16]
    return Verifier(salt.hex(), ROUNDS, _digest(_key_of(pin_of(delivery_id, number), salt)), DIGITS)


def is_right(delivery_id: UUID, key: str, number: int = 0) -> bool:
    """Whether the hexadecimal key is the one that this PIN of the delivery leads to."""
    try:
        given = bytes.fromhex(key)
    except ValueError:
        return False
    return hmac.compare_digest(_digest(given), verifier_of(delivery_id, number).digest)


def numbers_in_force(deliveries: Collection[int]) -> Mapping[int, int]:
    """The number of the PIN that counts now, for deliveries that were given another: one statement."""
    issued = PinIssue.objects.filter(delivery__in=deliveries).order_by().values_list("delivery_id")
    return dict(issued.annotate(Max("number")))


def number_in_force(delivery: Delivery) -> int:
    """The number of the delivery's PIN that counts now; 0: the first one."""
    return numbers_in_force([delivery.pk]).get(delivery.pk, 0)


def pin_to_tell(delivery: Delivery) -> str:
    """The PIN that the driver will ask for; empty where none is asked for."""
    return pin_of(delivery.public_id, number_in_force(delivery)) if asking_for_pin([delivery]) else ""


def issue_at(delivery: Delivery, *, at: datetime) -> PinIssue | None:
    """The issue that counted at that moment; None: the first PIN."""
    return PinIssue.objects.filter(delivery=delivery, issued_at__lte=at).order_by("-number").first()


def asking_for_pin(deliveries: Sequence[Delivery]) -> set[int]:
    """Of these deliveries those whose hand-over asks for a PIN, by the house's rules: two statements."""
    known = [rule for rule in rules() if rule.kind == ProofKind.PIN]
    if not known:
        return set()
    goods = goods_of(deliveries)
    return {
        one.pk
        for one in deliveries
        if any(need.mode in (MANDATORY, UNLESS) for _, due in recipe(known, goods[one.pk]) for need in due)
    }


@lru_cache(maxsize=4096)
def _key_of(pin: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, ROUNDS)


def _digest(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()


def _secret(what: str, delivery_id: UUID, number: int) -> bytes:
    meant = f"pod.{what}:{delivery_id}" + (f":{number}" if number else "")
    return hmac.digest(settings.SECRET_KEY.encode(), meant.encode(), "sha256")
