"""The choices that a driver has, in the driver's language."""

from django.db.models import TextChoices

from lastmile.door_states import DoorResult, HandOver
from lastmile.states import FailureReason
from pod.states import ProofKind, Relationship, Waiver


def words() -> dict[str, dict[str, str]]:
    """Value to words, list by list, in the order in which they are offered."""
    lists: dict[str, type[TextChoices]] = {
        "hand_overs": HandOver,
        "results": DoorResult,
        "reasons": FailureReason,
        "waivers": Waiver,
        "proofs": ProofKind,
        "relationships": Relationship,
    }
    return {name: {str(value): str(label) for value, label in one.choices} for name, one in lists.items()}
