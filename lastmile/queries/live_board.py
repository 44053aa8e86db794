"""The day as it is now: routes, stops, vehicles and incidents of a site, for the board.

A constant number of queries, however many routes there are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from lastmile.models import Incident, LoadUnit, Route, Stop, StopTask, Trip, VehicleState, WatchRules
from lastmile.queries.board_shapes import (
    BoardPicture,
    BoardRoute,
    BoardStop,
    BoardVehicle,
    Lateness,
    LoadProgress,
    lateness_of,
)
from lastmile.queries.promised_windows import Promised, at_stop, windows_by_delivery
from lastmile.states import RouteStatus, TaskKind, TaskStatus
from wms.models import Site


def live_board(*, site: Site, day: date, at: datetime) -> BoardPicture:
    """Everything the board of a day shows, read at one moment."""
    day_routes = Route.objects.filter(site=site, works_on=day).exclude(status=RouteStatus.CANCELLED)
    read = _read(day_routes, site, at)
    incidents = (
        Incident.objects.unresolved().filter(site=site).select_related("route", "stop__trip__route", "owner")
    )
    return BoardPicture(site, day, at, tuple(sorted(read, key=_trouble_first)), tuple(_by_urgency(incidents)))


def live_route(*, route: Route, at: datetime) -> BoardRoute:
    """One route as the board would show it, cancelled or not; its number is 1."""
    return _read(Route.objects.filter(pk=route.pk), route.site, at)[0]


def _read(rows: QuerySet[Route], site: Site, at: datetime) -> list[BoardRoute]:
    routes = list(rows.select_related("vehicle__state__near_stop", "driver").order_by("code"))
    ids = [route.pk for route in routes]
    stops = Stop.objects.standing().filter(trip__route__in=ids).select_related("trip", "address", "estimate")
    of_route: dict[int, list[Stop]] = defaultdict(list)
    for stop in stops.order_by("trip__number", "sequence"):
        of_route[stop.trip.route_id].append(stop)
    reader = _Reader(
        rules=WatchRules.objects.filter(site=site).first() or WatchRules(site=site),
        tasks=_tasks_by_stop(ids),
        loads=_loads_by_route(ids),
        back=_ways_back(ids),
        at=at,
    )
    return [reader.route(number, route, of_route[route.pk]) for number, route in enumerate(routes, 1)]


def _by_urgency(incidents: Iterable[Incident]) -> list[Incident]:
    ranks = {"HIGH": 0, "MEDIUM": 1, "LOW": 2}
    return sorted(incidents, key=lambda one: (ranks[one.severity], one.raised_at, one.pk))


def _trouble_first(route: BoardRoute) -> tuple[bool, int, str]:
    slack = route.least_slack_seconds
    return slack is None, slack or 0, route.code


def _tasks_by_stop(route_ids: Sequence[int]) -> tuple[dict[int, list[StopTask]], Mapping[int, Promised]]:
    tasks = list(
        StopTask.objects.filter(stop__trip__route__in=route_ids)
        .exclude(status=TaskStatus.CANCELLED)
        .select_related("delivery__order")
        .order_by("stop", "sequence")
    )
    found: dict[int, list[StopTask]] = defaultdict(list)
    for task in tasks:
        found[task.stop_id].append(task)
    return found, windows_by_delivery(tasks=tasks)


def _loads_by_route(route_ids: Sequence[int]) -> dict[int, LoadProgress]:
    rows = (
        LoadUnit.objects.filter(load__trip__route__in=route_ids)
        .values_list("load__trip__route")
        .annotate(
            units=Count("pk"),
            loaded=Count("pk", filter=Q(loaded_at__isnull=False)),
            short=Count("pk", filter=~Q(short_reason="")),
        )
        .order_by()
    )
    return {route: LoadProgress(units, loaded, short) for route, units, loaded, short in rows}


def _ways_back(route_ids: Sequence[int]) -> dict[int, timedelta]:
    """How long each route drives back after its last stop."""
    trips = Trip.objects.filter(route__in=route_ids).order_by("number")
    return {
        route: timedelta(seconds=seconds) for route, seconds in trips.values_list("route", "return_seconds")
    }


@dataclass(frozen=True, slots=True)
class _Reader:
    """What was read of all routes at once, put together route by route."""

    rules: WatchRules
    tasks: tuple[dict[int, list[StopTask]], Mapping[int, Promised]]
    loads: Mapping[int, LoadProgress]
    back: Mapping[int, timedelta]
    at: datetime

    def route(self, number: int, route: Route, stops: Sequence[Stop]) -> BoardRoute:
        rows = tuple(self.stop(stop) for stop in stops)
        visits = [row for row in rows if not row.is_break]
        coming = [row for row in visits if not row.is_over]
        lateness = Counter(row.lateness for row in coming)
        last = rows[-1].departs_at if rows else route.starts_at
        return BoardRoute(
            id=route.public_id,
            code=route.code,
            number=number,
            status=route.status,
            driver=route.driver.name if route.driver else "",
            vehicle=route.vehicle.code,
            vehicle_state=self.vehicle(route),
            starts_at=route.starts_at,
            ends_at=route.ends_at,
            departed_at=route.departed_at,
            returned_at=route.returned_at,
            returns_at=route.returned_at or last + self.back.get(route.pk, timedelta()),
            stops=rows,
            done=len(visits) - len(coming),
            total=len(visits),
            late=lateness[Lateness.LATE],
            at_risk=lateness[Lateness.AT_RISK],
            failed=sum(row.failed for row in rows),
            least_slack_seconds=min(
                (row.slack_seconds for row in coming if row.slack_seconds is not None), default=None
            ),
            load=self.loads.get(route.pk, LoadProgress()),
            is_estimated=route.is_estimated,
            planned_revision=route.planned_revision,
            sent_revision=route.sent_revision,
            acknowledged_revision=route.acknowledged_revision,
        )

    def stop(self, stop: Stop) -> BoardStop:
        tasks_by_stop, windows = self.tasks
        tasks = tasks_by_stop.get(stop.pk, [])
        promised = at_stop(tasks=tasks, windows=windows)
        estimate = getattr(stop, "estimate", None)
        arrives = stop.arrived_at or (estimate.arrives_at if estimate else stop.planned_arrival_at)
        departs = stop.departed_at or (estimate.departs_at if estimate else stop.planned_departure_at)
        start = promised.start(arrives)
        due, opens = promised.due(start), promised.opens(start)
        slack = None if due is None else round((due - start).total_seconds())
        deliveries = [task.delivery for task in tasks if task.delivery is not None]
        return BoardStop(
            id=stop.public_id,
            sequence=stop.sequence or 0,
            trip=stop.trip.number,
            status=stop.status,
            is_break=any(task.kind == TaskKind.BREAK for task in tasks),
            name=str(stop.address or ""),
            recipients=tuple(one.recipient_name for one in deliveries),
            deliveries=tuple(one.public_id for one in deliveries),
            orders=tuple(one.order.number for one in deliveries),
            failed=sum(task.status == TaskStatus.FAILED for task in tasks),
            longitude=stop.longitude,
            latitude=stop.latitude,
            travel_path=stop.travel_path,
            planned_arrival_at=stop.planned_arrival_at,
            planned_departure_at=stop.planned_departure_at,
            arrives_at=arrives,
            departs_at=max(arrives, departs),
            is_expected=estimate is not None,
            source=estimate.source if estimate else "",
            arrived_at=stop.arrived_at,
            departed_at=stop.departed_at,
            window=(opens, due) if opens is not None and due is not None else None,
            slack_seconds=slack,
            lateness=lateness_of(slack, self.rules),
        )

    def vehicle(self, route: Route) -> BoardVehicle | None:
        """Only while it is on this route: where it goes otherwise is not the board's business."""
        state: VehicleState | None = getattr(route.vehicle, "state", None)
        if state is None or state.route_id != route.pk or route.status != RouteStatus.DEPARTED:
            return None
        if state.longitude is None or state.latitude is None or state.fixed_at is None:
            return None
        silent = self.at - state.fixed_at > timedelta(seconds=self.rules.silent_seconds)
        return BoardVehicle(
            longitude=state.longitude,
            latitude=state.latitude,
            heading=state.heading,
            speed_kmh=state.speed_kmh,
            fixed_at=state.fixed_at,
            is_moving=state.is_moving,
            is_stale=silent and state.is_moving,
            near_stop=state.near_stop.public_id
            if state.near_stop and state.suggests_arrival(self.rules)
            else None,
        )
