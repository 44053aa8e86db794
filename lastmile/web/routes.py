"""Routes of a day on a map, in a list and on a time line; one route; its manifest on paper."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import user_of
from core.pages.qr import qr
from lastmile.models import Route
from lastmile.queries.misfits import misfits_of
from lastmile.queries.route_history import route_history
from lastmile.queries.route_lines import day_lines, day_spans, route_lines
from lastmile.queries.routes import (
    fullness,
    loads_by_route,
    number_of,
    route_for,
    routes_of_day,
    stops_of_routes,
)
from lastmile.queries.timelines import timeline
from lastmile.web.days import day_of, site_of

LOOK = "lastmile.view_plans"


@require_GET
@permission_required(LOOK, raise_exception=True)
def day(request: HttpRequest) -> HttpResponse:
    """The routes of a day."""
    site = site_of(request)
    when = day_of(request, site)
    routes = list(routes_of_day(site=site, works_on=when))
    loads = loads_by_route(routes)
    rows = [
        {"number": n, "route": route, "percent": fullness(route, loads.get(route.pk, (0, 0, 0)))}
        for n, route in enumerate(routes, 1)
    ]
    context = {
        "site": site,
        "day": when,
        "rows": rows,
        "timeline": timeline(day_spans(routes, stops_of_routes(routes), site), site.zone),
        "metres": sum(route.travel_metres for route in routes),
        "orders": sum(vars(route)["delivery_count"] for route in routes),
        "last_return": max((route.ends_at for route in routes), default=None),
        "estimated": any(route.is_estimated for route in routes),
    }
    return render(request, "lastmile/routes/day.html", context)


@require_GET
@permission_required(LOOK, raise_exception=True)
def day_map(request: HttpRequest) -> JsonResponse:
    """Lines and points of a day's routes."""
    site = site_of(request)
    routes = list(routes_of_day(site=site, works_on=day_of(request, site)))
    return JsonResponse(day_lines(routes, stops_of_routes(routes), site))


@require_GET
@permission_required(LOOK, raise_exception=True)
def route(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One route: stops with times, load in the order of loading, history."""
    found = _route(request, public_id)
    context = {
        "route": found,
        "site": found.site,
        "day": found.works_on,
        "number": number_of(found),
        "history": route_history(found),
        "misfits": [one for trip in found.trips.all() for one in misfits_of(trip)],
    }
    return render(request, "lastmile/routes/route.html", context)


@require_GET
@permission_required(LOOK, raise_exception=True)
def route_map(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """Lines and points of one route."""
    found = _route(request, public_id)
    return JsonResponse(route_lines(found, number_of(found)))


@require_GET
@permission_required(LOOK, raise_exception=True)
def manifest(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The paper that goes with the route: stops, goods, order of loading, room for signatures."""
    found = _route(request, public_id)
    context = {"route": found, "site": found.site, "code": qr(f"WB:ROUTE:{found.public_id}")}
    return render(request, "lastmile/routes/manifest.html", context)


def _route(request: HttpRequest, public_id: UUID) -> Route:
    found = route_for(user_of(request), public_id)
    if found is None:
        raise Http404
    return found
