"""Trying an order of stops with the engine's own judge: when the van would be where, what it would cost.

Asks the road engine, so never in a transaction. The same code prices a move and times it when it is made:
what was shown is what is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from lastmile.errors import MoveRefusedError
from lastmile.queries.arranging_input import Orders, RoutesInput, StopInput
from lastmile.queries.planning_input import ShiftInput
from lastmile.services.problem_building import LOADS, PROFILE, vehicle_of
from routing.engine.evaluate import assemble, evaluate, judge_route
from routing.engine.network import Network
from routing.engine.plan import Plan
from routing.engine.problem import Place, Problem, TimeWindow, Travel, Vehicle, Visit
from routing.engine.rules import RULES, Judged, Violation
from routing.services import travel

type Point = tuple[float, float]
type Fault = tuple[str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One route in one order: its length, its end, what it breaks, by the key of the stop."""

    judged: Judged
    broken: tuple[Violation, ...]

    @property
    def late(self) -> frozenset[str]:
        """The stops that begin after their window."""
        return frozenset(one.visit for one in self.broken if one.code == "late" and one.visit)

    @property
    def late_by(self) -> dict[str, int]:
        """By how many seconds each of them does."""
        return {
            one.visit: int(str(one.facts["seconds"]))
            for one in self.broken
            if one.code == "late" and one.visit
        }

    @property
    def overtime_seconds(self) -> int:
        """How long after its shift's end the vehicle is back."""
        return max(0, self.judged.timing.arrival - self.judged.car.closes)

    @property
    def faults(self) -> frozenset[Fault]:
        """What is broken but lateness: the rule, the vehicle, the stop."""
        return frozenset((one.code, one.vehicle, one.visit) for one in self.broken if one.code != "late")


class Arranger:
    """The routes of one edit, with the roads between all their places.

    `begins` says of a route before when it cannot leave any more; one that it does not name leaves as its
    shift allows.
    """

    def __init__(self, given: RoutesInput, begins: Mapping[UUID, datetime]) -> None:
        self.given, self.begins = given, begins
        points: dict[Point, int] = {}
        for route in given.routes.values():
            for site in (route.shift.start_site, route.shift.end_site):
                if site is not None and site.longitude is not None and site.latitude is not None:
                    points.setdefault((site.longitude, site.latitude), len(points))
        for stop in given.stops.values():
            points.setdefault(point_of(stop), len(points))
        found = travel.matrix(points=list(points))
        self.points = list(points)
        self.is_estimated = found.source != "roads"
        self.problem = self._problem(points, Travel(found.durations, found.distances))
        self.net = Network(self.problem)

    def judge(self, route: UUID, order: Sequence[UUID]) -> Judgement:
        """The route in that order."""
        visits = [self.net.visit_index[str(key)] for key in order]
        judged = judge_route(self.net, self.net.cars[self.net.car_index[str(route)]], visits)
        return Judgement(judged, tuple(broken for rule in RULES for broken in rule(judged)))

    def plan(self, orders: Orders) -> Plan:
        """Times for all routes in these orders."""
        sequences = {
            self.net.car_index[str(route)]: [self.net.visit_index[str(key)] for key in order]
            for route, order in orders.items()
        }
        return assemble(self.net, sequences)

    def costs(self, plan: Plan) -> Mapping[str, int]:
        """The judge's cost of each route, in minor units."""
        return {one.vehicle: one.cost.total for one in evaluate(self.problem, plan).routes}

    def _problem(self, points: Mapping[Point, int], roads: Travel) -> Problem:
        given = self.given
        sites: dict[int, int] = {}
        for route in given.routes.values():
            for site in (route.shift.start_site, route.shift.end_site):
                if site is None:
                    continue
                if site.longitude is None or site.latitude is None:
                    raise MoveRefusedError(_("%(site)s has no coordinates.") % {"site": site.name})
                sites[site.pk] = points[site.longitude, site.latitude]
        vehicles = (self._vehicle(key, shift, sites) for key, shift in given.shifts.items())
        return Problem(
            loads=LOADS,
            places=tuple(Place(key=f"p{at}", longitude=x, latitude=y) for (x, y), at in points.items()),
            travel={PROFILE: roads},
            visits=tuple(self._visit(stop, points[point_of(stop)]) for stop in given.stops.values()),
            vehicles=tuple(vehicles),
        )

    def _vehicle(self, key: UUID, shift: ShiftInput, sites: Mapping[int, int]) -> Vehicle:
        vehicle, begins = vehicle_of(shift=shift, sites=sites), self.begins.get(key)
        opens = shift.opens if begins is None else max(shift.opens, self._seconds(begins))
        return replace(vehicle, key=str(key), shift=TimeWindow(min(opens, shift.closes), shift.closes))

    def _visit(self, stop: StopInput, place: int) -> Visit:
        deliveries = [task.delivery for task in stop.tasks if task.delivery]
        shipments = [one.shipment for one in deliveries]
        return Visit(
            key=str(stop.key),
            place=place,
            windows=tuple(
                TimeWindow(self._seconds(opens), self._seconds(closes))
                for opens, closes in stop.promised.windows
            ),
            service=stop.service_seconds,
            delivery=(
                sum(one.weight_g for one in shipments),
                sum(one.volume_ml for one in shipments),
                sum(one.units for one in shipments),
            ),
            skills=frozenset(skill for one in deliveries for skill in one.skills),
            features=frozenset(feature for one in deliveries for feature in one.features),
        )

    def _seconds(self, moment: datetime) -> int:
        return max(0, round((moment - self.given.midnight).total_seconds()))


def begins_of(*, given: RoutesInput, at: datetime) -> dict[UUID, datetime]:
    """Before when each route cannot leave any more: this minute, where its shift has begun and it has not.

    Of a day that is over only the plan can be spoken of.
    """
    this_minute = at.replace(second=0, microsecond=0)
    if this_minute >= given.midnight + timedelta(days=1):
        return {}
    return {
        key: this_minute
        for key, route in given.routes.items()
        if route.departed_at is None and this_minute > route.shift.opens
    }


def shifted(given: RoutesInput, opens: Mapping[UUID, datetime]) -> RoutesInput:
    """The same with other beginnings of shifts."""
    shifts = {
        key: replace(shift, opens=round((opens[key] - given.midnight).total_seconds()))
        if key in opens
        else shift
        for key, shift in given.shifts.items()
    }
    return replace(given, shifts=shifts)


def point_of(stop: StopInput) -> Point:
    """Where the vehicle stops. Raises MoveRefusedError for a stop without a point."""
    if stop.stop.longitude is None or stop.stop.latitude is None:
        raise MoveRefusedError(_("Nobody knows where stop %(n)s is.") % {"n": stop.stop.sequence})
    return stop.stop.longitude, stop.stop.latitude
