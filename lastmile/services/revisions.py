"""Numbered pictures of a route after each change: what the driver was sent and what changed since."""

from typing import Any

from accounts.models import User
from lastmile.models import Route, RouteRevision, Stop
from lastmile.states import RevisionKind


def write_revision(*, route: Route, kind: RevisionKind, by: User | None, note: str = "") -> RouteRevision:
    """Keep the route as it stands under its next number; in the caller's transaction, the route locked."""
    last = route.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    revision = RouteRevision.objects.create(
        route=route, number=last + 1, kind=kind, note=note[:200], stops=picture_of(route=route), created_by=by
    )
    route.planned_revision = revision.number
    route.save(update_fields=["planned_revision", "updated_at"])
    return revision


def picture_of(*, route: Route) -> list[dict[str, Any]]:
    """The route's trips with their standing stops and tasks, in plain values for JSON."""
    stops = (
        Stop.objects.standing()
        .filter(trip__route=route)
        .select_related("trip")
        .prefetch_related("tasks__delivery")
        .order_by("trip__number", "sequence")
    )
    trips: dict[int, dict[str, Any]] = {}
    for stop in stops:
        trip = trips.setdefault(stop.trip.number, {"trip": stop.trip.number, "stops": []})
        trip["stops"].append(_stop(stop))
    return list(trips.values())


def _stop(stop: Stop) -> dict[str, Any]:
    return {
        "id": str(stop.public_id),
        "sequence": stop.sequence,
        "arrival": stop.planned_arrival_at.isoformat(),
        "start": stop.planned_start_at.isoformat(),
        "departure": stop.planned_departure_at.isoformat(),
        "travel_seconds": stop.travel_seconds,
        "travel_metres": stop.travel_metres,
        "tasks": [
            {
                "id": str(task.public_id),
                "kind": task.kind,
                "delivery": str(task.delivery.public_id) if task.delivery else None,
            }
            for task in stop.tasks.all()
        ],
    }
