"""Writing orders of stops with their times: stops change trip and place, breaks and loads follow."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.transactions import sqlstate
from lastmile.errors import MoveRefusedError
from lastmile.models import Route, Shift, Stop, StopEstimate, StopTask, Trip
from lastmile.services._arrangement import Arrangement
from lastmile.services._estimate_writing import write_estimates
from lastmile.services._floor_places import tell_floor_again
from lastmile.services.load_moving import move_loads
from lastmile.services.stop_calls import Call, calls_of
from lastmile.states import EstimateBasis, EstimateSource, StopStatus, TaskKind, TaskStatus
from routing.engine.plan import PlannedRoute


def write_routes(
    *, arrangement: Arrangement, routes: Mapping[UUID, Route], by: User | None, at: datetime
) -> None:
    """Write every route of the arrangement with its goods and arrivals; inside the edit's transaction, the
    routes locked. Released routes keep a lane, and the floor is told. Raises MoveRefusedError where a van or
    a driver would be on two routes at once, NoLaneError.
    """
    rows = Trip.objects.filter(route__in=list(routes.values()), number=1)
    trips = {
        trip.route.public_id: trip for trip in rows.select_related("route__vehicle__type", "route__site")
    }
    try:
        with transaction.atomic():
            for key, opens in arrangement.opens.items():
                Shift.objects.filter(pk=routes[key].shift_id).update(opens=opens, updated_at=at)
            for planned in arrangement.plan.routes:
                key = UUID(planned.vehicle)
                _Writer(arrangement, planned, routes[key], trips[key], at).write()
    except IntegrityError as error:
        if sqlstate(error) != EXCLUDED:
            raise
        raise MoveRefusedError(_("The van or its driver is on another route at that time.")) from error
    loads = move_loads(trips=list(trips.values()))
    tell_floor_again(routes=list(routes.values()), loads=loads, by=by, at=at)


class _Writer:
    """One route of the arrangement."""

    def __init__(
        self, arrangement: Arrangement, planned: PlannedRoute, route: Route, trip: Trip, at: datetime
    ) -> None:
        self.arrangement, self.planned, self.route, self.trip = arrangement, planned, route, trip
        self.at = at

    def write(self) -> None:
        """Stops with their tasks, breaks, then the trip and the route around them."""
        own_places = {stop.visit: number for number, stop in enumerate(self.planned.stops)}
        calls = calls_of(route=self.planned, places=own_places)
        breaks = self._breaks(sum(1 for call in calls if call.rest))
        left, stops, tasks = self.planned.departure, list[Stop](), list[StopTask]()
        for sequence, call in enumerate(calls, 1):
            stop, mine = next(breaks) if call.rest else self._visit(call)
            self._place(stop, sequence, call, left)
            left = call.departure
            stops.append(stop)
            tasks += self._timed(mine, call)
        Stop.objects.bulk_update(stops, STOP_FIELDS)
        write_estimates([self._expected(stop) for stop in stops])
        StopTask.objects.bulk_update(tasks, ["planned_start_at", "planned_end_at", "updated_at"])
        self._close(left)

    def _visit(self, call: Call) -> tuple[Stop, list[StopTask]]:
        found = self.arrangement.given.stops[UUID(call.visits[0].visit)]
        return found.stop, list(found.tasks)

    def _place(self, stop: Stop, sequence: int, call: Call, left: int) -> None:
        stop.trip, stop.sequence, stop.updated_at = self.trip, sequence, self.at
        stop.planned_arrival_at = self._moment(call.arrival)
        stop.planned_start_at = self._moment(call.rest.start if call.rest else call.visits[0].start)
        stop.planned_departure_at = self._moment(call.departure)
        stop.wait_seconds = 0 if call.rest else call.visits[0].wait
        stop.travel_seconds = max(0, call.arrival - left)
        if not call.rest:
            stop.travel_metres = self._metres(call.leg)
            stop.travel_path = self.arrangement.lines.get((self.planned.vehicle, call.visits[0].visit), "")

    def _expected(self, stop: Stop) -> StopEstimate:
        """Until the arrivals are worked out again it is expected as it was timed now."""
        given = self.arrangement.given.stops.get(stop.public_id)
        return StopEstimate(
            stop=stop,
            arrives_at=stop.planned_arrival_at,
            starts_at=stop.planned_start_at,
            departs_at=stop.planned_departure_at,
            due_at=given.promised.due(stop.planned_start_at) if given else None,
            computed_at=self.at,
            source=EstimateSource.ESTIMATED if self.arrangement.is_estimated else EstimateSource.PLAN,
            basis=EstimateBasis.PLAN,
        )

    def _timed(self, tasks: list[StopTask], call: Call) -> list[StopTask]:
        """The tasks of one stop, one after the other."""
        begins = call.rest.start if call.rest else call.visits[0].start
        for task in tasks:
            task.planned_start_at = self._moment(begins)
            begins += task.service_seconds
            task.planned_end_at = self._moment(begins)
            task.updated_at = self.at
        return tasks

    def _breaks(self, wanted: int) -> Iterator[tuple[Stop, list[StopTask]]]:
        """The breaks that stand on the route, in order; more are made, and what is left over is taken out."""
        rows = list(
            StopTask.objects.filter(stop__trip=self.trip, kind=TaskKind.BREAK, status=TaskStatus.OPEN)
            .select_related("stop")
            .order_by("stop__sequence")
        )
        for task in rows[wanted:]:
            task.status, task.ended_at = TaskStatus.CANCELLED, self.at
            task.stop.become(StopStatus.CANCELLED)
            task.stop.sequence = None
            task.stop.save(update_fields=["status", "sequence", "updated_at"])
            task.save(update_fields=["status", "ended_at", "updated_at"])
        yield from ((task.stop, [task]) for task in rows[:wanted])
        for _number in range(wanted - len(rows)):
            yield self._new_break()

    def _new_break(self) -> tuple[Stop, list[StopTask]]:
        free = HIGHEST - Stop.objects.filter(trip=self.trip, sequence__gt=HIGHEST // 2).count()
        stop = Stop.objects.create(
            trip=self.trip, sequence=free, planned_arrival_at=self.at, planned_start_at=self.at,
            planned_departure_at=self.at,
        )  # fmt: skip
        rest = self.arrangement.given.shifts[self.route.public_id].breaks[0][2]
        task = StopTask.objects.create(
            stop=stop, sequence=1, kind=TaskKind.BREAK, service_seconds=rest,
            planned_start_at=self.at, planned_end_at=self.at,
        )  # fmt: skip
        return stop, [task]

    def _close(self, left: int) -> None:
        planned, route, trip = self.planned, self.route, self.trip
        route.starts_at = trip.departs_at = self._moment(planned.departure)
        route.ends_at = trip.returns_at = self._moment(planned.arrival)
        back = trip.to_site_id is not None
        trip.return_seconds = planned.arrival - left if back else 0
        trip.return_metres = self._metres(len(planned.stops)) if back else 0
        trip.return_path = self.arrangement.lines.get((planned.vehicle, ""), "") if back else ""
        trip.save(update_fields=TRIP_FIELDS)
        service = sum(stop.departure - stop.start + stop.wait for stop in planned.stops)
        on_the_way = [one for one in planned.breaks if planned.departure <= one.start < planned.arrival]
        rest = sum(one.end - one.start for one in on_the_way)
        route.travel_seconds = max(0, planned.seconds - service - rest)
        route.travel_metres = planned.metres
        route.cost_minor = self.arrangement.costs.get(planned.vehicle, 0)
        route.is_estimated = self.arrangement.is_estimated
        route.save(update_fields=ROUTE_FIELDS)

    def _metres(self, leg: int) -> int:
        return self.arrangement.metres(self.planned, leg)

    def _moment(self, seconds: int) -> datetime:
        return self.arrangement.moment(seconds)


EXCLUDED = "23P01"
HIGHEST = 32_000
"""Where a new break stands until it gets its place: far behind every stop."""
STOP_FIELDS = [
    "trip", "sequence", "planned_arrival_at", "planned_start_at", "planned_departure_at", "wait_seconds",
    "travel_seconds", "travel_metres", "travel_path", "updated_at",
]  # fmt: skip
TRIP_FIELDS = ["departs_at", "returns_at", "return_seconds", "return_metres", "return_path"]
ROUTE_FIELDS = [
    "starts_at", "ends_at", "travel_seconds", "travel_metres", "cost_minor", "is_estimated", "updated_at",
]  # fmt: skip
