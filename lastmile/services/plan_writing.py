"""Writing a checked plan as routes, trips, stops and tasks: a handful of statements, whatever its size."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from accounts.models import User
from core.public_events import Happening, record
from lastmile.models import Delivery, PlanDraft, Route, RouteRevision, Shift, Stop, StopTask, Trip
from lastmile.queries.planning_input import PlanInput
from lastmile.services.load_writing import write_loads
from lastmile.services.route_pictures import figures_of, snapshot
from lastmile.services.stop_calls import Call, calls_of
from lastmile.states import RevisionKind, TaskKind
from routing.engine.evaluate import evaluate
from routing.engine.plan import Plan, PlannedRoute
from routing.engine.problem import Problem

type Paths = Mapping[str, Sequence[str]]
"""Per vehicle key the encoded polylines of its legs, the way back last; empty where there are no roads."""


def write_plan(
    *,
    draft: PlanDraft,
    given: PlanInput,
    problem: Problem,
    plan: Plan,
    paths: Paths,
    by: User | None,
    at: datetime,
) -> list[Route]:
    """Write the routes of the plan. Called inside the commit's transaction, with its rows locked."""
    writer = _Writer(draft, given, problem, plan, paths)
    writer.write_routes()
    writer.write_trips()
    writer.write_stops()
    writer.write_tasks()
    write_loads(trips=writer.trips, by_trip=writer.tasks_of_trip)
    RouteRevision.objects.bulk_create(
        RouteRevision(
            route=route,
            number=1,
            kind=RevisionKind.PLAN,
            stops=snapshot(stops=writer.stops_of_route[at_], tasks=writer.tasks_of_stop),
            figures=figures_of(route=route),
            created_by=by,
        )
        for at_, route in enumerate(writer.routes)
    )
    record(
        [_happening(route, len(p.stops)) for route, p in zip(writer.routes, plan.routes, strict=True)],
        at=at,
        by=by,
    )
    return writer.routes


