"""The one judge: what a plan costs, what it breaks, and every figure of every route.

No engine's own figure is stored or shown. A plan's order of stops is judged; its times are set here
(`schedule`), so a plan whose stops were moved by hand is judged like any other. Costs are exact: parts of a
minor unit (`limits.COST_SCALE`), rounded once, at the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from routing.engine import limits
from routing.engine.clockwork import latest
from routing.engine.loads import Amounts, loads_per_leg
from routing.engine.network import Car, Network
from routing.engine.plan import Plan, PlannedBreak, PlannedRoute, PlannedStop, Unplanned
from routing.engine.problem import Problem
from routing.engine.rules import RULES, Judged, Violation
from routing.engine.schedule import Timing, time_route
from routing.engine.states import backward_states


@dataclass(frozen=True, slots=True)
class CostBreakdown:
    """Exact cost by part, in parts of a minor unit, after the problem's weights."""

    fixed: int = 0
    time: int = 0
    distance: int = 0
    unplanned: int = 0

    @property
    def parts(self) -> int:
        """The sum that engines minimise."""
        return self.fixed + self.time + self.distance + self.unplanned

    @property
    def total(self) -> int:
        """The sum in minor units, rounded half up."""
        return minor_units(self.parts)


@dataclass(frozen=True, slots=True)
class RouteFigures:
    """What a dispatcher reads about one route; `loads` per leg, `slack` per stop in seconds.

    `slack`: by how much that stop may start later with everything after it still possible; negative never.
    """

    vehicle: str
    departure: int
    arrival: int
    driving: int
    service: int
    waiting: int
    resting: int
    metres: int
    loads: tuple[Amounts, ...]
    slack: tuple[int, ...]
    cost: CostBreakdown


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The judgement on a whole plan."""

    cost: CostBreakdown
    violations: tuple[Violation, ...]
    routes: tuple[RouteFigures, ...]

    @property
    def feasible(self) -> bool:
        """Nothing is broken."""
        return not self.violations


def minor_units(parts: int) -> int:
    """Parts of a minor unit to whole minor units, rounded half up."""
    return (parts + limits.COST_SCALE // 2) // limits.COST_SCALE


def evaluate(problem: Problem, plan: Plan) -> Evaluation:
    """Judge the order of stops in `plan`; times that stand in it are not read."""
    net = Network(problem)
    violations = _bookkeeping(net, plan)
    judged = [
        judge_route(net, net.cars[net.car_index[route.vehicle]], _known(net, route.keys))
        for route in plan.routes
        if route.vehicle in net.car_index
    ]
    used = [route for route in judged if route.visits]
    figures = tuple(figures_of(route) for route in used)
    violations += [broken for route in used for rule in RULES for broken in rule(route)]
    violations += _locks_forgotten(net, used)
    planned = {visit for route in used for visit in route.visits}
    left = sum(price for visit, price in enumerate(net.penalty) if visit not in planned)
    cost = CostBreakdown(
        fixed=sum(f.cost.fixed for f in figures),
        time=sum(f.cost.time for f in figures),
        distance=sum(f.cost.distance for f in figures),
        unplanned=left,
    )
    return Evaluation(cost, tuple(violations), figures)


def assemble(
    net: Network, sequences: Mapping[int, Sequence[int]], unplanned: Sequence[Unplanned] = ()
) -> Plan:
    """A plan with times and cost from the order of visits per vehicle, both by index."""
    routes, parts = [], 0
    planned: set[int] = set()
    for car in net.cars:
        visits = list(sequences.get(car.index, ()))
        if visits:
            judged = judge_route(net, car, visits)
            routes.append(_planned_route(judged))
            parts += _cost(judged).parts
            planned.update(visits)
    parts += sum(price for visit, price in enumerate(net.penalty) if visit not in planned)
    return Plan(tuple(routes), tuple(unplanned), minor_units(parts), parts)


def sequences_of(net: Network, plan: Plan) -> dict[int, list[int]]:
    """The order of visits per vehicle, by index; keys that the problem does not know are passed over."""
    return {
        net.car_index[route.vehicle]: _known(net, route.keys)
        for route in plan.routes
        if route.vehicle in net.car_index
    }


def judge_route(net: Network, car: Car, visits: list[int]) -> Judged:
    """Times, loads and length of one route."""
    return Judged(
        net,
        car,
        visits,
        time_route(net, car, visits),
        loads_per_leg(net, visits),
        metres_of(net, car, visits),
    )


def metres_of(net: Network, car: Car, visits: Sequence[int]) -> int:
    """Length of a route from start to end."""
    here, metres = car.start, 0
    for visit in visits:
        there = net.place[visit]
        metres += car.metres[here][there]
        here = there
    return metres + car.metres[here][car.end]


def figures_of(route: Judged) -> RouteFigures:
    """The figures of one judged route."""
    net, timing = route.net, route.timing
    service = sum(net.service[visit] for visit in route.visits)
    resting = sum(end - start for _, start, end, _ in timing.rests)
    driving = driving_of(net, route.car, route.visits)
    return RouteFigures(
        vehicle=route.vehicle,
        departure=timing.departure,
        arrival=timing.arrival,
        driving=driving,
        service=service,
        waiting=timing.seconds - service - resting - driving,
        resting=resting,
        metres=route.metres,
        loads=tuple(route.loads),
        slack=_slack(route),
        cost=_cost(route),
    )


def driving_of(net: Network, car: Car, visits: Sequence[int]) -> int:
    """Seconds at the wheel of a route."""
    places = [car.start, *(net.place[visit] for visit in visits), car.end]
    return sum(car.seconds[here][there] for here, there in pairwise(places))


def _slack(route: Judged) -> tuple[int, ...]:
    net, car, timing = route.net, route.car, route.timing
    if not timing.ok:
        return (0,) * len(route.visits)
    if car.rests.breaks:
        layers = backward_states(net, car, route.visits, car.closes)[1:]
        bounds = [layer[taken] for layer, taken in zip(layers, timing.taken, strict=True)]
    else:
        bounds = (latest(net, car, route.visits, car.closes) or [0])[1:]
    return tuple(max(0, bound - start) for bound, start in zip(bounds, timing.starts, strict=True))


def _cost(route: Judged) -> CostBreakdown:
    car = route.car
    return CostBreakdown(car.fixed, car.per_second * route.timing.seconds, car.per_metre * route.metres)


def _planned_route(route: Judged) -> PlannedRoute:
    timing: Timing = route.timing
    stops = tuple(
        PlannedStop(route.key(at), arrival, start, start + route.net.service[visit], wait)
        for at, (visit, arrival, start, wait) in enumerate(
            zip(route.visits, timing.arrivals, timing.starts, timing.waits, strict=True)
        )
    )
    rests = tuple(PlannedBreak(*rest) for rest in timing.rests)
    return PlannedRoute(route.vehicle, timing.departure, timing.arrival, stops, rests, route.metres)


def _known(net: Network, keys: Sequence[str]) -> list[int]:
    return [net.visit_index[key] for key in keys if key in net.visit_index]


def _locks_forgotten(net: Network, used: list[Judged]) -> list[Violation]:
    driving = {route.car.index for route in used}
    return [
        Violation(
            "lock_broken", net.problem.vehicles[car.index].key, None, "its locked stops are not planned"
        )
        for car in net.cars
        if car.prefix and car.index not in driving
    ]


def _bookkeeping(net: Network, plan: Plan) -> list[Violation]:
    """Every visit stands exactly once, on a route or among the unplanned; every vehicle at most once."""
    violations, vehicles = [], set[str]()
    for route in plan.routes:
        if route.vehicle not in net.car_index:
            violations.append(Violation("unknown_vehicle", route.vehicle, None, "there is no such vehicle"))
        if route.vehicle in vehicles:
            violations.append(Violation("vehicle_twice", route.vehicle, None, "has two routes"))
        vehicles.add(route.vehicle)
    seen: set[str] = set()
    keys = [key for route in plan.routes for key in route.keys]
    for key in (*keys, *(left.visit for left in plan.unplanned)):
        if key not in net.visit_index:
            violations.append(Violation("unknown_visit", None, key, "there is no such visit"))
        elif key in seen:
            violations.append(Violation("planned_twice", None, key, "stands in the plan twice"))
        seen.add(key)
    missing = [visit.key for visit in net.problem.visits if visit.key not in seen]
    return violations + [
        Violation("forgotten", None, key, "is neither planned nor left out") for key in missing
    ]
