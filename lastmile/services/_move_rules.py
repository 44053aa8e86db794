"""When stops may stand in another order or on another route, in words that a person understands."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lastmile.models import Route
from lastmile.queries.arranging_input import Orders, RoutesInput
from lastmile.states import LoadStatus, RouteStatus, StopStatus

OPEN = (RouteStatus.PLANNED, RouteStatus.RELEASED)


def reason_against(*, given: RoutesInput, orders: Orders) -> str:
    """Why the routes cannot have these orders of stops; empty: they can. The first reason that there is."""
    return next(_reasons(given, orders), "")


def _reasons(given: RoutesInput, orders: Orders) -> Iterator[str]:
    before, after = given.route_of, {stop: route for route, order in orders.items() for stop in order}
    if set(after) != {stop for key in orders for stop in given.orders[key]}:
        yield _("Other stops stand on these routes by now.")
        return
    moved = [(stop, given.routes[before[stop]], key) for stop, key in after.items() if before[stop] != key]
    for stop, origin, key in moved:
        yield from filter(None, [_against_leaving(given, stop, origin)])
        yield from filter(None, [_against_taking(origin, given.routes[key])])
    yield from _against_orders(given, orders)


def _against_leaving(given: RoutesInput, stop: UUID, route: Route) -> str:
    row = given.stops[stop].stop
    facts = {"code": route.code, "status": route.get_status_display().lower(), "n": row.sequence}
    if row.status != StopStatus.PLANNED:
        return _("Stop %(n)s is over or is no delivery: there is nothing to move.") % facts
    if route.status not in OPEN:
        return _("%(code)s is %(status)s: its goods are in the van.") % facts
    inside = sum(unit.is_in for unit in given.units[route.public_id] if unit.stop == stop)
    if inside:
        told = ngettext(
            "Goods of stop %(n)s are loaded into %(code)s already: %(units)s unit would be handled again. "
            "Unload them first.",
            "Goods of stop %(n)s are loaded into %(code)s already: %(units)s units would be handled again. "
            "Unload them first.",
            inside,
        )
        return told % (facts | {"units": inside})
    return ""


def _against_taking(origin: Route, target: Route) -> str:
    facts = {"code": target.code, "status": target.get_status_display().lower(), "origin": origin.code}
    if target.status not in OPEN:
        return _("%(code)s is %(status)s.") % facts
    if (target.site_id, target.works_on) != (origin.site_id, origin.works_on):
        return _("%(code)s leaves from another site or on another day.") % facts
    if target.status != origin.status:
        return _("The warehouse picks only one of %(origin)s and %(code)s. Release both first.") % facts
    return ""


def _against_orders(given: RoutesInput, orders: Orders) -> Iterator[str]:
    """What speaks against changing a route at all."""
    for key, order in orders.items():
        route, load = given.routes[key], given.loads.get(key)
        if order == given.orders[key]:
            continue
        facts = {"code": route.code, "status": route.get_status_display().lower()}
        if route.status not in OPEN:
            yield _("%(code)s is %(status)s.") % facts
        if load is not None and load.status == LoadStatus.LOADED:
            yield _("%(code)s is loaded.") % facts
        if not order:
            yield _("Nothing would be left on %(code)s. Plan the day again instead.") % facts
