"""Recording what a driver brings back from a door, together with how the visit ended, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.models import DeviceCommand
from accounts.states import CommandStatus
from core.transactions import service
from lastmile.door_states import DoorResult, HandOver
from lastmile.models import Address, DeliveryAttempt, StopTask
from lastmile.services import delivering
from lastmile.services.delivering import Act, Evidence, LineResult, Visit
from lastmile.states import AttemptOutcome, FailureReason
from pod.engine.due import Ending, Requirement
from pod.errors import PinLockedError, PinWrongError
from pod.models import Proof, ProofFile
from pod.queries import pins
from pod.queries.requirements import due_for
from pod.states import FileRole, PolicyOutcome, ProofKind, Waiver
from routing.services.estimating import metres_between


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where the phone was; accuracy in metres as it judged itself."""

    longitude: float
    latitude: float
    accuracy_m: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """Who signed, the strokes as x, y and milliseconds, and the picture's hash."""

    name: str
    relationship: str
    strokes: tuple[tuple[int, ...], ...]
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Brought:
    """Everything that a phone brought for one visit."""

    photos: tuple[str, ...] = ()
    signature: Signature | None = None
    pin_key: str = ""
    scans: tuple[str, ...] = ()
    age_checked: bool | None = None
    note: str = ""
    contactless: bool = False
    waived: Mapping[str, str] = field(default_factory=dict)
    place: Place | None = None
    command_hash: str = ""


@service
def prove_delivery(
    *,
    task: StopTask,
    act: Act,
    brought: Brought,
    hand_over: HandOver = HandOver.RECIPIENT,
    lines: Sequence[LineResult] = (),
) -> Visit:
    """Goods were handed over, whole or in part, and this shows it. Raises what `delivering.deliver` raises,
    PinWrongError and PinLockedError; then nothing is kept.
    """
    partial = any(said.result != DoorResult.DELIVERED for said in lines)
    outcome = PolicyOutcome.PARTIAL if partial else PolicyOutcome.DELIVERED
    shown = _evidence(task, act, brought, Ending(outcome=outcome, hand_over=hand_over))
    visit = delivering.deliver(
        task=task, act=act, evidence=shown, hand_over=hand_over, lines=lines, note=brought.note
    )
    _keep(visit.attempt, act, brought, shown)
    return visit


@service
def prove_failure(*, task: StopTask, act: Act, brought: Brought, reason: FailureReason) -> Visit:
    """Nothing was handed over, and this shows why. Raises what `delivering.fail` raises."""
    shown = _evidence(task, act, brought, Ending(outcome=PolicyOutcome.FAILED, reason=reason))
    visit = delivering.fail(task=task, act=act, reason=reason, evidence=shown, note=brought.note)
    _keep(visit.attempt, act, brought, shown)
    return visit


def _evidence(task: StopTask, act: Act, brought: Brought, ending: Ending) -> Evidence:
    """The kinds that are there in the number asked for; a wrong PIN is refused, not overlooked."""
    assert task.delivery is not None  # noqa: S101 - only deliveries are proved
    _check_pin(task, act, brought)
    counts = _counts(brought, ending)
    asked = {one.kind: one for one in due_for(task.delivery, ending)}
    kinds = frozenset(kind for kind, count in counts.items() if count >= _least(asked.get(kind)))
    waived = {kind: reason for kind, reason in brought.waived.items() if kind not in kinds}
    return Evidence(kinds=kinds, waived=waived, reference=brought.command_hash)


def _counts(brought: Brought, ending: Ending) -> dict[str, int]:
    found = {
        ProofKind.PHOTO: len(brought.photos),
        ProofKind.SIGNATURE: int(brought.signature is not None),
        ProofKind.PIN: int(bool(brought.pin_key)),
        ProofKind.SCAN: len(brought.scans),
        ProofKind.AGE: int(brought.age_checked is not None and (brought.age_checked or _failed(ending))),
        ProofKind.NOTE: int(bool(brought.note)),
        ProofKind.NONE: int(brought.contactless),
    }
    return {kind.value: count for kind, count in found.items() if count}


