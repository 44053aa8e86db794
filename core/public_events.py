"""Writing the one log of what happened."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from core.models import PublicEvent


class Actor(Protocol):
    """Whoever does things: a person or a key, named by a public id."""

    @property
    def actor_name(self) -> str:
        """For example user:0193…."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """What one subject's history is about to gain. The caller holds the subject's lock."""

    type: str
    subject_type: str
    subject_id: UUID
    facts: dict[str, object] = field(default_factory=dict)
    changed: Sequence[str] = ()
    scope: str = ""
    owner_scope: str = ""


def record(happenings: Iterable[Happening], *, at: datetime, by: Actor | None, device: str = "") -> None:
    """Append to the histories, in the order given, in two statements however many there are.

    Called inside the transaction of the change, with the subjects locked: no number is left out.
    Raises RuntimeError outside a transaction.
    """
    rows = list(happenings)
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a history was written outside the transaction of its change")
    if not rows:
        return
    last = _last_numbers({row.subject_id for row in rows})
    events = []
    for row in rows:
        subject = (row.subject_type, row.subject_id)
        last[subject] += 1
        events.append(
            PublicEvent(
                type=row.type,
                subject_type=row.subject_type,
                subject_id=row.subject_id,
                subject_seq=last[subject],
                occurred_at=at,
                actor=by.actor_name if by else "",
                device=device,
                scope=row.scope,
                owner_scope=row.owner_scope,
                facts=row.facts,
                changed=list(row.changed),
            )
        )
    PublicEvent.objects.bulk_create(events, batch_size=1000)


def history_of(subject_type: str, subject_id: UUID) -> list[PublicEvent]:
    """Everything that happened to one subject, oldest first."""
    return list(PublicEvent.objects.filter(subject_type=subject_type, subject_id=subject_id))


def _last_numbers(subject_ids: set[UUID]) -> Counter[tuple[str, UUID]]:
    found = (
        PublicEvent.objects.filter(subject_id__in=subject_ids)
        .order_by()
        .values_list("subject_type", "subject_id")
        .annotate(last=Max("subject_seq"))
    )
    return Counter({(kind, subject): number for kind, subject, number in found})
