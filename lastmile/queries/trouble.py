"""What the detector looks at: the routes that are watched, what their vehicles do, what is still to come."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Q, QuerySet, Sum

from lastmile.models import Incident, Route, Stop, VehicleState, WatchRules
from lastmile.models.routes import RouteQuerySet
from lastmile.queries.courses import rules_of
from lastmile.states import WATCHED_KINDS, RouteStatus, StopStatus, TaskStatus

BEFORE_DEPARTURE = timedelta(hours=2)
"""How long before its planned departure a route is watched."""
GIVEN_UP = timedelta(hours=12)
"""A route that should have been back so long ago is not driven any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WatchedStop:
    """A stop still to come, with the seconds that everything there takes and one of its deliveries."""

    stop: Stop
    service_seconds: int
    delivery_id: int | None

    @property
    def is_break(self) -> bool:
        """Whether it is a rest on the way."""
        return self.stop.longitude is None


@dataclass(frozen=True, kw_only=True, slots=True)
class WatchedRoute:
    """One route, the state of its vehicle on it, and the stops still to come."""

    route: Route
    rules: WatchRules
    state: VehicleState | None
    coming: Sequence[WatchedStop]

    @property
    def standing_at(self) -> WatchedStop | None:
        """The stop at which the driver said that he is."""
        return next((one for one in self.coming if one.stop.status == StopStatus.ARRIVED), None)


def watched(at: datetime) -> RouteQuerySet:
    """Routes that are driven, or will be soon."""
    soon = Q(starts_at__lte=at + BEFORE_DEPARTURE) & ~Q(status=RouteStatus.DEPARTED)
    return Route.objects.active().filter(Q(status=RouteStatus.DEPARTED) | soon, ends_at__gte=at - GIVEN_UP)


def watched_routes(*, site_ids: Collection[int] | None, at: datetime) -> list[WatchedRoute]:
    """The watched routes of these sites (None: of all); three queries, however many they are."""
    rows = watched(at).select_related("vehicle__state", "shift").order_by("pk")
    if site_ids is not None:
        rows = rows.filter(site__in=site_ids)
    routes = list(rows)
    rules = rules_of(site_ids={route.site_id for route in routes})
    coming = _coming([route.pk for route in routes])
    return [
        WatchedRoute(route=route, rules=rules[route.site_id], state=_state_of(route), coming=coming[route.pk])
        for route in routes
    ]


def standing_incidents(*, site_ids: Collection[int] | None) -> list[Incident]:
    """What the detector may clear or wake: watched kinds that stand, and whatever is snoozed."""
    rows: QuerySet[Incident] = Incident.objects.standing().filter(
        Q(kind__in=WATCHED_KINDS) | Q(snoozed_until__isnull=False)
    )
    if site_ids is not None:
        rows = rows.filter(site__in=site_ids)
    return list(rows.select_related("delivery").order_by("pk"))


def _coming(route_ids: Sequence[int]) -> dict[int, list[WatchedStop]]:
    rows = (
        Stop.objects.filter(trip__route__in=route_ids, status__in=(StopStatus.PLANNED, StopStatus.ARRIVED))
        .select_related("trip", "estimate")
        .annotate(
            service=Sum("tasks__service_seconds", filter=~Q(tasks__status=TaskStatus.CANCELLED)),
            some_delivery=Min("tasks__delivery", filter=Q(tasks__status=TaskStatus.OPEN)),
        )
        .order_by("trip__number", "sequence")
    )
    found: dict[int, list[WatchedStop]] = defaultdict(list)
    for stop in rows:
        facts = vars(stop)  # what was annotated
        found[stop.trip.route_id].append(
            WatchedStop(stop=stop, service_seconds=facts["service"] or 0, delivery_id=facts["some_delivery"])
        )
    return found


def _state_of(route: Route) -> VehicleState | None:
    state: VehicleState | None = getattr(route.vehicle, "state", None)
    if state is None or state.route_id != route.pk or state.fixed_at is None:
        return None
    return state
