"""When a stop may leave its route and when a route may take one more, in words that a person understands."""

from uuid import UUID

from django.utils.translation import gettext as _

from lastmile.models import LoadUnit, Route, Stop
from lastmile.queries.arranging_input import RoutesInput
from lastmile.states import LoadStatus, RouteStatus, StopStatus

BEGUN = (LoadStatus.LOADING, LoadStatus.LOADED)


def reason_against_leaving(*, given: RoutesInput, stop: Stop) -> str:
    """Why the stop must stay on its route; empty: it may go."""
    route = given.routes[stop.trip.route.public_id]
    facts = {"code": route.code, "status": route.get_status_display().lower(), "n": stop.sequence}
    if stop.status != StopStatus.PLANNED or stop.public_id not in given.stops:
        return _("Stop %(n)s is over or is no delivery: there is nothing to move.") % facts
    if route.status not in {RouteStatus.PLANNED, RouteStatus.RELEASED}:
        return _("%(code)s is %(status)s: its goods are in the van.") % facts
    if len(given.orders[route.public_id]) == 1:
        return _("It is the only stop of %(code)s. Plan the day again instead.") % facts
    if LoadUnit.objects.filter(task__stop=stop, loaded_at__isnull=False).exists():
        return _("Goods of this stop are loaded into %(code)s already. Unload them first.") % facts
    return ""


def reason_against_taking(*, given: RoutesInput, origin: Route, target: Route, stop: UUID) -> str:
    """Why the route cannot take the stop; empty: it can."""
    facts = {"code": target.code, "status": target.get_status_display().lower(), "origin": origin.code}
    if target.status not in {RouteStatus.PLANNED, RouteStatus.RELEASED}:
        return _("%(code)s is %(status)s.") % facts
    if (target.site_id, target.works_on) != (origin.site_id, origin.works_on):
        return _("%(code)s leaves from another site or on another day.") % facts
    if target.status != origin.status:
        return _("The warehouse picks only one of %(origin)s and %(code)s. Release both first.") % facts
    load = given.loads.get(target.public_id)
    if load is not None and load.status == LoadStatus.LOADED:
        return _("%(code)s is loaded.") % facts
    if target.pk == origin.pk and load is not None and load.status in BEGUN:
        return _("Loading of %(code)s has begun: its stops keep their order.") % facts
    return ""


def tail_only(*, given: RoutesInput, target: Route) -> bool:
    """After loading began, what is in the van keeps its order: one more stop goes to the end."""
    load = given.loads.get(target.public_id)
    return load is not None and load.status in BEGUN
