"""At the door, past it, and a break: what a driver says of a stop before its deliveries end."""

from django.utils.translation import gettext as _

from core import events, live
from core.public_events import Happening, record
from core.transactions import service
from lastmile.errors import NotOnTheRoadError
from lastmile.events import StopsArrived, StopsSkipped
from lastmile.models import Route, Stop, StopTask
from lastmile.services._door import Act
from lastmile.states import RouteStatus, StopStatus, TaskKind, TaskStatus


@service
def arrive(*, stop: Stop, act: Act) -> Stop:
    """The van stands at the door. Said twice it is said once; a stop that ended or was taken out stays so.

    Raises NotOnTheRoadError before the route has left.
    """
    route, here = _locked(stop)
    if here.status in (StopStatus.PLANNED, StopStatus.SKIPPED):
        here.become(StopStatus.ARRIVED)
        here.arrived_at = act.occurred_at
        here.save(update_fields=["status", "arrived_at", "updated_at"])
        _tell(route, here, "stop.arrived", act)
        events.publish(StopsArrived(stop_ids=(here.pk,)))
    return here


@service
def skip(*, stop: Stop, act: Act, note: str = "") -> Stop:
    """The driver passes it by and comes back later; its deliveries stay open.

    A stop that ended stays so. Raises NotOnTheRoadError before the route has left.
    """
    route, here = _locked(stop)
    if here.status in (StopStatus.PLANNED, StopStatus.ARRIVED):
        here.become(StopStatus.SKIPPED)
        here.save(update_fields=["status", "updated_at"])
        _tell(route, here, "stop.skipped", act, note=note)
        events.publish(StopsSkipped(stop_ids=(here.pk,)))
    return here


@service
def take_break(*, stop: Stop, act: Act) -> Stop:
    """A break was taken; said twice it is said once. Stops with something to deliver do not end like that."""
    route, here = _locked(stop)
    tasks = list(StopTask.objects.filter(stop=here, status=TaskStatus.OPEN).locked())
    if any(task.kind == TaskKind.DELIVER for task in tasks) or here.status == StopStatus.CANCELLED:
        return here
    for task in tasks:
        task.become(TaskStatus.DONE)
        task.ended_at = act.occurred_at
        task.save(update_fields=["status", "ended_at", "updated_at"])
    if here.status != StopStatus.DONE:
        here.become(StopStatus.DONE)
        here.departed_at = act.occurred_at
        here.save(update_fields=["status", "departed_at", "updated_at"])
        _tell(route, here, "stop.done", act)
    return here


def _locked(stop: Stop) -> tuple[Route, Stop]:
    route = Route.objects.select_related("site").locked().get(pk=stop.trip.route_id)
    if route.status in (RouteStatus.PLANNED, RouteStatus.RELEASED, RouteStatus.CANCELLED):
        told = _("Route %(code)s has not left yet.") % {"code": route.code}
        raise NotOnTheRoadError(told, route=route.code, status=route.status)
    return route, Stop.objects.locked().get(pk=stop.pk)


def _tell(route: Route, stop: Stop, kind: str, act: Act, **facts: object) -> None:
    happening = Happening(
        type=kind,
        subject_type="stop",
        subject_id=stop.public_id,
        scope=route.site.code,
        facts={"route": route.code, "sequence": stop.sequence, **facts},
        changed=["status"],
    )
    record([happening], at=act.occurred_at, by=act.by, device=act.device)
    live.topic_changed(f"route:{route.public_id}")
    live.topic_changed(f"board:{route.site.code}")
    for delivery in StopTask.objects.filter(stop=stop, delivery__isnull=False).select_related("delivery"):
        if delivery.delivery:
            live.topic_changed(f"tracking:{delivery.delivery.public_id}")