class _Writer:
    """What was written so far, in the order of the plan's routes."""

    def __init__(
        self, draft: PlanDraft, given: PlanInput, problem: Problem, plan: Plan, paths: Paths
    ) -> None:
        self.draft, self.given, self.problem, self.plan, self.paths = draft, given, problem, plan, paths
        self.places = {visit.key: visit.place for visit in problem.visits}
        keys = [stop.visit for route in plan.routes for stop in route.stops]
        self.deliveries = {
            str(one.public_id): one
            for one in Delivery.objects.filter(public_id__in=keys).select_related("address", "shipment")
        }
        self.shifts = {
            str(one.public_id): one
            for one in Shift.objects.filter(
                public_id__in=[route.vehicle for route in plan.routes]
            ).select_related("vehicle__type", "driver")
        }
        self.routes: list[Route] = []
        self.trips: list[Trip] = []
        self.calls: list[list[Call]] = [calls_of(route=route, places=self.places) for route in plan.routes]
        self.stops_of_route: list[list[Stop]] = []
        self.tasks: list[StopTask] = []
        self.tasks_of_stop: dict[UUID, list[StopTask]] = {}
        self.tasks_of_trip: list[list[StopTask]] = []

    def write_routes(self) -> None:
        """One route per vehicle that drives, with the judge's cost."""
        costs = {one.vehicle: one.cost.total for one in evaluate(self.problem, self.plan).routes}
        number = self._first_number()
        rows = []
        for offset, planned in enumerate(self.plan.routes):
            shift = self.shifts[planned.vehicle]
            rows.append(
                Route(
                    code=f"{self.draft.site.code}-{self.draft.plan_on:%y%m%d}-{number + offset:02d}",
                    site=self.draft.site,
                    works_on=self.draft.plan_on,
                    shift=shift,
                    vehicle=shift.vehicle,
                    driver=shift.driver,
                    draft=self.draft,
                    starts_at=self.given.at(planned.departure),
                    ends_at=self.given.at(planned.arrival),
                    travel_seconds=self._driving(planned),
                    travel_metres=planned.metres,
                    cost_minor=costs.get(planned.vehicle, 0),
                    currency=shift.vehicle.type.currency,
                    is_estimated=self.draft.run.roads != "roads",
                )
            )
        self.routes = Route.objects.bulk_create(rows)

    def write_trips(self) -> None:
        """One trip per route: reload trips come with plans that have them."""
        rows = []
        for route, planned, calls in zip(self.routes, self.plan.routes, self.calls, strict=True):
            shift, path = self.shifts[planned.vehicle], self.paths.get(planned.vehicle, ())
            back = planned.arrival - calls[-1].departure if calls and shift.end_site_id else 0
            rows.append(
                Trip(
                    route=route,
                    number=1,
                    from_site_id=shift.start_site_id,
                    to_site_id=shift.end_site_id,
                    departs_at=route.starts_at,
                    returns_at=route.ends_at,
                    return_seconds=back,
                    return_metres=self._metres(planned, len(planned.stops)) if shift.end_site_id else 0,
                    return_path=path[len(planned.stops)] if len(path) > len(planned.stops) else "",
                )
            )
        self.trips = Trip.objects.bulk_create(rows)

    def write_stops(self) -> None:
        """In the order of the plan; the point is copied from where the address was planned."""
        rows: list[Stop] = []
        for trip, planned, calls in zip(self.trips, self.plan.routes, self.calls, strict=True):
            left = planned.departure
            mine = []
            for sequence, call in enumerate(calls, 1):
                mine.append(self._stop(trip, sequence, call, left, planned))
                left = call.departure
            self.stops_of_route.append(mine)
            rows += mine
        Stop.objects.bulk_create(rows, batch_size=1000)

    def _stop(self, trip: Trip, sequence: int, call: Call, left: int, planned: PlannedRoute) -> Stop:
        at = self.given.at
        stop = Stop(
            trip=trip,
            sequence=sequence,
            planned_arrival_at=at(call.arrival),
            planned_start_at=at(call.rest.start if call.rest else call.visits[0].start),
            planned_departure_at=at(call.departure),
            wait_seconds=0 if call.rest else call.visits[0].wait,
            travel_seconds=max(0, call.arrival - left),
        )
        if not call.rest:
            address = self.deliveries[call.visits[0].visit].address
            path = self.paths.get(planned.vehicle, ())
            stop.address = address
            stop.longitude, stop.latitude = address.access_longitude, address.access_latitude
            stop.travel_metres = self._metres(planned, call.leg)
            stop.travel_path = path[call.leg] if len(path) > call.leg else ""
        return stop

    def write_tasks(self) -> None:
        """Deliveries in the order of service, and breaks."""
        for stops, calls in zip(self.stops_of_route, self.calls, strict=True):
            mine: list[StopTask] = []
            for stop, call in zip(stops, calls, strict=True):
                rows = list(self._tasks_of(stop, call))
                self.tasks_of_stop[stop.public_id] = rows
                mine += rows
            self.tasks_of_trip.append(mine)
            self.tasks += mine
        StopTask.objects.bulk_create(self.tasks, batch_size=1000)

    def _tasks_of(self, stop: Stop, call: Call) -> Iterator[StopTask]:
        at = self.given.at
        if call.rest:
            yield StopTask(
                stop=stop,
                sequence=1,
                kind=TaskKind.BREAK,
                service_seconds=call.rest.end - call.rest.start,
                planned_start_at=at(call.rest.start),
                planned_end_at=at(call.rest.end),
            )
        for sequence, visit in enumerate(call.visits, 1):
            yield StopTask(
                stop=stop,
                sequence=sequence,
                kind=TaskKind.DELIVER,
                delivery=self.deliveries[visit.visit],
                service_seconds=visit.departure - visit.start,
                planned_start_at=at(visit.start),
                planned_end_at=at(visit.departure),
            )

    def _first_number(self) -> int:
        taken = Route.objects.filter(site=self.draft.site, works_on=self.draft.plan_on).count()
        return taken + 1

    def _legs(self, planned: PlannedRoute) -> list[tuple[int, int]]:
        vehicle = next(one for one in self.problem.vehicles if one.key == planned.vehicle)
        stops = [self.places[stop.visit] for stop in planned.stops]
        ends = [] if vehicle.end is None else [vehicle.end]
        around = [vehicle.start, *stops, *ends]
        return list(pairwise(around))

    def _metres(self, planned: PlannedRoute, leg: int) -> int:
        legs = self._legs(planned)
        if leg >= len(legs):
            return 0
        vehicle = next(one for one in self.problem.vehicles if one.key == planned.vehicle)
        return int(self.problem.travel[vehicle.profile].distances[legs[leg]])

    def _driving(self, planned: PlannedRoute) -> int:
        service = sum(stop.departure - stop.start + stop.wait for stop in planned.stops)
        rest = sum(
            one.end - one.start for one in planned.breaks if planned.departure <= one.start < planned.arrival
        )
        return max(0, planned.seconds - service - rest)


def _happening(route: Route, stops: int) -> Happening:
    return Happening(
        type="route.planned",
        subject_type="route",
        subject_id=route.public_id,
        facts={"code": route.code, "stops": stops, "vehicle": route.vehicle.code},
        changed=["status"],
        scope=route.site.code,
    )
