"""A route closes when nothing without a disposition is left on its vehicle: by itself, or by a person."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import events, live
from core.public_events import Happening, record
from core.transactions import service
from lastmile.errors import NotOnTheRoadError, VehicleNotEmptyError
from lastmile.events import RoutesClosed
from lastmile.models import Route
from lastmile.queries.on_board import left_of
from lastmile.services._door import Act
from lastmile.states import RouteStatus


@service
def close_route(*, route: Route, act: Act) -> Route:
    """Close a route that is back. Said twice it is said once.

    Raises VehicleNotEmptyError while goods on the vehicle have no disposition, NotOnTheRoadError before it
    is back. The database refuses it too.
    """
    route = Route.objects.select_related("site").locked().get(pk=route.pk)
    if route.status == RouteStatus.CLOSED:
        return route
    if route.status != RouteStatus.RETURNED:
        told = _("Route %(code)s is not back yet.") % {"code": route.code}
        raise NotOnTheRoadError(told, route=route.code, status=route.status)
    left = left_of(route).count()
    if left:
        told = ngettext(
            "%(n)d position is still on the vehicle of %(code)s: take it in, or say that it is lost.",
            "%(n)d positions are still on the vehicle of %(code)s: take them in, or say that they are lost.",
            left,
        )
        raise VehicleNotEmptyError(told % {"n": left, "code": route.code}, route=route.code, left=left)
    _close(route, act)
    return route


@service
def close_if_empty(*, route: Route, act: Act) -> bool:
    """Close a route that is back, where its vehicle is empty. Returns whether it is closed now."""
    route = Route.objects.select_related("site").locked().get(pk=route.pk)
    if route.status != RouteStatus.RETURNED or left_of(route).exists():
        return route.status == RouteStatus.CLOSED
    _close(route, act)
    return True


def _close(route: Route, act: Act) -> None:
    route.become(RouteStatus.CLOSED)
    route.closed_at = act.occurred_at
    route.save(update_fields=["status", "closed_at", "updated_at"])
    happening = Happening(
        type="route.closed",
        subject_type="route",
        subject_id=route.public_id,
        scope=route.site.code,
        facts={"code": route.code},
        changed=["status"],
    )
    record([happening], at=act.occurred_at, by=act.by, device=act.device)
    events.publish(RoutesClosed(route_ids=(route.pk,)))
    for topic in (f"route:{route.public_id}", f"board:{route.site.code}", f"floor:{route.site.code}"):
        live.topic_changed(topic)
