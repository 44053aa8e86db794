"""Looking at the whole fleet at once: what is late, silent or standing becomes an incident, once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from core.transactions import service
from lastmile.models import Incident
from lastmile.queries.trouble import standing_incidents, watched_routes
from lastmile.services import incidents
from lastmile.services._judging import Key, Verdict, judge
from lastmile.states import DeliveryStatus, IncidentKind, IncidentStatus


@dataclass(frozen=True, slots=True)
class Detection:
    """How many incidents one look raised, cleared and woke up."""

    raised: int
    cleared: int
    woken: int


@service
def detect(*, site_ids: Collection[int] | None, at: datetime) -> Detection:
    """Raise, clear and re-arm the incidents of these sites (None: of all), as things stand at that moment.

    The same number of queries for five routes and for a hundred. Run twice, or by two workers at once, it
    raises nothing twice; killed in the middle it has done nothing, and the next ring does all of it.
    """
    routes = watched_routes(site_ids=site_ids, at=at)
    standing = standing_incidents(site_ids=site_ids)
    keys = {(one.kind, one.subject_id) for one in standing}
    verdict = judge(routes, standing=keys, at=at)
    new = [cause for key, cause in verdict.causes.items() if key not in keys]
    raised = incidents.raise_incidents(causes=new, at=at)
    cleared, woken = incidents.settle(
        cleared={one.pk for one in standing if _is_over(one, verdict)},
        woken={one.pk for one in standing if _has_slept(one, at)},
        changed=[verdict.causes[key] for key in _changed(standing, verdict)],
        at=at,
    )
    return Detection(len(raised), cleared, woken)


def _is_over(incident: Incident, verdict: Verdict) -> bool:
    key = incident.kind, incident.subject_id
    if incident.kind == IncidentKind.NOT_DELIVERED:
        return incident.delivery is None or incident.delivery.status != DeliveryStatus.FAILED
    return incident.kind in _SEEN and key not in verdict.causes and key not in verdict.kept


_SEEN = {
    IncidentKind.LATE,
    IncidentKind.AT_RISK,
    IncidentKind.NO_POSITION,
    IncidentKind.LONG_STOP,
    IncidentKind.LATE_DEPARTURE,
}


def _has_slept(incident: Incident, at: datetime) -> bool:
    asleep = incident.status == IncidentStatus.SNOOZED and incident.snoozed_until is not None
    return asleep and incident.snoozed_until is not None and incident.snoozed_until <= at


def _changed(standing: Collection[Incident], verdict: Verdict) -> list[Key]:
    """The standing ones that nobody resolved and whose figures are others now."""
    found = []
    for one in standing:
        cause = verdict.causes.get((one.kind, one.subject_id))
        if cause and one.status != IncidentStatus.RESOLVED and cause.facts != one.facts:
            found.append(cause.key)
    return found
