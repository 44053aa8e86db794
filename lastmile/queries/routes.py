"""Routes as the list, the map, the route page and the manifest show them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, Min, Prefetch, Q, QuerySet, Sum

from accounts.models import User
from lastmile.models import LoadUnit, Route, Stop, StopTask, Trip
from lastmile.states import RouteStatus, StopStatus, TaskKind, TaskStatus
from wms.models import Site
from wms.queries.access import sites_visible_to


def routes_of_day(*, site: Site, works_on: date) -> QuerySet[Route]:
    """The standing routes of a day with their figures, by code."""
    standing = Q(
        trips__stops__status__in=[StopStatus.PLANNED, StopStatus.ARRIVED, StopStatus.DONE, StopStatus.SKIPPED]
    )
    delivering = Q(trips__stops__tasks__kind=TaskKind.DELIVER) & ~Q(
        trips__stops__tasks__status=TaskStatus.CANCELLED
    )
    return (
        Route.objects.filter(site=site, works_on=works_on)
        .exclude(status=RouteStatus.CANCELLED)
        .select_related("vehicle__type", "driver", "site", "shift")
        .annotate(
            stop_count=Count("trips__stops", filter=standing, distinct=True),
            delivery_count=Count("trips__stops__tasks", filter=delivering, distinct=True),
            first_stop_at=Min("trips__stops__planned_arrival_at", filter=standing),
            last_stop_at=Max("trips__stops__planned_departure_at", filter=standing),
        )
        .order_by("code")
    )


def route_for(user: User, public_id: UUID) -> Route | None:
    """One route with its trips, stops, tasks and load; None where the user may not see it."""
    tasks = StopTask.objects.select_related("delivery__order", "delivery__shipment").prefetch_related(
        "delivery__windows"
    )
    stops = (
        Stop.objects.standing()
        .select_related("address")
        .order_by("sequence")
        .prefetch_related(Prefetch("tasks", tasks.exclude(status=TaskStatus.CANCELLED).order_by("sequence")))
    )
    units = LoadUnit.objects.in_loading_order().select_related(
        "compartment", "task__stop", "task__delivery__order", "task__delivery__shipment", "handling_unit"
    )
    trips = Trip.objects.select_related("from_site", "to_site", "load").order_by("number")
    trips = trips.prefetch_related(Prefetch("stops", queryset=stops))
    trips = trips.prefetch_related(Prefetch("load__load_units", queryset=units))
    return (
        Route.objects.filter(site__in=sites_visible_to(user), public_id=public_id)
        .select_related("vehicle__type", "driver", "site", "shift", "draft__run")
        .prefetch_related(Prefetch("trips", trips))
        .first()
    )


def loads_by_route(routes: Sequence[Route]) -> dict[int, tuple[int, int, int]]:
    """Grams, millilitres and units per route, in one query."""
    rows = (
        Trip.objects.filter(route__in=[route.pk for route in routes])
        .values_list("route")
        .annotate(g=Sum("load__weight_g"), ml=Sum("load__volume_ml"), units=Sum("load__units"))
        .order_by()
    )
    return {route: (g or 0, ml or 0, units or 0) for route, g, ml, units in rows}


def stops_of_routes(routes: Sequence[Route]) -> dict[int, list[Stop]]:
    """The standing stops of each route in order, with their address and number of tasks; one query."""
    found: dict[int, list[Stop]] = {route.pk: [] for route in routes}
    stops = (
        Stop.objects.standing()
        .filter(trip__route__in=list(found))
        .select_related("address", "trip")
        .order_by("trip__route", "trip__number", "sequence")
    )
    for stop in stops:
        found[stop.trip.route_id].append(stop)
    return found


def fullness(route: Route, load: tuple[int, int, int]) -> int:
    """How full the vehicle is in the dimension that is fullest, in percent."""
    kind, shift = route.vehicle.type, route.shift
    most = (
        kind.capacity_g + shift.extra_g,
        kind.capacity_ml + shift.extra_ml,
        0 if kind.capacity_units is None else kind.capacity_units + shift.extra_units,
    )
    return max((100 * carried // can for carried, can in zip(load, most, strict=True) if can), default=0)


def number_of(route: Route) -> int:
    """The route's place among the standing routes of its day, which picks its colour; 1 once cancelled."""
    day = Route.objects.filter(site=route.site_id, works_on=route.works_on)
    return max(1, day.exclude(status=RouteStatus.CANCELLED).filter(code__lte=route.code).count())
