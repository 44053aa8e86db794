"""What must be shown for a visit to count. An upper app judges what is due, and brings it as a value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from lastmile.door_states import HandOver
from lastmile.errors import EvidenceMissingError
from lastmile.models import Delivery
from lastmile.states import AttemptOutcome, FailureReason


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What the driver brings: kinds of proof, kinds left out with a reason, and where the proof is kept."""

    kinds: frozenset[str] = frozenset()
    waived: Mapping[str, str] = field(default_factory=dict)
    reference: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """How a visit ended, as far as it decides what must be shown for it."""

    outcome: AttemptOutcome
    is_partial: bool = False
    hand_over: HandOver | None = None
    reason: FailureReason | None = None


type Judge = Callable[[Delivery, Ending, Evidence], list[str]]
_judges: list[Judge] = []


def require_evidence(judge: Judge) -> Judge:
    """Let an upper app say what is missing, in words for the driver. Called from its ready()."""
    if judge not in _judges:
        _judges.append(judge)
    return judge


def refuse_too_little(*, delivery: Delivery, ending: Ending, evidence: Evidence) -> None:
    """Raise EvidenceMissingError where some judge misses something."""
    missing = [word for judge in _judges for word in judge(delivery, ending, evidence)]
    if missing:
        told = _("Still needed: %(missing)s.") % {"missing": ", ".join(missing)}
        raise EvidenceMissingError(told, missing=missing)
