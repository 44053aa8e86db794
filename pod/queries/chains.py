"""Whether what is stored of a phone's acts is still what the phone signed."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import envelopes
from accounts.envelopes import GENESIS, Envelope
from accounts.models import DeviceCommand
from core.errors import DomainError
from core.pages.tones import Tone
from pod.models import Proof


@dataclass(frozen=True, slots=True)
class Verdict:
    """One plain sentence for the office, in the colour of how bad it is."""

    tone: Tone
    sentence: Promise


GENUINE = Verdict(
    "ok", _("The phone's signature fits what is stored, and this act follows the phone's previous one.")
)
CHANGED = Verdict(
    "late", _("The phone's signature does not fit what is stored: it was changed after it was signed.")
)
TORN = Verdict("late", _("The phone's signature fits, but the act before it is not the one that it follows."))
DIFFERENT = Verdict("late", _("The phone's signature fits, but a proof of this visit is not what it covers."))
GONE = Verdict("late", _("The act that the phone signed is missing."))
UNSIGNED = Verdict("idle", _("This visit was not told by a phone: there is no signature to check."))


def acts_by_id(command_ids: Collection[UUID]) -> dict[UUID, DeviceCommand]:
    """The phones' acts with their device and, as `hash_before`, the hash of the act before: one statement."""
    before = DeviceCommand.objects.filter(
        device=OuterRef("device"), is_chained=True, counter=OuterRef("counter") - 1
    )
    found = DeviceCommand.objects.filter(pk__in=command_ids).select_related("device")
    return {row.pk: row for row in found.annotate(hash_before=Subquery(before.values("hash")[:1]))}


def verdict_on(
    command_id: UUID | None, act: DeviceCommand | None, hash_before: str, proofs: Collection[Proof]
) -> Verdict:
    """What a check of the visit's act, of its place in the chain and of its proofs says."""
    if command_id is None:
        return UNSIGNED
    if act is None:
        return GONE
    if not _is_as_signed(act):
        return CHANGED
    if act.previous_hash != (hash_before if act.counter > 1 else GENESIS):
        return TORN
    return GENUINE if all(_is_covered(proof, act) for proof in proofs) else DIFFERENT


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


def _is_covered(proof: Proof, act: DeviceCommand) -> bool:
    """The proof names this act, and the act names each of its pictures."""
    return proof.command_hash == act.hash and {file.sha256 for file in proof.files.all()} <= set(act.files)
