"""What an archive of proofs says: visits with their proofs, and the phones' chains up to them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.models import Device, DeviceCommand, DeviceFile
from accounts.states import FileStatus
from lastmile.models import Delivery, DeliveryAttempt
from pod.models import Proof
from pod.queries.chain_walk import ends_of

BATCH = 2000
LINK = ("counter", "previous_hash", "hash", "signature")


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """Everything for the archive but the bytes of the pictures; `ends`: the last act of each device."""

    deliveries: Sequence[tuple[UUID, dict[str, Any]]]
    devices: Sequence[Device]
    ends: Mapping[int, int]
    told: frozenset[UUID]
    pictures: Sequence[str]
    absent: Sequence[str]


def evidence_of(deliveries: Sequence[Delivery]) -> Evidence:
    """Read it, in a constant number of statements."""
    ids = [one.pk for one in deliveries]
    attempts = DeliveryAttempt.objects.filter(delivery__in=ids).select_related("visited", "by")
    proofs = Proof.objects.filter(attempt__delivery__in=ids).prefetch_related("files").order_by("pk")
    by_attempt: dict[int, list[Proof]] = defaultdict(list)
    for proof in proofs:
        by_attempt[proof.attempt_id].append(proof)
    by_delivery: dict[int, list[dict[str, Any]]] = defaultdict(list)
    told: set[UUID] = set()
    for attempt in attempts.order_by("number"):
        by_delivery[attempt.delivery_id].append(_visit(attempt, by_attempt[attempt.pk]))
        if attempt.command_id:
            told.add(attempt.command_id)
    acts = DeviceCommand.objects.filter(pk__in=told, is_chained=True)
    ends = ends_of(list(acts.only("device_id", "counter")))
    named = sorted({file.sha256 for rows in by_attempt.values() for one in rows for file in one.files.all()})
    kept = DeviceFile.objects.filter(sha256__in=named, status=FileStatus.KEPT)
    here = set(kept.values_list("sha256", flat=True))
    return Evidence(
        deliveries=[(one.public_id, _delivery(one, by_delivery[one.pk])) for one in deliveries],
        devices=list(Device.objects.filter(pk__in=ends).order_by("public_id")),
        ends=ends,
        told=frozenset(told),
        pictures=[name for name in named if name in here],
        absent=[name for name in named if name not in here],
    )


def chain_of(evidence: Evidence, device: Device) -> Iterator[dict[str, Any]]:
    """The acts of one phone from its first on; those about other deliveries are sealed: without content."""
    upto = Q(device=device, is_chained=True, counter__lte=evidence.ends[device.pk])
    for act in DeviceCommand.objects.filter(upto).order_by("counter").iterator(chunk_size=BATCH):
        link = {name: getattr(act, name) for name in LINK}
        if act.pk not in evidence.told:
            yield link | {"sealed": True}
        else:
            yield act.envelope | link | {"received_at": act.received_at.isoformat()}


def noted_breaks(evidence: Evidence) -> dict[int, list[int]]:
    """Per device the acts that did not follow the one before them, as was noted when they came."""
    flagged = DeviceCommand.objects.filter(
        device__in=list(evidence.ends), is_chained=True, flags__contains="broken_chain"
    )
    found: dict[int, list[int]] = defaultdict(list)
    for device, counter in flagged.order_by("counter").values_list("device_id", "counter"):
        found[device].append(counter)
    return found


def _delivery(delivery: Delivery, visits: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": str(delivery.public_id),
        "order": delivery.order.external_id,
        "number": delivery.order.number,
        "site": delivery.order.site.code,
        "recipient": delivery.recipient_name,
        "address": str(delivery.address),
        "status": delivery.status,
        "visits": visits,
    }


def _visit(attempt: DeliveryAttempt, proofs: Sequence[Proof]) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "outcome": attempt.outcome,
        "is_partial": attempt.is_partial,
        "hand_over": attempt.hand_over,
        "reason": attempt.reason,
        "note": attempt.note,
        "occurred_at": attempt.occurred_at.isoformat(),
        "recorded_at": attempt.recorded_at.isoformat(),
        "undone_at": attempt.undone_at.isoformat() if attempt.undone_at else None,
        "by": str(attempt.by) if attempt.by else "",
        "act": str(attempt.command_id) if attempt.command_id else None,
        "task": str(attempt.visited.public_id) if attempt.visited else None,
        "proofs": [
            {
                "kind": one.kind,
                "waived": one.waived,
                "facts": one.facts,
                "pictures": [file.sha256 for file in one.files.all()],
                "longitude": one.longitude,
                "latitude": one.latitude,
                "accuracy_m": one.accuracy_m,
                "distance_m": one.distance_m,
            }
            for one in proofs
        ],
    }
