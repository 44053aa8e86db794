"""What publishing would change: the plan that drivers have beside the one on the board, stop by stop."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from lastmile.models import Route, RouteRevision, StopTask
from lastmile.queries.promised_windows import ANY_TIME, Promised, windows_by_delivery
from lastmile.queries.revision_diffs import QUIET_SECONDS
from lastmile.states import ACTIVE_ROUTES, TaskKind, TaskStatus
from wms.models import Site


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """A plan in six numbers. Metres and seconds are those of all routes together, the cost in minor units."""

    stops: int = 0
    late: int = 0
    metres: int = 0
    seconds: int = 0
    cost_minor: int = 0
    last_back: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StopChange:
    """One stop that is new, gone, on another route, at another place in the order, or at another time."""

    kind: str
    """ADDED, REMOVED, TRANSFERRED, MOVED or RETIMED."""
    stop: UUID
    who: str
    route: UUID
    was_route: UUID | None
    sequence: int | None
    was: int | None
    arrives_at: datetime | None
    was_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanChanges:
    """Of the routes that are not published as they stand. `new` were never published: all of them is new."""

    routes: tuple[Route, ...]
    new: tuple[Route, ...]
    live: Figures
    draft: Figures
    stops: tuple[StopChange, ...]


def plan_changes(*, site: Site, works_on: date) -> PlanChanges:
    """The same number of queries for one route and for a hundred."""
    mine = Route.objects.filter(site=site, works_on=works_on, status__in=ACTIVE_ROUTES)
    routes = list(mine.filter(sent_revision__lt=F("planned_revision")).order_by("code"))
    wanted = Q(number=F("route__planned_revision")) | Q(number=F("route__sent_revision"))
    rows = RouteRevision.objects.filter(wanted, route__in=routes)
    found = {(one.route_id, one.number): one for one in rows}
    draft = {route: found[route.pk, route.planned_revision] for route in routes}
    live = {route: found[route.pk, route.sent_revision] for route in routes if route.sent_revision}
    people = _People.of(routes)
    new = tuple(route for route in routes if not route.sent_revision)
    known = {route: one for route, one in draft.items() if route not in new}
    return PlanChanges(
        routes=tuple(routes),
        new=new,
        live=_figures(live.values(), people.windows),
        draft=_figures(draft.values(), people.windows),
        stops=tuple(_changes(_places(live), _places(known), people.names)),
    )


@dataclass(frozen=True, slots=True)
class _People:
    """Whose the deliveries are, and what they were promised; by the delivery's public id."""

    names: Mapping[str, str]
    windows: Mapping[str, Promised]

    @classmethod
    def of(cls, routes: Collection[Route]) -> "_People":
        tasks = list(
            StopTask.objects.filter(stop__trip__route__in=routes, kind=TaskKind.DELIVER)
            .exclude(status=TaskStatus.CANCELLED)
            .select_related("delivery")
        )
        windows = windows_by_delivery(tasks=tasks)
        theirs = [task.delivery for task in tasks if task.delivery]
        return cls(
            {str(one.public_id): one.recipient_name for one in theirs},
            {str(one.public_id): windows.get(one.pk, ANY_TIME) for one in theirs},
        )


type Place = tuple[Route, dict[str, Any]]


def _places(revisions: Mapping[Route, RouteRevision]) -> dict[str, Place]:
    return {
        stop["stop"]: (route, stop)
        for route, one in revisions.items()
        for stop in one.stops
        if _is_visit(stop)
    }


def _is_visit(stop: Mapping[str, Any]) -> bool:
    return any(task["delivery"] for task in stop["tasks"])


def _changes(
    before: Mapping[str, Place], after: Mapping[str, Place], names: Mapping[str, str]
) -> Iterable[StopChange]:
    for key, (route, now) in after.items():
        was = before.get(key)
        kind = _kind(was, (route, now))
        if kind:
            yield _change(kind, key, was, (route, now), names)
    for key, was in before.items():
        if key not in after:
            yield _change("REMOVED", key, was, None, names)


def _kind(was: Place | None, now: Place) -> str:
    if was is None:
        return "ADDED"
    if was[0] != now[0]:
        return "TRANSFERRED"
    if was[1]["sequence"] != now[1]["sequence"]:
        return "MOVED"
    moved = _at(now[1], "arrives_at") - _at(was[1], "arrives_at")
    return "RETIMED" if abs(moved.total_seconds()) >= QUIET_SECONDS else ""


def _change(
    kind: str, key: str, was: Place | None, now: Place | None, names: Mapping[str, str]
) -> StopChange:
    route, stop = now or was or (None, {})
    assert route is not None  # noqa: S101 - a change has a before or an after
    keys = [task["delivery"] for task in stop["tasks"] if task["delivery"]]
    return StopChange(
        kind=kind,
        stop=UUID(key),
        who=", ".join(names.get(one, "") for one in keys),
        route=route.public_id,
        was_route=was[0].public_id if was else None,
        sequence=now[1]["sequence"] if now else None,
        was=was[1]["sequence"] if was else None,
        arrives_at=_at(now[1], "arrives_at") if now else None,
        was_at=_at(was[1], "arrives_at") if was else None,
    )


def _figures(revisions: Iterable[RouteRevision], windows: Mapping[str, Promised]) -> Figures:
    rows = list(revisions)
    stops = [stop for one in rows for stop in one.stops if _is_visit(stop)]
    known = [one.figures for one in rows if one.figures]
    return Figures(
        stops=len(stops),
        late=sum(_is_late(stop, windows) for stop in stops),
        metres=sum(one["metres"] for one in known),
        seconds=sum(int((_at(one, "ends_at") - _at(one, "starts_at")).total_seconds()) for one in known),
        cost_minor=sum(one["cost_minor"] for one in known),
        last_back=max((_at(one, "ends_at") for one in known), default=None),
    )


def _is_late(stop: Mapping[str, Any], windows: Mapping[str, Promised]) -> bool:
    start = _at(stop, "starts_at")
    keys: Sequence[str] = [task["delivery"] for task in stop["tasks"] if task["delivery"]]
    dues = [windows.get(key, ANY_TIME).due(start) for key in keys]
    return any(due is not None and start > due for due in dues)


def _at(facts: Mapping[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(facts[name])
