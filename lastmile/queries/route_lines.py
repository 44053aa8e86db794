"""Routes that stand as lines and points for the map, and as lanes for the time line."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from lastmile.models import Route, Stop
from lastmile.queries.timelines import Line, Span
from wms.models import Site

HUES = 8
"""Routes beyond the eighth repeat the hues as hollow lines."""


def look_of(number: int) -> dict[str, Any]:
    """The colour of the route of this number, the same on map, list and time line."""
    return {
        "number": number,
        "hue": (number - 1) % HUES + 1,
        "hollow": (number - 1) // HUES % 2 == 1,
        "code": f"R{number:02d}",
    }


def day_lines(routes: Sequence[Route], stops: Mapping[int, Sequence[Stop]], site: Site) -> dict[str, Any]:
    """All routes of a day; the trips' ways back are not drawn."""
    drawn = [_line(number, route, stops.get(route.pk, ()), site) for number, route in enumerate(routes, 1)]
    return {"sites": depot_of(site), "routes": drawn, "left": []}


def route_lines(route: Route, number: int) -> dict[str, Any]:
    """One route with its way back, in the colour that it has on its day."""
    stops = [stop for trip in route.trips.all() for stop in trip.stops.all()]
    line = _line(number, route, stops, route.site)
    line["lines"] += [trip.return_path for trip in route.trips.all() if trip.return_path]
    return {"sites": depot_of(route.site), "routes": [line], "left": []}


def depot_of(site: Site) -> list[dict[str, Any]]:
    """The site as a point of the map; none without coordinates."""
    return [] if site.latitude is None else [{"name": site.name, "at": [site.latitude, site.longitude]}]


def day_spans(routes: Sequence[Route], stops: Mapping[int, Sequence[Stop]], site: Site) -> list[Line]:
    """Lanes of the time line, one per route."""
    return [
        Line(
            number=number,
            code=look_of(number)["code"],
            url=reverse("lastmile:route", args=[route.public_id]),
            starts_at=route.starts_at,
            ends_at=route.ends_at,
            spans=[_span(stop, site) for stop in stops.get(route.pk, ())],
        )
        for number, route in enumerate(routes, 1)
    ]


def _span(stop: Stop, site: Site) -> Span:
    clock = f"{stop.planned_arrival_at.astimezone(site.zone):%H:%M}"
    return Span(
        starts_at=stop.planned_start_at,
        ends_at=stop.planned_departure_at,
        title=f"{clock} {stop.address or ''}".strip(),
        is_break=stop.address_id is None,
    )


def _line(number: int, route: Route, stops: Sequence[Stop], site: Site) -> dict[str, Any]:
    return look_of(number) | {
        "url": reverse("lastmile:route", args=[route.public_id]),
        "lines": [stop.travel_path for stop in stops if stop.travel_path],
        "stops": [
            {
                "number": stop.sequence,
                "at": [stop.latitude, stop.longitude],
                "name": str(stop.address or ""),
                "time": f"{stop.planned_arrival_at.astimezone(site.zone):%H:%M}",
            }
            for stop in stops
            if stop.latitude is not None
        ],
    }
