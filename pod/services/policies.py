"""The rules about proof that every installation begins with."""

from typing import Any

from django.apps import AppConfig

from core.transactions import service
from lastmile.door_states import HandOver
from lastmile.states import FailureReason
from pod.models import ProofPolicy
from pod.states import PolicyOutcome, ProofKind, ProofMode, Waiver

DELIVERED, PARTIAL, FAILED = PolicyOutcome.DELIVERED, PolicyOutcome.PARTIAL, PolicyOutcome.FAILED
IN_PERSON = [HandOver.RECIPIENT, HandOver.HOUSEHOLD, HandOver.NEIGHBOUR, HandOver.COUNTER]
LEFT_THERE = [HandOver.SAFE_PLACE, HandOver.MAILBOX]
NOBODY_THERE = [
    FailureReason.NOT_HOME,
    FailureReason.NO_ACCESS,
    FailureReason.CLOSED,
    FailureReason.WRONG_ADDRESS,
]
NO_PHOTO = [Waiver.DARK, Waiver.NOT_ALLOWED, Waiver.BROKEN]
NO_SIGNATURE = [Waiver.REFUSED, Waiver.UNABLE, Waiver.CONTACTLESS]
DEAR_MINOR = 50_000
"""From 500.00 on, the recipient names a PIN."""


def write_rules_after_migrate(*, app_config: AppConfig, **_: Any) -> None:  # noqa: ANN401 - a signal's extras
    """Run once per migrate, when the table is there."""
    if app_config.label == ProofPolicy._meta.app_label:
        write_default_rules()


@service
def write_default_rules() -> int:
    """Write the rules where there are none at all; those of the house are left alone. Returns how many."""
    if ProofPolicy.objects.exists():
        return 0
    return len(ProofPolicy.objects.bulk_create(ProofPolicy(**facts) for facts in defaults()))


def defaults() -> list[dict[str, Any]]:
    """In the order of their rank: for everything first, then for what needs more."""
    kind, must, unless, may = ProofKind, ProofMode.MANDATORY, ProofMode.MANDATORY_UNLESS, ProofMode.OPTIONAL
    no_faces = "Parcel and door number in the picture, no faces."
    return [
        {"rank": 10, "kind": kind.NOTE, "mode": may},
        {"rank": 20, "kind": kind.PHOTO, "mode": may, "instructions": no_faces},
        {"rank": 30, "kind": kind.SCAN, "mode": may, "outcome": DELIVERED},
        {"rank": 40, "kind": kind.SIGNATURE, "mode": unless, "outcome": DELIVERED, "hand_overs": IN_PERSON,
         "waivers": NO_SIGNATURE},
        {"rank": 50, "kind": kind.SIGNATURE, "mode": unless, "outcome": PARTIAL, "waivers": NO_SIGNATURE,
         "instructions": "The name of who takes it, for what was refused too."},
        {"rank": 60, "kind": kind.PHOTO, "mode": unless, "outcome": DELIVERED, "hand_overs": LEFT_THERE,
         "waivers": NO_PHOTO, "instructions": no_faces},
        {"rank": 70, "kind": kind.NOTE, "mode": must, "outcome": DELIVERED,
         "hand_overs": [HandOver.SAFE_PLACE], "instructions": "Where exactly it stands."},
        {"rank": 80, "kind": kind.PHOTO, "mode": unless, "outcome": FAILED, "reasons": NOBODY_THERE,
         "waivers": NO_PHOTO, "instructions": "The door, the gate or the sign."},
        {"rank": 90, "kind": kind.PHOTO, "mode": unless, "outcome": FAILED,
         "reasons": [FailureReason.DAMAGED], "waivers": NO_PHOTO, "instructions": "The damage."},
        {"rank": 100, "kind": kind.NOTE, "mode": must, "outcome": FAILED, "reasons": [FailureReason.OTHER]},
        {"rank": 110, "kind": kind.SCAN, "mode": unless, "outcome": DELIVERED, "hazardous_only": True,
         "waivers": [Waiver.BROKEN]},
        {"rank": 120, "kind": kind.AGE, "mode": must, "outcome": DELIVERED, "min_age": 1,
         "instructions": "Look at the identity card. Do not photograph it."},
        {"rank": 130, "kind": kind.AGE, "mode": must, "outcome": PARTIAL, "min_age": 1,
         "instructions": "Look at the identity card. Do not photograph it."},
        {"rank": 140, "kind": kind.PIN, "mode": unless, "outcome": DELIVERED, "min_value_minor": DEAR_MINOR,
         "waivers": [Waiver.OFFICE]},
        {"rank": 150, "kind": kind.PIN, "mode": unless, "outcome": PARTIAL, "min_value_minor": DEAR_MINOR,
         "waivers": [Waiver.OFFICE]},
    ]  # fmt: skip
