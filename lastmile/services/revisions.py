"""Numbered pictures of a route after each change: what the driver was sent and what changed since."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from lastmile.models import Route, RouteRevision, Stop, StopTask
from lastmile.services.route_pictures import figures_of, snapshot
from lastmile.states import RevisionKind, TaskStatus


def write_revision(
    *, route: Route, kind: RevisionKind, by: User | None, note: str = "", begins: datetime | None = None
) -> RouteRevision:
    """Keep the route as it stands under its next number; in the caller's transaction, the route locked.

    `begins` bounded its departure when it was timed; to time it the same way again one needs to know it.
    """
    last = route.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    revision = RouteRevision.objects.create(
        route=route,
        number=last + 1,
        kind=kind,
        note=note[:200],
        stops=_picture_of(route),
        figures=figures_of(route=route, begins=begins),
        created_by=by,
    )
    route.planned_revision = revision.number
    route.save(update_fields=["planned_revision", "updated_at"])
    return revision


def _picture_of(route: Route) -> list[dict[str, Any]]:
    """The route's standing stops with their open tasks, in the shape of every revision."""
    stops = list(
        Stop.objects.standing()
        .filter(trip__route=route)
        .order_by("trip__number", "sequence")
        .select_related("trip")
    )
    tasks: dict[UUID, list[StopTask]] = defaultdict(list)
    for task in (
        StopTask.objects.filter(stop__in=stops)
        .exclude(status=TaskStatus.CANCELLED)
        .select_related("delivery", "stop")
        .order_by("stop", "sequence")
    ):
        tasks[task.stop.public_id].append(task)
    return snapshot(stops=stops, tasks=tasks)
