"""Small worlds for the engine's tests: places on a line or at random, and builders with few words."""

import random

import numpy as np

from routing.engine.evaluate import assemble
from routing.engine.limits import NO_ROAD
from routing.engine.network import Network
from routing.engine.plan import Plan, Unplanned
from routing.engine.problem import (
    Break,
    Costs,
    Lock,
    Place,
    Problem,
    TimeWindow,
    Travel,
    Vehicle,
    Visit,
    Weights,
)
from routing.engine.reasons import reason

DAY = TimeWindow(0, 36_000)


def line(*kilometres: int) -> tuple[tuple[Place, ...], dict[str, Travel]]:
    """Places on one straight road; a kilometre takes 100 s."""
    at = np.array(kilometres, dtype=np.int64)
    apart = np.abs(at[:, None] - at[None, :])
    travel = Travel((apart * 100).astype(np.int32), (apart * 1_000).astype(np.int32))
    return tuple(Place(f"km {km} #{index}") for index, km in enumerate(kilometres)), {"van": travel}


def on_a_line(kilometres, visits, vehicles, *, loads=("units",), **more) -> Problem:
    """A problem on one straight road; place 0 is the depot."""
    places, travel = line(0, *kilometres)
    return Problem(loads, places, travel, tuple(visits), tuple(vehicles), **more)


def van(key="van", **more) -> Vehicle:
    """A van at the depot, all day, 100 units; an hour costs 3,600 (1 a second), a kilometre nothing."""
    given = {"start": 0, "end": 0, "shift": DAY, "capacity": (100,), "costs": Costs(per_hour=3_600), **more}
    return Vehicle(key, **given)


def stop(key, place, *windows, **more) -> Visit:
    """A visit of one unit; `windows` are pairs."""
    given = {"delivery": (1,), **more}
    return Visit(key, place, tuple(TimeWindow(*window) for window in windows), **given)


def planned(problem: Problem, **routes) -> Plan:
    """The plan with these orders of stops, timed by the evaluator; all others are left out."""
    net = Network(problem)
    sequences = {
        net.car_index[vehicle]: [net.visit_index[key] for key in keys] for vehicle, keys in routes.items()
    }
    there = {key for keys in routes.values() for key in keys}
    left = [
        Unplanned(visit.key, reason("not_placed_yet")) for visit in problem.visits if visit.key not in there
    ]
    return assemble(net, sequences, left)


def stops_of(plan: Plan) -> dict[str, list[str]]:
    """Vehicle to the keys of its stops."""
    return {route.vehicle: list(route.keys) for route in plan.routes}


def random_problem(seed: int, visits: int = 6, vehicles: int = 2) -> Problem:
    """Any mixture of rules: windows, loads, skills, breaks, limits, locks, open ends, missing roads."""
    dice = random.Random(seed)
    size = visits + 2
    points = [(dice.randint(0, 40), dice.randint(0, 40)) for _ in range(size)]
    travel = {name: _travel(dice, points) for name in ("van", "bike")}
    fleet = tuple(_vehicle(dice, at) for at in range(vehicles))
    keys = [vehicle.key for vehicle in fleet]
    orders = tuple(_visit(dice, at, keys) for at in range(visits))
    locks = (Lock(keys[0], visits=frozenset({orders[0].key})),) if visits and dice.random() < 0.2 else ()
    weights = Weights(*(dice.choice((1, 1, 2)) for _ in range(4)))
    places = tuple(Place(str(at)) for at in range(size))
    return Problem(("weight_g", "volume_ml"), places, travel, orders, fleet, locks, weights, f"random {seed}")


def _travel(dice: random.Random, points) -> Travel:
    size = len(points)
    metres = np.zeros((size, size), dtype=np.int32)
    for i, (x, y) in enumerate(points):
        for j, (a, b) in enumerate(points):
            if i != j:
                metres[i, j] = (abs(x - a) + abs(y - b)) * 100 + dice.randint(0, 60)
    seconds = (metres // 8).astype(np.int32)
    if dice.random() < 0.2:
        i, j = dice.randrange(size), dice.randrange(size)
        if i != j:
            metres[i, j] = seconds[i, j] = NO_ROAD
    return Travel(seconds, metres)


def _visit(dice: random.Random, at: int, vehicles: list[str]) -> Visit:
    windows = []
    clock = dice.randint(0, 3_000)
    for _ in range(dice.choice((0, 1, 1, 2, 3))):
        closes = clock + dice.randint(0, 2_500)
        windows.append(TimeWindow(clock, closes))
        clock = closes + dice.randint(1, 1_500)
    return Visit(
        f"order {at}",
        dice.randrange(2, 2 + at + 1),
        tuple(windows),
        service=dice.randint(0, 300),
        delivery=(dice.randint(0, 5), dice.randint(0, 3)) if dice.random() < 0.8 else (),
        pickup=(dice.randint(0, 5), dice.randint(0, 3)) if dice.random() < 0.3 else (),
        skills=frozenset({"piano"} if dice.random() < 0.15 else ()),
        features=frozenset({"lift"} if dice.random() < 0.15 else ()),
        vehicles=frozenset(dice.sample(vehicles, 1)) if dice.random() < 0.15 else None,
        priority=dice.choice((0, 0, 0, 1, 3)),
        penalty=dice.randint(0, 4_000) if dice.random() < 0.3 else None,
    )


def _vehicle(dice: random.Random, at: int) -> Vehicle:
    opens = dice.randint(0, 1_500)
    first = Break(dice.randint(0, 3_000), dice.randint(3_000, 5_000), dice.randint(0, 900))
    second = Break(dice.randint(3_000, 5_000), dice.randint(7_000, 9_000), dice.randint(0, 900))
    return Vehicle(
        f"van{at}",
        dice.choice((0, 0, 1)),
        dice.choice((0, 0, 1, None)),
        TimeWindow(opens, opens + dice.randint(2_000, 12_000)),
        (dice.randint(5, 20), dice.randint(4, 12)),
        skills=frozenset({"piano"} if dice.random() < 0.5 else ()),
        features=frozenset({"lift"} if dice.random() < 0.5 else ()),
        breaks=dice.choice(((), (), (first,), (first, second))),
        max_seconds=dice.randint(1_000, 9_000) if dice.random() < 0.3 else None,
        max_metres=dice.randint(5_000, 40_000) if dice.random() < 0.3 else None,
        max_visits=dice.randint(1, 5) if dice.random() < 0.3 else None,
        costs=Costs(dice.randint(0, 500), dice.randint(0, 3_000), dice.randint(0, 200)),
        profile=dice.choice(("van", "van", "bike")),
        speed_permille=dice.choice((1_000, 1_000, 900, 1_250)),
    )
