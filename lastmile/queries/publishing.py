"""Who would hear if routes were published: their drivers, and recipients whose time moves for the first time
or by enough to matter.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from lastmile.models import Route, RouteRevision, StopTask
from lastmile.states import ACTIVE_ROUTES, TaskKind, TaskStatus

QUIET = timedelta(minutes=15)
"""A recipient whose expected time moves by less than this is not told again."""


@dataclass(frozen=True, slots=True)
class Audience:
    """How many drivers hear, and the deliveries whose recipients do."""

    drivers: int
    delivery_ids: tuple[int, ...]


def unpublished(routes: Iterable[Route]) -> list[Route]:
    """Those that somebody drives and whose latest revision was not sent."""
    return [
        route
        for route in routes
        if route.driver_id and route.sent_revision < route.planned_revision and route.status in ACTIVE_ROUTES
    ]


def audience_of(*, routes: Collection[Route]) -> Audience:
    """Who would hear of these routes; two queries."""
    told = _told(routes)
    tasks = StopTask.objects.filter(
        stop__trip__route__in=[route.pk for route in routes], kind=TaskKind.DELIVER, status=TaskStatus.OPEN
    )
    rows = tasks.order_by("pk").values_list("delivery", "delivery__public_id", "stop__planned_arrival_at")
    due = [
        delivery for delivery, key, arrives in rows if key not in told or abs(arrives - told[key]) >= QUIET
    ]
    return Audience(len({route.driver_id for route in routes if route.driver_id}), tuple(due))


def _told(routes: Collection[Route]) -> dict[UUID, datetime]:
    """When each recipient was last told somebody would come, from the revisions that were sent."""
    sent = {route.pk: route.sent_revision for route in routes if route.sent_revision}
    found: dict[UUID, datetime] = {}
    for revision in RouteRevision.objects.filter(route__in=list(sent), number__in=set(sent.values())):
        if revision.number != sent[revision.route_id]:
            continue
        for stop in revision.stops:
            for task in stop["tasks"]:
                if task["delivery"]:
                    found[UUID(task["delivery"])] = datetime.fromisoformat(stop["arrives_at"])
    return found