def _failed(ending: Ending) -> bool:
    return ending.outcome == AttemptOutcome.FAILED.value


def _least(asked: Requirement | None) -> int:
    return asked.min_count if asked else 1


def _check_pin(task: StopTask, act: Act, brought: Brought) -> None:
    """The PIN that counted at the act's own time; wrong tries are counted from its issue on, by any phone."""
    if not brought.pin_key or task.delivery is None:
        return
    issue = pins.issue_at(task.delivery, at=act.occurred_at)
    missed = DeviceCommand.objects.filter(
        subject=str(task.public_id), status=CommandStatus.REJECTED, error__code=PinWrongError.code
    )
    if issue:
        missed = missed.filter(received_at__gte=issue.issued_at)
    if missed.count() >= pins.MOST_TRIES:
        raise PinLockedError(_("Too many wrong PINs. Call the office."), tries=pins.MOST_TRIES)
    if not pins.is_right(task.delivery.public_id, brought.pin_key, issue.number if issue else 0):
        raise PinWrongError(_("This is not the recipient's PIN."))


def _keep(attempt: DeliveryAttempt, act: Act, brought: Brought, shown: Evidence) -> None:
    """Write one row per kind, and one for each that is missing with its reason; once per command."""
    if act.command_id and Proof.objects.filter(command_id=act.command_id).exists():
        return
    rows = [(ProofKind(kind), "", _facts(ProofKind(kind), brought)) for kind in sorted(shown.kinds)]
    rows += [(ProofKind(kind), Waiver(reason).value, {}) for kind, reason in sorted(shown.waived.items())]
    door = attempt.delivery.address
    for kind, waived, facts in rows:
        proof = Proof.objects.create(
            attempt=attempt,
            kind=kind,
            waived=waived,
            facts=facts,
            occurred_at=act.occurred_at,
            by=act.by,
            device=act.device,
            command_id=act.command_id,
            command_hash=brought.command_hash,
            **_where(brought.place, door),
        )
        ProofFile.objects.bulk_create(
            ProofFile(proof=proof, sha256=sha256, role=role) for sha256, role in _files(kind, waived, brought)
        )


def _facts(kind: ProofKind, brought: Brought) -> dict[str, object]:
    signed = brought.signature
    if kind == ProofKind.SIGNATURE and signed:
        return {"name": signed.name, "relationship": signed.relationship, "strokes": signed.strokes}
    by_kind: dict[ProofKind, dict[str, object]] = {
        ProofKind.PIN: {"checked": True},
        ProofKind.SCAN: {"codes": list(brought.scans)},
        ProofKind.AGE: {"old_enough": bool(brought.age_checked)},
        ProofKind.NOTE: {"text": brought.note},
    }
    return by_kind.get(kind, {})


def _files(kind: ProofKind, waived: str, brought: Brought) -> list[tuple[str, FileRole]]:
    if waived:
        return []
    if kind == ProofKind.PHOTO:
        return [(sha256, FileRole.PHOTO) for sha256 in brought.photos]
    if kind == ProofKind.SIGNATURE and brought.signature and brought.signature.sha256:
        return [(brought.signature.sha256, FileRole.SIGNATURE)]
    return []


def _where(place: Place | None, door: Address) -> dict[str, float | int | None]:
    if place is None:
        return {}
    found: dict[str, float | int | None] = {
        "longitude": place.longitude,
        "latitude": place.latitude,
        "accuracy_m": place.accuracy_m,
    }
    if door.longitude is not None and door.latitude is not None:
        here, there = (place.longitude, place.latitude), (door.longitude, door.latitude)
        found["distance_m"] = round(metres_between(one=here, other=there))
    return found
