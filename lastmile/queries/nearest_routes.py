"""Which routes have stops near these."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lastmile.errors import MoveRefusedError
from lastmile.models import Route, Stop
from lastmile.states import RouteStatus

NEAREST_ROUTES = 6
"""So many routes are tried when nobody says which one is meant."""


def nearest_routes(*, stops: Sequence[Stop]) -> list[Route]:
    """The routes that have not left and stand nearest to these stops of one day, all stops taken together.

    A route that has all of them is not among them. Raises MoveRefusedError where a stop has no point.
    """
    here = [(stop.longitude, stop.latitude) for stop in stops if stop.longitude and stop.latitude]
    if len(here) < len(stops):
        raise MoveRefusedError(_("Nobody knows where this stop is."))
    homes = {stop.trip.route_id for stop in stops}
    home = stops[0].trip.route
    others = (
        Stop.objects.standing()
        .filter(trip__route__site=home.site_id, trip__route__works_on=home.works_on, latitude__isnull=False)
        .filter(trip__route__status__in=(RouteStatus.PLANNED, RouteStatus.RELEASED))
        .exclude(trip__route__in=homes if len(homes) == 1 else [])
        .values_list("trip__route", "longitude", "latitude")
    )
    best: dict[int, list[float]] = {}
    for route, x, y in others:
        apart = [((x or 0) - here_x) ** 2 + (2 * ((y or 0) - here_y)) ** 2 for here_x, here_y in here]
        best[route] = [min(pair) for pair in zip(apart, best.get(route, apart), strict=True)]
    order = sorted(best, key=lambda route: sum(best[route]))[:NEAREST_ROUTES]
    found = {route.pk: route for route in Route.objects.filter(pk__in=order)}
    return [found[pk] for pk in order]
