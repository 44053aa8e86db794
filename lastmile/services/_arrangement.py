"""Orders of stops with their times, costs and lines, ready to be written. Never made in a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from lastmile.queries.arranging_input import Orders, RoutesInput
from lastmile.services._arranging import Arranger, shifted
from routing.engine.plan import Plan, PlannedRoute
from routing.engine.problem import Problem
from routing.services import travel
from routing.services.osrm import encode_line


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What was read, the orders that it shall have, and all that follows from them."""

    given: RoutesInput
    orders: Orders
    problem: Problem
    plan: Plan
    costs: Mapping[str, int]
    lines: Mapping[tuple[str, str], str]
    begins: Mapping[UUID, datetime]
    opens: Mapping[UUID, datetime]
    """Shifts that begin at another time from now on."""
    is_estimated: bool

    def moment(self, seconds: int) -> datetime:
        """A moment of the plan as a time."""
        return self.given.midnight + timedelta(seconds=seconds)

    def metres(self, planned: PlannedRoute, leg: int) -> int:
        """The length of a leg of a route; the last one is the way back."""
        places = {visit.key: visit.place for visit in self.problem.visits}
        vehicle = next(one for one in self.problem.vehicles if one.key == planned.vehicle)
        at = [vehicle.start, *(places[key] for key in planned.keys)]
        at += [] if vehicle.end is None else [vehicle.end]
        legs = list(pairwise(at))
        return int(self.problem.travel[vehicle.profile].distances[legs[leg]]) if leg < len(legs) else 0


def arrange(
    *,
    given: RoutesInput,
    orders: Orders,
    begins: Mapping[UUID, datetime],
    opens: Mapping[UUID, datetime] | None = None,
) -> Arrangement:
    """Time and draw these orders, with other beginnings of shifts if there are any. Asks the road engine."""
    given = shifted(given, opens or {})
    arranger = Arranger(given, begins)
    plan = arranger.plan(orders)
    return Arrangement(
        given=given,
        orders=orders,
        problem=arranger.problem,
        plan=plan,
        costs=arranger.costs(plan),
        lines=_lines(arranger, plan),
        begins=begins,
        opens=opens or {},
        is_estimated=arranger.is_estimated,
    )


def _lines(arranger: Arranger, plan: Plan) -> dict[tuple[str, str], str]:
    """The line of each leg by vehicle and the stop it leads to, "" for the way back; new ones are asked."""
    found: dict[tuple[str, str], str] = {}
    known = _known_lines(arranger.given)
    places = {visit.key: visit.place for visit in arranger.problem.visits}
    vehicles = {vehicle.key: vehicle for vehicle in arranger.problem.vehicles}
    for route in plan.routes:
        vehicle = vehicles[route.vehicle]
        names = ["start", *route.keys, *(() if vehicle.end is None else [""])]
        at = [vehicle.start, *(places[key] for key in route.keys)]
        at += [] if vehicle.end is None else [vehicle.end]
        for (here, there), (one, other) in zip(pairwise(names), pairwise(at), strict=True):
            kept = known.get((here, there), "")
            found[route.vehicle, there] = kept or _drawn(arranger.points[one], arranger.points[other])
    return found


def _known_lines(given: RoutesInput) -> dict[tuple[str, str], str]:
    """Legs between two stops that stand next to each other already keep the line that they have."""
    known: dict[tuple[str, str], str] = {}
    for order in given.orders.values():
        for here, there in pairwise(order):
            known[str(here), str(there)] = given.stops[there].stop.travel_path
    return known


def _drawn(one: tuple[float, float], other: tuple[float, float]) -> str:
    return "" if one == other else encode_line(travel.drive(points=(one, other)).line)
