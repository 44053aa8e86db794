"""Whether what is stored of a phone's acts is still what the phone signed."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts import envelopes
from accounts.envelopes import Envelope
from accounts.models import DeviceCommand
from core.errors import DomainError
from core.pages.tones import Tone
from pod.models import Proof
from pod.queries.chain_walk import Walk
from pod.states import ProofKind, Relationship

AT_ONCE = 3000
"""So many acts of a phone are checked while a page is waited for; all of them where a person asks for it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One plain sentence for the office, in the colour of how bad it is. `is_part`: not back to the start."""

    tone: Tone
    sentence: str | Promise
    is_part: bool = False


CHANGED = Verdict(
    "late", _("The phone's signature does not fit what is stored: it was changed after it was signed.")
)
DIFFERENT = Verdict("late", _("The phone's signature fits, but a proof of this visit is not what it covers."))
GONE = Verdict("late", _("The act that the phone signed is missing."))
UNSIGNED = Verdict("idle", _("This visit was not told by a phone: there is no signature to check."))
BROKEN = {
    "gone": gettext_lazy("The phone's signature fits, but its act number %(number)d is missing."),
    "changed": gettext_lazy("The phone's signature fits, but its act number %(number)d was changed."),
    "torn": gettext_lazy(
        "The phone's signature fits, but its act number %(number)d does not follow the one before it."
    ),
    "noted": gettext_lazy(
        "The phone's signature fits. Its act number %(number)d did not follow the one before it; that was"
        " noted and refused when it came."
    ),
}


def acts_by_id(command_ids: Collection[UUID]) -> dict[UUID, DeviceCommand]:
    """The phones' acts with their device: one statement."""
    found = DeviceCommand.objects.filter(pk__in=command_ids).select_related("device")
    return {row.pk: row for row in found}


def verdict_on(
    command_id: UUID | None, act: DeviceCommand | None, walk: Walk | None, proofs: Collection[Proof]
) -> Verdict:
    """What a check of the visit's act, of the phone's chain before it and of its proofs says."""
    if command_id is None:
        return UNSIGNED
    if act is None or walk is None:
        return GONE
    if not _is_as_signed(act):
        return CHANGED
    if found := walk.break_up_to(act.counter):
        sentence = BROKEN["noted" if found.noted else found.what] % {"number": found.counter}
        return Verdict("risk" if found.noted else "late", sentence)
    if not all(is_covered(proof, act) for proof in proofs):
        return DIFFERENT
    return _genuine(act.counter, walk)


def _genuine(counter: int, walk: Walk) -> Verdict:
    if walk.begins == 1:
        return Verdict(
            "ok",
            ngettext_lazy(
                "The phone's signature fits what is stored; it is the first act of this phone.",
                "The phone's signature fits what is stored, and so do all %(count)d acts of this phone up to"
                " it.",
                counter,
            )
            % {"count": counter},
        )
    sentence = _("The phone's signature fits what is stored, and so do its last %(count)d acts.")
    return Verdict("ok", sentence % {"count": counter - walk.begins + 1}, is_part=True)


def _is_as_signed(act: DeviceCommand) -> bool:
    try:
        signed = envelopes.read({**act.envelope, "hash": act.hash, "signature": act.signature})
    except (DomainError, TypeError):
        return False
    return _columns_fit(act, signed) and envelopes.is_genuine(signed, act.device.public_key)


def _columns_fit(act: DeviceCommand, signed: Envelope) -> bool:
    """The columns by which the books ask say the same as what was signed."""
    said = (signed.id, signed.counter, signed.previous_hash, signed.kind, signed.subject)
    stored = (act.pk, act.counter, act.previous_hash, act.kind, act.subject)
    return said == stored and act.occurred_at == min(signed.happened_at, act.received_at)


def is_covered(proof: Proof, act: DeviceCommand) -> bool:
    """The proof names this act, and the act says what the proof says and names each of its pictures."""
    if proof.command_hash != act.hash or not {file.sha256 for file in proof.files.all()} <= set(act.files):
        return False
    said = act.payload
    if proof.waived:
        return bool(said.get("waived", {}).get(proof.kind) == proof.waived)
    if proof.kind == ProofKind.SIGNATURE:
        return bool(proof.facts == _signed_facts(said.get("signature") or {}))
    kept: dict[str, dict[str, object]] = {
        ProofKind.SCAN: {"codes": list(dict.fromkeys(said.get("scans", [])))},
        ProofKind.NOTE: {"text": str(said.get("note", "")).strip()},
        ProofKind.AGE: {"old_enough": said.get("age_checked") is True},
    }
    return bool(proof.facts == kept.get(proof.kind, proof.facts))


def _signed_facts(said: dict[str, Any]) -> dict[str, object]:
    """A signature as `pod.services.proving` keeps it."""
    return {
        "name": str(said.get("name", "")).strip(),
        "relationship": said.get("relationship", Relationship.RECIPIENT.value),
        "strokes": said.get("strokes"),
    }
