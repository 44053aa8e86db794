"""The board's one document: every route of a day with its stops, loads, driver, van and exceptions, in plain
values.

It holds no clock, so two readings of an unchanged day are the same bytes: that is what its ETag stands on.
The lines along the roads change with a route's revision only and are a document of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from accounts.models import User
from lastmile.models import LoadUnit, Route, Trip
from lastmile.queries.board_incidents import incidents_shown
from lastmile.queries.board_shapes import BoardRoute, BoardVehicle
from lastmile.queries.board_stops import epoch, stop_shown
from lastmile.queries.edit_history import edits_shown
from lastmile.queries.live_board import live_board
from lastmile.queries.route_lines import depot_of, look_of
from lastmile.queries.routes import fullness, loads_by_route, stops_of_routes
from lastmile.states import RouteStatus
from wms.models import Site

type Json = dict[str, Any]


def board_picture(*, site: Site, works_on: date, at: datetime, by: User) -> Json:
    """The whole board of one site and day as it is at that moment, and what this person can take back."""
    live = live_board(site=site, day=works_on, at=at)
    more = _More.of(_routes(site, works_on))
    return {
        "site": {"code": site.code, "name": site.name, "zone": site.time_zone, "depots": depot_of(site)},
        "day": works_on.isoformat(),
        "estimated": any(route.is_estimated for route in live.routes),
        "routes": [more.shown(route) for route in sorted(live.routes, key=lambda one: one.number)],
        "edits": edits_shown(site=site, works_on=works_on, by=by),
        "incidents": incidents_shown(site=site, day=works_on, unresolved=live.incidents),
    }


def board_lines(*, site: Site, works_on: date) -> Json:
    """Per route the encoded line to each stop and the way back; none where nobody knew roads."""
    routes = _routes(site, works_on)
    stops = stops_of_routes(routes)
    back = dict(Trip.objects.filter(route__in=routes).order_by("number").values_list("route", "return_path"))
    return {
        "routes": {
            str(route.public_id): {
                "revision": route.planned_revision,
                "legs": {str(one.public_id): one.travel_path for one in stops[route.pk] if one.travel_path},
                "back": back.get(route.pk, ""),
            }
            for route in routes
        }
    }


def _routes(site: Site, works_on: date) -> list[Route]:
    standing = Route.objects.filter(site=site, works_on=works_on).exclude(status=RouteStatus.CANCELLED)
    return list(standing.select_related("vehicle__type", "shift", "driver").order_by("code"))


@dataclass(frozen=True, slots=True)
class _More:
    """Beyond the live picture: how full vans are, which stop's goods are in, who drives."""

    routes: Mapping[UUID, Route]
    loads: Mapping[int, tuple[int, int, int]]
    loaded: frozenset[UUID]

    @classmethod
    def of(cls, routes: Sequence[Route]) -> "_More":
        """Read it; two queries."""
        pieces = (
            LoadUnit.objects.filter(
                task__stop__trip__route__in=[route.pk for route in routes], short_reason=""
            )
            .order_by()
            .values_list("task__stop__public_id")
            .annotate(pieces=Count("pk"), loaded=Count("loaded_at"))
        )
        loaded = frozenset(stop for stop, pieces, loaded in pieces if pieces == loaded)
        return cls({route.public_id: route for route in routes}, loads_by_route(routes), loaded)

    def shown(self, live: BoardRoute) -> Json:
        """One route for the document."""
        route = self.routes[live.id]
        driver = route.driver
        return look_of(live.number) | {
            "id": str(live.id),
            "name": live.code,
            "url": reverse("lastmile:route", args=[live.id]),
            "status": live.status,
            "driver": driver and {"id": str(driver.public_id), "name": driver.name},
            "vehicle": live.vehicle,
            "revision": live.planned_revision,
            "sent": live.sent_revision,
            "acknowledged": live.acknowledged_revision,
            "starts": epoch(live.departed_at or live.starts_at),
            "ends": epoch(live.returns_at),
            "shift": epoch(route.shift.closes),
            "metres": route.travel_metres,
            "percent": fullness(route, self.loads.get(route.pk, (0, 0, 0))),
            "units": [live.load.loaded, live.load.units - live.load.short],
            "slack": live.least_slack_seconds,
            "stops": [stop_shown(stop, is_loaded=stop.id in self.loaded) for stop in live.stops],
            "van": live.vehicle_state and _van(live.vehicle_state),
        }


def _van(state: BoardVehicle) -> Json:
    return {
        "at": [round(state.latitude, 5), round(state.longitude, 5)],
        "heading": state.heading,
        "seen": epoch(state.fixed_at),
        "stale": state.is_stale,
    }
