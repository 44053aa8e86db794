"""One function per engine: solve(problem, seconds) -> lists of visit numbers, one per route.

All equal vehicles, one depot, one window per visit: what the compared instances have. Every engine runs on
its defaults; seconds are of the processor where the engine lets us count them.
"""

import math
import time
from datetime import timedelta

import numpy as np

from routing.engine.limits import COST_SCALE, MAX_TIME, PARTS_PER_METRE, PARTS_PER_SECOND
from routing.engine.problem import Problem
from routing.engine.solve import Budget, solve_within

Routes = list[list[int]]


def ours(problem: Problem, seconds: float) -> Routes:
    """This repository's engine: insertion, ruin and recreate, OR-Tools."""
    plan = solve_within(problem, Budget(seconds, clock=time.process_time))
    number = {visit.key: at for at, visit in enumerate(problem.visits)}
    return [[number[key] for key in route.keys] for route in plan.routes]


def ortools_alone(problem: Problem, seconds: float) -> Routes:
    """OR-Tools' guided local search from our insertion, without ruin and recreate."""
    from routing.engine.evaluate import assemble
    from routing.engine.insertion import insert
    from routing.engine.network import Network
    from routing.engine.ortools.search import Search, polish

    began = time.process_time()
    net = Network(problem)
    best = [insert(net)]

    def better(sequences: dict[int, list[int]]) -> None:
        if assemble(net, sequences).parts < assemble(net, best[0]).parts:
            best[0] = sequences

    until = Search(seconds * 20, None, lambda: time.process_time() - began >= seconds)
    polish(net, best[0], until, better)
    return list(best[0].values())


def pyvrp(problem: Problem, seconds: float) -> Routes:
    """PyVRP's iterated local search, with our costs."""
    import pyvrp as p

    began = time.process_time()
    car, travel = problem.vehicles[0], problem.travel["van"]
    fixed, per_metre = car.costs.fixed * COST_SCALE, car.costs.per_km * PARTS_PER_METRE
    per_second = car.costs.per_hour * PARTS_PER_SECOND
    unit = math.gcd(fixed, per_metre, per_second)  # with large costs it stays infeasible
    clients = [
        p.Client(
            visit.place,
            list(visit.delivery),
            [],
            visit.service,
            *((visit.windows[0].opens, visit.windows[0].closes) if visit.windows else (0, MAX_TIME)),
        )
        for visit in problem.visits
    ]
    kind = p.VehicleType(
        len(problem.vehicles),
        list(car.capacity),
        0,
        0,
        tw_early=car.shift.opens,
        tw_late=car.shift.closes,
        fixed_cost=fixed // unit,
        unit_distance_cost=per_metre // unit,
        unit_duration_cost=per_second // unit,
    )
    places = [p.Location(0.0, float(at)) for at in range(len(problem.places))]
    metres = np.ascontiguousarray(travel.distances, dtype=np.int64)
    data = p.ProblemData(places, clients, [p.Depot(0)], [kind], [metres], [travel.durations.astype(np.int64)])
    result = p.solve(data, lambda _: time.process_time() - began >= seconds, seed=1, collect_stats=False)
    if not result.best.is_feasible():
        return []
    return [[stop.idx for stop in route if stop.is_client()] for route in result.best.routes()]


def vroom(problem: Problem, seconds: float) -> Routes:
    """VROOM at exploration level 5, one thread; it has no usable best-so-far, so it runs to its end."""
    import vroom as v

    car, travel = problem.vehicles[0], problem.travel["van"]
    model = v.Input()
    model.set_durations_matrix("car", travel.durations.astype(np.uint32))
    price = travel.distances.astype(np.int64) * car.costs.per_km * PARTS_PER_METRE
    price += travel.durations.astype(np.int64) * car.costs.per_hour * PARTS_PER_SECOND
    model.set_costs_matrix("car", (price // COST_SCALE).astype(np.uint32))
    jobs = [
        v.Job(
            at + 1,
            location=visit.place,
            default_service=visit.service,
            delivery=list(visit.delivery),
            **(
                {"time_windows": [v.TimeWindow(w.opens, w.closes) for w in visit.windows]}
                if visit.windows
                else {}
            ),
        )
        for at, visit in enumerate(problem.visits)
    ]
    model.add_job(jobs)
    shift = v.TimeWindow(car.shift.opens, car.shift.closes)
    model.add_vehicle(
        [
            v.Vehicle(at + 1, start=0, end=0, capacity=list(car.capacity), time_window=shift)
            for at in range(len(problem.vehicles))
        ]
    )
    steps = model.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=seconds * 4)).routes
    routes = {}
    for vehicle, kind, job in zip(steps["vehicle_id"], steps["type"], steps["id"], strict=True):
        if kind == "job":
            routes.setdefault(vehicle, []).append(int(job) - 1)
    return list(routes.values())


ENGINES = {"ours": ours, "ortools": ortools_alone, "pyvrp": pyvrp, "vroom": vroom}
