"""The end of a route: the van is back at its site, and what is still on it is listed."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core import events, live
from core.public_events import Happening, record
from core.transactions import service
from lastmile.errors import NotOnTheRoadError, StopsOpenError
from lastmile.events import RoutesReturned
from lastmile.models import Route, Stop, StopTask
from lastmile.queries.on_board import LeftOver, left_on
from lastmile.services._door import Act
from lastmile.states import RouteStatus, StopStatus, TaskKind, TaskStatus


@dataclass(frozen=True, slots=True)
class Returned:
    """A route that is back, and what is still on its vehicle by the books."""

    route: Route
    left: tuple[LeftOver, ...]


@service
def finish_route(*, route: Route, act: Act) -> Returned:
    """The van is back. Said twice it is said once.

    Raises StopsOpenError while a delivery of the route has not been told how it ended: nothing on the vehicle
    is without a reason. Raises NotOnTheRoadError before the route has left.
    """
    route = Route.objects.select_related("site", "vehicle").locked().get(pk=route.pk)
    if route.status in (RouteStatus.RETURNED, RouteStatus.CLOSED):
        return Returned(route, tuple(left_on(route.vehicle)))
    if route.status != RouteStatus.DEPARTED:
        told = _("Route %(code)s has not left yet.") % {"code": route.code}
        raise NotOnTheRoadError(told, route=route.code, status=route.status)
    _require_all_told(route)
    _end_breaks(route, act)
    route.become(RouteStatus.RETURNED)
    route.returned_at = act.occurred_at
    route.save(update_fields=["status", "returned_at", "updated_at"])
    left = tuple(left_on(route.vehicle))
    _tell(route, act, "route.returned", left=len(left))
    events.publish(RoutesReturned(route_ids=(route.pk,)))
    return Returned(route, left)


@service
def acknowledge_revision(*, route: Route, number: int, act: Act) -> Route:
    """The driver has read what changed, up to this revision. An older one or the same again changes nothing.

    A revision that was not sent cannot have been read; then the newest that was sent is meant.
    """
    route = Route.objects.select_related("site").locked().get(pk=route.pk)
    read = min(number, route.sent_revision)
    if read > route.acknowledged_revision:
        route.acknowledged_revision = read
        route.save(update_fields=["acknowledged_revision", "updated_at"])
        _tell(route, act, "route.acknowledged", revision=read)
    return route


def _require_all_told(route: Route) -> None:
    tasks = StopTask.objects.filter(
        stop__trip__route=route, kind=TaskKind.DELIVER, status=TaskStatus.OPEN
    ).select_related("stop", "delivery")
    stops = sorted({task.stop.sequence or 0 for task in tasks})
    if stops:
        told = _("Stops %(stops)s: say first how they ended.") % {"stops": ", ".join(map(str, stops))}
        raise StopsOpenError(told, stops=stops)


def _end_breaks(route: Route, act: Act) -> None:
    """What else was on the list and is over with the route."""
    tasks = StopTask.objects.filter(stop__trip__route=route, status=TaskStatus.OPEN)
    tasks.update(status=TaskStatus.CANCELLED, ended_at=act.occurred_at, updated_at=act.occurred_at)
    stops = Stop.objects.filter(trip__route=route, status=StopStatus.PLANNED)
    stops.update(status=StopStatus.SKIPPED, updated_at=act.occurred_at)


def _tell(route: Route, act: Act, kind: str, **facts: object) -> None:
    happening = Happening(
        type=kind,
        subject_type="route",
        subject_id=route.public_id,
        scope=route.site.code,
        facts={"code": route.code, **facts},
        changed=["status"],
    )
    record([happening], at=act.occurred_at, by=act.by, device=act.device)
    live.topic_changed(f"route:{route.public_id}")
    live.topic_changed(f"board:{route.site.code}")
