"""Exceptions in sentences, as the board's inbox shows them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lastmile.models import Incident, IncidentComment
from lastmile.queries.board_stops import Json, epoch
from lastmile.queries.planning_input import midnight_of
from lastmile.states import IncidentKind, IncidentStatus
from wms.models import Site

MOST_CLOSED = 100


def incidents_shown(
    *, site: Site, day: date, unresolved: list[Incident] | tuple[Incident, ...]
) -> list[Json]:
    """The unresolved ones as given, by urgency, then those that were closed on that day, the latest first."""
    midnight = midnight_of(site, day)
    closed = (
        Incident.objects.filter(site=site, status=IncidentStatus.RESOLVED)
        .filter(resolved_at__gte=midnight, resolved_at__lt=midnight + timedelta(days=1))
        .select_related("route", "stop__trip__route", "owner", "delivery")
        .order_by("-resolved_at")[:MOST_CLOSED]
    )
    rows = [*unresolved, *closed]
    comments = _comments(rows)
    return [_shown(one, comments[one.pk]) for one in rows]


def _comments(rows: Sequence[Incident]) -> dict[int, list[Json]]:
    """What was written beside each, the oldest first."""
    found: dict[int, list[Json]] = defaultdict(list)
    written = IncidentComment.objects.filter(incident__in=[one.pk for one in rows])
    for one in written.select_related("made_by").order_by("pk"):
        by = str(one.made_by) if one.made_by else ""
        found[one.incident_id].append({"text": one.text, "by": by, "at": epoch(one.made_at)})
    return found


def _shown(one: Incident, comments: list[Json]) -> Json:
    route = one.stop.trip.route if one.stop else one.route  # the stop may have gone to another one
    return {
        "id": str(one.public_id),
        "kind": one.kind,
        "severity": one.severity,
        "status": one.status,
        "title": str(one.get_kind_display()),
        "text": " ".join(_sentences(one)),
        "route": str(route.public_id) if route else None,
        "stop": str(one.stop.public_id) if one.stop else None,
        "raised": epoch(one.raised_at),
        "snoozed": epoch(one.snoozed_until),
        "owner": str(one.owner) if one.owner else "",
        "comments": comments,
    }


def _sentences(one: Incident) -> Iterator[str]:
    facts: dict[str, Any] = one.facts
    if one.stop is not None and one.stop.sequence:
        yield _("Stop %(number)s.") % {"number": one.stop.sequence}
    if one.kind in MINUTES:
        key, tell = MINUTES[one.kind]
        if isinstance(facts.get(key), int):
            yield tell(max(1, abs(facts[key])))
    if one.resolution:
        yield one.resolution


def _late(minutes: int) -> str:
    told = ngettext(
        "%(n)s minute after the promised window.", "%(n)s minutes after the promised window.", minutes
    )
    return told % {"n": minutes}


def _spare(minutes: int) -> str:
    return ngettext("%(n)s minute to spare.", "%(n)s minutes to spare.", minutes) % {"n": minutes}


def _silent(minutes: int) -> str:
    return ngettext("Silent for %(n)s minute.", "Silent for %(n)s minutes.", minutes) % {"n": minutes}


def _stands(minutes: int) -> str:
    return ngettext("Standing for %(n)s minute.", "Standing for %(n)s minutes.", minutes) % {"n": minutes}


def _overdue(minutes: int) -> str:
    told = ngettext("Should have left %(n)s minute ago.", "Should have left %(n)s minutes ago.", minutes)
    return told % {"n": minutes}


MINUTES: dict[str, tuple[str, Callable[[int], str]]] = {
    IncidentKind.LATE: ("slack_minutes", _late),
    IncidentKind.AT_RISK: ("slack_minutes", _spare),
    IncidentKind.NO_POSITION: ("minutes", _silent),
    IncidentKind.LONG_STOP: ("minutes", _stands),
    IncidentKind.LATE_DEPARTURE: ("minutes", _overdue),
}
"""Which figure of an incident's facts is said, and how."""
