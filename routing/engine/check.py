"""The independent checker: may this plan be driven as it is written, and does it cost what it says?

Written apart from the evaluator, with its own arithmetic: it reads the times that stand in the plan instead
of making them, walks the original matrices, and shares nothing with the engine but the dataclasses and the
limits. No plan of any engine becomes routes before it has passed here.
"""

from collections import Counter
from dataclasses import dataclass

from routing.engine import limits
from routing.engine.check_route import RouteWalk
from routing.engine.plan import Plan
from routing.engine.problem import Problem, Visit


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a plan: a code, where, and a sentence."""

    code: str
    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text} [{self.code}]" if self.where else f"{self.text} [{self.code}]"


def check(problem: Problem, plan: Plan) -> list[Fault]:
    """All faults of `plan`; an empty list means that it can be driven and costs what it says."""
    faults = [*_every_visit_once(problem, plan), *_every_vehicle_once(problem, plan)]
    vehicles = {vehicle.key: vehicle for vehicle in problem.vehicles}
    visits = {visit.key: visit for visit in problem.visits}
    parts = 0
    for route in plan.routes:
        known = [visits[stop.visit] for stop in route.stops if stop.visit in visits]
        if route.vehicle in vehicles and len(known) == len(route.stops):
            walk = RouteWalk(problem, vehicles[route.vehicle], route, known)
            faults += [Fault(code, where, text) for code, where, text in walk.faults()]
            parts += walk.parts()
    faults += _locked_vehicles(problem, plan)
    return faults + _cost(problem, plan, parts)


def _every_visit_once(problem: Problem, plan: Plan) -> list[Fault]:
    stands = Counter(stop.visit for route in plan.routes for stop in route.stops)
    stands.update(left.visit for left in plan.unplanned)
    faults = []
    for visit in problem.visits:
        times = stands.pop(visit.key, 0)
        if times == 0:
            faults.append(Fault("forgotten", visit.key, "is neither planned nor left out"))
        elif times > 1:
            faults.append(Fault("planned_twice", visit.key, f"stands in the plan {times} times"))
    return faults + [Fault("unknown_visit", key, "there is no such visit") for key in stands]


def _every_vehicle_once(problem: Problem, plan: Plan) -> list[Fault]:
    known = {vehicle.key for vehicle in problem.vehicles}
    faults = []
    for key, times in Counter(route.vehicle for route in plan.routes).items():
        if key not in known:
            faults.append(Fault("unknown_vehicle", key, "there is no such vehicle"))
        if times > 1:
            faults.append(Fault("vehicle_twice", key, f"has {times} routes"))
    return faults


def _locked_vehicles(problem: Problem, plan: Plan) -> list[Fault]:
    """A vehicle with a locked beginning must drive it; a visit locked to a vehicle rides with no other."""
    faults = []
    for lock in problem.locks:
        own = next((route for route in plan.routes if route.vehicle == lock.vehicle), None)
        order = [stop.visit for stop in own.stops] if own else []
        if tuple(order[: len(lock.prefix)]) != lock.prefix:
            faults.append(Fault("lock_broken", lock.vehicle, "does not begin with its locked stops"))
        for route in plan.routes:
            if route.vehicle != lock.vehicle:
                strangers = [stop.visit for stop in route.stops if stop.visit in {*lock.prefix, *lock.visits}]
                faults += [Fault("lock_broken", key, f"is locked to {lock.vehicle}") for key in strangers]
    return faults


def _cost(problem: Problem, plan: Plan, driven: int) -> list[Fault]:
    """The plan says the exact sum of what its routes cost and what leaving visits out costs."""
    planned = {stop.visit for route in plan.routes for stop in route.stops}
    mandatory = _worst_detour(problem)
    parts = driven
    for visit in problem.visits:
        if visit.key not in planned:
            parts += _left_out(problem, visit, mandatory)
    faults = []
    if plan.parts != parts:
        faults.append(Fault("wrong_cost", "", f"the plan says {plan.parts} parts, its routes cost {parts}"))
    half = limits.COST_SCALE // 2
    if not -half <= parts - plan.cost * limits.COST_SCALE < half:
        faults.append(Fault("wrong_cost", "", f"the plan says {plan.cost}, its routes cost {parts} parts"))
    return faults


def _left_out(problem: Problem, visit: Visit, mandatory: int) -> int:
    """The price of leaving a visit out, in parts of a minor unit."""
    if visit.penalty is None:
        return int(mandatory * 2**visit.priority)
    return visit.penalty * problem.weights.unplanned * limits.COST_SCALE


def _worst_detour(problem: Problem) -> int:
    """More than any vehicle could ever spend on one visit: leaving a mandatory visit out costs this."""
    longest, weights = 0, problem.weights
    for name in {vehicle.profile for vehicle in problem.vehicles}:
        metres = problem.travel[name].distances
        longest = max(longest, int(metres.max(initial=0, where=metres != limits.NO_ROAD)))
    worst = max(
        vehicle.costs.fixed * weights.fixed * limits.COST_SCALE
        + vehicle.costs.per_hour * weights.time * vehicle.shift.closes * limits.COST_SCALE // 3_600
        + vehicle.costs.per_km * weights.distance * 2 * longest * limits.COST_SCALE // 1_000
        for vehicle in problem.vehicles
    )
    return int(worst) + limits.COST_SCALE
