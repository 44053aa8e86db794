"""What the office sees of the visits to one door: how each ended, and what shows it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from accounts.models import DeviceCommand, DeviceFile, User
from accounts.states import FileStatus
from lastmile.models import AttemptLine, Delivery, DeliveryAttempt
from lastmile.queries.access import deliveries_visible_to
from pod.models import Proof, ProofFile
from pod.queries.chain_walk import Walk, ends_of, walk_chains
from pod.queries.chains import AT_ONCE, Verdict, acts_by_id, verdict_on
from pod.states import ProofKind, Relationship

CLOCK_OFF = "clock_off"
FLAGS: dict[str, Promise] = {
    CLOCK_OFF: __("The phone's clock was wrong by more than two minutes; its times were put right."),
    "after_receipt": __("The phone named a time that had not come yet; the server's time was taken."),
    "long_offline": __("It was told more than two hours later."),
    "before_previous": __("By the phone's clock it was before the phone's previous act."),
    "key_reuse": __("The phone sent another act under the same number; the first one counts."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureShown:
    """A photo or signature. `is_here`: its bytes have arrived."""

    sha256: str
    label: str
    is_here: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class FactShown:
    """The name of something and its value, ready to read."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitShown:
    """One visit as the office reads it. `clock_seconds`: by how much the phone's clock was behind."""

    attempt: DeliveryAttempt
    received_at: datetime
    signer: str
    facts: Sequence[FactShown]
    missing: Sequence[FactShown]
    pictures: Sequence[PictureShown]
    place: Proof | None
    act: DeviceCommand | None
    flags: Sequence[str]
    verdict: Verdict

    @property
    def clock_seconds(self) -> int:
        """Seconds by which the phone's clock was behind the server's; negative: ahead of it."""
        return round(self.act.clock_offset_ms / 1000) if self.act else 0

    @property
    def clock_wrong_seconds(self) -> int:
        """The same without its sign."""
        return abs(self.clock_seconds)

    @property
    def is_clock_off(self) -> bool:
        """Whether the intake flagged the phone's clock."""
        return self.act is not None and CLOCK_OFF in self.act.flags


def files_visible_to(user: User) -> QuerySet[ProofFile]:
    """The files of proofs of deliveries of the user's sites."""
    return ProofFile.objects.filter(proof__attempt__delivery__in=deliveries_visible_to(user))


def visits_of(delivery: Delivery, *, whole: bool = False) -> list[VisitShown]:
    """The visits to the door, the latest first, in a constant number of statements.

    `whole`: each phone's chain is checked back to its first act, however long that takes.
    """
    lines = Prefetch("lines", AttemptLine.objects.select_related("line__item").order_by("line__number", "pk"))
    found = delivery.attempts.select_related("by").prefetch_related(lines).order_by("-number")
    attempts = list(found)
    proofs = _proofs_of(delivery)
    acts = acts_by_id({one.command_id for one in attempts if one.command_id})
    walks = walk_chains(ends_of(acts.values()), at_most=None if whole else AT_ONCE)
    here = _files_here(proofs)
    return [_visit(one, proofs[one.pk], acts, walks, here) for one in attempts]


def _proofs_of(delivery: Delivery) -> dict[int, list[Proof]]:
    by_attempt: dict[int, list[Proof]] = defaultdict(list)
    for proof in Proof.objects.filter(attempt__delivery=delivery).prefetch_related("files"):
        by_attempt[proof.attempt_id].append(proof)
    return by_attempt


def _files_here(proofs: dict[int, list[Proof]]) -> set[str]:
    named = {file.sha256 for rows in proofs.values() for proof in rows for file in proof.files.all()}
    kept = DeviceFile.objects.filter(sha256__in=named, status=FileStatus.KEPT)
    return set(kept.values_list("sha256", flat=True))


def _visit(
    attempt: DeliveryAttempt,
    proofs: Sequence[Proof],
    acts: dict[UUID, DeviceCommand],
    walks: dict[int, Walk],
    here: set[str],
) -> VisitShown:
    act = acts.get(attempt.command_id) if attempt.command_id else None
    files = [file for proof in proofs for file in proof.files.all()]
    return VisitShown(
        attempt=attempt,
        received_at=act.received_at if act else attempt.recorded_at,
        signer=next((_signer(one) for one in proofs if one.kind == ProofKind.SIGNATURE), ""),
        facts=[shown for one in proofs if not one.waived and (shown := _fact(one))],
        missing=[
            FactShown(label=one.get_kind_display(), text=one.get_waived_display())
            for one in proofs
            if one.waived
        ],
        pictures=[
            PictureShown(sha256=file.sha256, label=file.get_role_display(), is_here=file.sha256 in here)
            for file in files
        ],
        place=next((one for one in proofs if one.longitude is not None), None),
        act=act,
        flags=[str(FLAGS[name]) for name in (act.flags if act else ()) if name in FLAGS],
        verdict=verdict_on(attempt.command_id, act, walks.get(act.device_id) if act else None, proofs),
    )


def _signer(proof: Proof) -> str:
    """R. Novak (Household); empty where nobody signed."""
    name, told = str(proof.facts.get("name", "")), proof.facts.get("relationship", "")
    if told not in Relationship.values:
        return name
    return _("%(name)s (%(relationship)s)") % {"name": name, "relationship": Relationship(told).label}


def _fact(proof: Proof) -> FactShown | None:
    """What of a proof is read rather than looked at."""
    texts: dict[str, str] = {
        ProofKind.PIN: _("The recipient's PIN was right"),
        ProofKind.SCAN: ", ".join(map(str, proof.facts.get("codes", ()))),
        ProofKind.AGE: _("Old enough") if proof.facts.get("old_enough") else _("Not old enough"),
        ProofKind.NONE: _("Yes"),
    }
    text = texts.get(proof.kind)
    return FactShown(label=proof.get_kind_display(), text=text) if text else None
