"""The board's one document: every route of a day with its stops, loads, driver and van, in plain values.

It holds no clock and no order that depends on one, so two readings of an unchanged day are the same bytes:
that is what its ETag stands on. The lines along the roads change with a route's revision only and are a
document of their own.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Sum
from django.urls import reverse

from lastmile.models import Route, Stop, Trip
from lastmile.queries.board_facts import facts_of_stops
from lastmile.queries.board_stops import StopFacts, epoch, slack_of, stop_shown
from lastmile.queries.route_lines import depot_of, look_of
from lastmile.queries.routes import fullness, routes_of_day, stops_of_routes
from lastmile.states import LoadStatus
from wms.models import Site

type Json = dict[str, Any]


def board_picture(*, site: Site, works_on: date) -> Json:
    """The whole board of one site and day."""
    routes = list(routes_of_day(site=site, works_on=works_on))
    stops, facts, loads = stops_of_routes(routes), facts_of_stops(routes), _loads(routes)
    return {
        "site": {"code": site.code, "name": site.name, "zone": site.time_zone, "depots": depot_of(site)},
        "day": works_on.isoformat(),
        "estimated": any(route.is_estimated for route in routes),
        "routes": [
            _route(number, route, stops[route.pk], facts, loads.get(route.pk, _Loads()))
            for number, route in enumerate(routes, 1)
        ],
        "incidents": [],
    }


def board_lines(*, site: Site, works_on: date) -> Json:
    """Per route the encoded line to each stop and the way back; none where nobody knew roads."""
    routes = list(routes_of_day(site=site, works_on=works_on))
    stops = stops_of_routes(routes)
    back = dict(Trip.objects.filter(route__in=routes).order_by("number").values_list("route", "return_path"))
    return {
        "routes": {
            str(route.public_id): {
                "revision": route.planned_revision,
                "legs": {
                    str(stop.public_id): stop.travel_path for stop in stops[route.pk] if stop.travel_path
                },
                "back": back.get(route.pk, ""),
            }
            for route in routes
        }
    }


class _Loads:
    """What the trips of one route carry and how far loading is."""

    def __init__(self) -> None:
        self.carried = (0, 0, 0)
        self.statuses: set[str] = set()

    @property
    def status(self) -> str:
        """LOADED when all are, LOADING when any has begun, else PLANNED."""
        standing = self.statuses - {LoadStatus.CANCELLED}
        if standing and standing <= {LoadStatus.LOADED}:
            return str(LoadStatus.LOADED)
        begun = standing & {LoadStatus.LOADING, LoadStatus.LOADED}
        return str(LoadStatus.LOADING if begun else LoadStatus.PLANNED)


def _loads(routes: Sequence[Route]) -> dict[int, _Loads]:
    rows = (
        Trip.objects.filter(route__in=[route.pk for route in routes])
        .order_by()
        .values_list("route", "load__status")
        .annotate(g=Sum("load__weight_g"), ml=Sum("load__volume_ml"), units=Sum("load__units"))
    )
    found: dict[int, _Loads] = {}
    for route, status, g, ml, units in rows:
        load = found.setdefault(route, _Loads())
        load.statuses.add(status or LoadStatus.PLANNED)
        load.carried = (
            load.carried[0] + (g or 0),
            load.carried[1] + (ml or 0),
            load.carried[2] + (units or 0),
        )
    return found


def _route(
    number: int, route: Route, stops: Sequence[Stop], facts: dict[int, StopFacts], load: _Loads
) -> Json:
    driver = route.driver
    shown = [stop_shown(stop, facts[stop.pk], None, is_estimated=False) for stop in stops]
    return look_of(number) | {
        "id": str(route.public_id),
        "name": route.code,
        "url": reverse("lastmile:route", args=[route.public_id]),
        "status": route.status,
        "driver": driver and {"id": str(driver.public_id), "name": driver.name},
        "vehicle": route.vehicle.code,
        "revision": route.planned_revision,
        "sent": route.sent_revision,
        "acknowledged": route.acknowledged_revision,
        "starts": epoch(route.departed_at or route.starts_at),
        "ends": epoch(route.returned_at or route.ends_at),
        "metres": route.travel_metres,
        "percent": fullness(route, load.carried),
        "load": load.status,
        "slack": slack_of(shown),
        "stops": shown,
        "van": None,
    }
