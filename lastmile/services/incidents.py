"""Raising what a person must look at, and what people say about it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from core.live import topic_changed
from core.public_events import Happening, record
from core.transactions import service
from lastmile.errors import CauseGoneError
from lastmile.models import Incident, IncidentComment
from lastmile.states import WATCHED_KINDS, IncidentKind, IncidentStatus, Severity

SNOOZE = timedelta(minutes=15)


class GroupAct(StrEnum):
    """What can be done with several incidents at once."""

    ACKNOWLEDGE = "acknowledge"
    SNOOZE = "snooze"
    RESOLVE = "resolve"

    @property
    def status(self) -> IncidentStatus:
        """How they are afterwards."""
        return {
            GroupAct.ACKNOWLEDGE: IncidentStatus.ACKNOWLEDGED,
            GroupAct.SNOOZE: IncidentStatus.SNOOZED,
            GroupAct.RESOLVE: IncidentStatus.RESOLVED,
        }[self]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cause:
    """Why an incident is raised. Of one kind and subject only one can stand at a time."""

    kind: IncidentKind
    severity: Severity
    site_id: int
    subject_type: str
    subject_id: UUID
    route_id: int | None = None
    stop_id: int | None = None
    delivery_id: int | None = None
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, UUID]:
        """What may stand only once."""
        return self.kind.value, self.subject_id


@service
def raise_incidents(*, causes: Iterable[Cause], at: datetime, by: User | None = None) -> list[Incident]:
    """Open an incident for each cause that has none standing; those that were opened now.

    Of two that raise the same at once the database lets one through: the other opens nothing.
    """
    distinct = {cause.key: cause for cause in causes}
    rows = [
        Incident(
            site_id=cause.site_id,
            kind=cause.kind,
            severity=cause.severity,
            subject_type=cause.subject_type,
            subject_id=cause.subject_id,
            route_id=cause.route_id,
            stop_id=cause.stop_id,
            delivery_id=cause.delivery_id,
            facts=cause.facts,
            raised_at=at,
        )
        for _key, cause in sorted(distinct.items())
    ]
    if not rows:
        return []
    Incident.objects.bulk_create(rows, ignore_conflicts=True)
    mine = Incident.objects.filter(public_id__in=[row.public_id for row in rows])
    born = list(mine.select_related("site", "route").order_by("pk"))
    _record(born, "incident.raised", at=at, by=by)
    return born


@service
def acknowledge(*, incident_id: int, by: User, at: datetime) -> Incident:
    """Somebody is on it: the incident is theirs. Raises IllegalMoveError once it is resolved."""

    def move(incident: Incident) -> None:
        incident.become(IncidentStatus.ACKNOWLEDGED)
        incident.owner, incident.snoozed_until = by, None

    return _act(incident_id, "incident.acknowledged", move, by=by, at=at)


@service
def snooze(*, incident_id: int, by: User, at: datetime) -> Incident:
    """Out of sight for 15 minutes; it opens again by itself. Raises IllegalMoveError once it is resolved."""

    def move(incident: Incident) -> None:
        incident.become(IncidentStatus.SNOOZED)
        incident.snoozed_until = at + SNOOZE

    return _act(incident_id, "incident.snoozed", move, by=by, at=at)


@service
def resolve(*, incident_id: int, note: str, by: User, at: datetime) -> Incident:
    """End it with a note. While its cause stands it keeps quiet; once gone and back, it is raised anew."""

    def move(incident: Incident) -> None:
        incident.become(IncidentStatus.RESOLVED)
        incident.resolved_at, incident.resolution, incident.snoozed_until = at, note[:500], None
        if incident.kind not in WATCHED_KINDS:
            incident.cleared_at = at

    return _act(incident_id, "incident.resolved", move, by=by, at=at, facts={"note": note[:500]})


@service
def reopen(*, incident_id: int, by: User, at: datetime) -> Incident:
    """Take the resolving back. Raises CauseGoneError where there is nothing left to look at."""

    def move(incident: Incident) -> None:
        incident.become(IncidentStatus.OPEN)
        if incident.cleared_at is not None and incident.kind in WATCHED_KINDS:
            raise CauseGoneError(
                _("The cause is gone. If it comes back, a new exception is raised by itself.")
            )
        if incident.cleared_at is not None and _stands_another(incident):
            raise CauseGoneError(_("A newer exception of the same kind is open for this already."))
        incident.resolved_at = incident.cleared_at = incident.snoozed_until = None
        incident.resolution = ""

    return _act(incident_id, "incident.reopened", move, by=by, at=at)


@service
def comment(*, incident_id: int, text: str, by: User, at: datetime) -> IncidentComment:
    """Write something beside it, also once it is resolved. The log says that it was, not what: names stay
    where they can be erased.
    """
    incident = Incident.objects.select_related("site", "route").locked().get(pk=incident_id)
    written = IncidentComment.objects.create(incident=incident, text=text[:1000], made_at=at, made_by=by)
    _record([incident], "incident.commented", at=at, by=by)
    return written


@service
def act_on_all(*, incident_ids: Collection[int], act: GroupAct, by: User, at: datetime) -> int:
    """Do the same with several at once, all or none; how many it changed. Those that are so already are left.

    Raises IllegalMoveError where one of them cannot go there.
    """
    rows = Incident.objects.filter(pk__in=incident_ids).exclude(status=act.status).order_by("pk").locked()
    ids = list(rows.values_list("pk", flat=True))
    for pk in ids:
        if act == GroupAct.RESOLVE:
            resolve(incident_id=pk, note="", by=by, at=at)
        else:
            (acknowledge if act == GroupAct.ACKNOWLEDGE else snooze)(incident_id=pk, by=by, at=at)
    return len(ids)


@service
def settle(
    *, cleared: Collection[int], woken: Collection[int], changed: Collection[Cause], at: datetime
) -> tuple[int, int]:
    """What the detector found about standing incidents; how many were cleared, and how many woke up.

    `cleared`: their cause is gone. `woken`: their snooze is over. `changed`: new figures of their causes.
    """
    new = {cause.key: cause for cause in changed}
    rows = list(_standing_rows({*cleared, *woken}, new))
    gone, awake, told = [], [], []
    for row in rows:
        if row.pk in cleared:
            gone.append(row)
            _clear(row, at)
            continue
        if row.status == IncidentStatus.SNOOZED and row.snoozed_until and row.snoozed_until <= at:
            awake.append(row)
            row.become(IncidentStatus.OPEN)
            row.snoozed_until = None
        cause = new.get((row.kind, row.subject_id))
        if cause is not None:
            told += [row] if row.severity != cause.severity else []
            row.severity, row.facts = cause.severity, cause.facts
    fields = ["status", "snoozed_until", "resolved_at", "cleared_at", "severity", "facts", "updated_at"]
    if rows:
        Incident.objects.bulk_update(rows, fields)
    _record(gone, "incident.cleared", at=at, by=None)
    _record(awake, "incident.woken", at=at, by=None)
    _tell(told)
    return len(gone), len(awake)


def _standing_rows(ids: set[int], causes: dict[tuple[str, UUID], Cause]) -> Sequence[Incident]:
    by_subject = Incident.objects.standing().filter(subject_id__in=[subject for _kind, subject in causes])
    wanted = set(by_subject.values_list("pk", flat=True)) if causes else set()
    if not (ids | wanted):
        return []
    rows = Incident.objects.standing().filter(pk__in=ids | wanted)
    return list(rows.select_related("site", "route").locked())


def _clear(row: Incident, at: datetime) -> None:
    row.cleared_at, row.snoozed_until = at, None
    if row.status != IncidentStatus.RESOLVED:
        row.become(IncidentStatus.RESOLVED)
        row.resolved_at = at


def _stands_another(incident: Incident) -> bool:
    same = Incident.objects.standing().filter(kind=incident.kind, subject_id=incident.subject_id)
    return same.exclude(pk=incident.pk).exists()


def _act(
    incident_id: int,
    happening: str,
    move: Callable[[Incident], None],
    *,
    by: User,
    at: datetime,
    facts: dict[str, object] | None = None,
) -> Incident:
    incident = Incident.objects.select_related("site", "route").locked().get(pk=incident_id)
    move(incident)
    incident.save()
    _record([incident], happening, at=at, by=by, facts=facts)
    return incident


def _record(
    incidents: Sequence[Incident],
    happening: str,
    *,
    at: datetime,
    by: User | None,
    facts: dict[str, object] | None = None,
) -> None:
    record(
        [
            Happening(
                type=happening,
                subject_type="incident",
                subject_id=one.public_id,
                scope=one.site.code,
                facts={
                    "kind": one.kind,
                    "severity": one.severity,
                    "subject": f"{one.subject_type}:{one.subject_id}",
                    "route": one.route.code if one.route else None,
                }
                | one.facts
                | (facts or {}),
                changed=["status"],
            )
            for one in incidents
        ],
        at=at,
        by=by,
    )
    _tell(incidents)


def _tell(incidents: Iterable[Incident]) -> None:
    topics = {f"board:{one.site.code}" for one in incidents}
    topics |= {f"route:{one.route.public_id}" for one in incidents if one.route}
    for topic in sorted(topics):
        topic_changed(topic)
