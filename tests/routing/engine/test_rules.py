"""Every constraint twice: it binds, and it does not. Evaluator, checker and solver must say the same."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from routing.engine.check import check
from routing.engine.evaluate import evaluate, judge_route
from routing.engine.limits import NO_ROAD
from routing.engine.network import Network
from routing.engine.problem import Break, Costs, Lock, Problem, TimeWindow, Travel
from routing.engine.rules import breaks_taken
from routing.engine.solve import solve
from tests.routing.engine.worlds import line, on_a_line, planned, stop, van


@dataclass(frozen=True)
class Case:
    """A plan that breaks one rule in `binds` and none in `loose`, which differs in as little as possible."""

    code: str
    binds: Problem
    loose: Problem
    routes: dict[str, list[str]]


def window(closes):
    return on_a_line([10, 20], [stop("a", 1), stop("b", 2, (0, closes))], [van()])


def second_window(opens):
    """At 10 km after 1,000 s: the first window is over, the second one opens."""
    return on_a_line([10], [stop("a", 1, (0, 900), (opens, opens))], [van(shift=TimeWindow(0, 3_000))])


def shift(closes):
    return on_a_line([10, 20], [stop("a", 1), stop("b", 2)], [van(shift=TimeWindow(0, closes))])


def rest(service):
    """The break starts between 1,000 and 1,200; a service from 1,000 on leaves it no time if it is long."""
    pause = Break(1_000, 1_200, 300)
    return on_a_line([10], [stop("a", 1, (1_000, 1_000), service=service)], [van(breaks=(pause,))])


def weight(capacity):
    visits = [stop("a", 1, delivery=(60,)), stop("b", 2, delivery=(40,))]
    return on_a_line([10, 20], visits, [van(capacity=(capacity,))])


def volume(capacity):
    visits = [stop("a", 1, delivery=(1, 7, 2)), stop("b", 2, delivery=(1, 8, 2))]
    return on_a_line([10, 20], visits, [van(capacity=(9, capacity, 9))], loads=("g", "ml", "units"))


def collection(amount):
    """60 are handed over at b only; what a gives in meanwhile must fit beside them."""
    visits = [stop("a", 1, (0, 1_000), delivery=(0,), pickup=(amount,)), stop("b", 2, delivery=(60,))]
    return on_a_line([10, 20], visits, [van()])


def skill(*skills):
    return on_a_line([10], [stop("a", 1, skills=frozenset({"adr"}))], [van(skills=frozenset(skills))])


def feature(*features):
    return on_a_line([10], [stop("a", 1, features=frozenset({"lift"}))], [van(features=frozenset(features))])


def allowed(*vehicles):
    return on_a_line(
        [10], [stop("a", 1, vehicles=frozenset(vehicles))], [van(), van("other", costs=Costs(9, 9))]
    )


def limited(**limit):
    return on_a_line([10, 20], [stop("a", 1), stop("b", 2)], [van(**limit)])


def road(metres):
    places, travel = line(0, 10)
    durations, distances = travel["van"].durations.copy(), travel["van"].distances.copy()
    distances[0, 1] = metres
    durations[0, 1] = metres if metres == NO_ROAD else 1_000
    return Problem(("units",), places, {"van": Travel(durations, distances)}, (stop("a", 1),), (van(),))


def locked(vehicle):
    locks = (Lock(vehicle, visits=frozenset({"a"})),)
    return on_a_line([10], [stop("a", 1)], [van(), van("other", costs=Costs(9, 9))], locks=locks)


def prefix(*keys):
    return on_a_line([10, 20], [stop("a", 1), stop("b", 2)], [van()], locks=(Lock("van", prefix=keys),))


CASES = [
    Case("late", window(1_999), window(2_000), {"van": ["a", "b"]}),
    Case("late", second_window(999), second_window(1_000), {"van": ["a"]}),
    Case("shift_overrun", shift(3_999), shift(4_000), {"van": ["a", "b"]}),
    Case("late", rest(201), rest(200), {"van": ["a"]}),  # the break is kept, so the stop is late
    Case("overload", weight(99), weight(100), {"van": ["a", "b"]}),
    Case("overload", volume(14), volume(15), {"van": ["a", "b"]}),
    Case("overload", collection(41), collection(40), {"van": ["a", "b"]}),
    Case("skill_missing", skill("piano"), skill("piano", "adr"), {"van": ["a"]}),
    Case("feature_missing", feature(), feature("lift"), {"van": ["a"]}),
    Case("vehicle_not_allowed", allowed("other"), allowed("van"), {"van": ["a"]}),
    Case("too_long", limited(max_seconds=3_999), limited(max_seconds=4_000), {"van": ["a", "b"]}),
    Case("too_far", limited(max_metres=39_999), limited(max_metres=40_000), {"van": ["a", "b"]}),
    Case("too_many_visits", limited(max_visits=1), limited(max_visits=2), {"van": ["a", "b"]}),
    Case("lock_broken", locked("other"), locked("van"), {"van": ["a"]}),
    Case("lock_broken", prefix("b", "a"), prefix("a"), {"van": ["a", "b"]}),
]
IDS = [f"{case.code}-{at}" for at, case in enumerate(CASES)]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_rule_binds(case):
    plan = planned(case.binds, **case.routes)
    assert {broken.code for broken in evaluate(case.binds, plan).violations} == {case.code}
    assert {fault.code for fault in check(case.binds, plan)} == {case.code}


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_rule_does_not_bind(case):
    plan = planned(case.loose, **case.routes)
    assert evaluate(case.loose, plan).violations == ()
    assert check(case.loose, plan) == []


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_no_search_breaks_the_rule(case):
    plan = solve(case.binds, work=15)
    assert check(case.binds, plan) == []
    assert plan.sequences != {vehicle: tuple(keys) for vehicle, keys in case.routes.items()}


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_every_search_uses_what_the_rule_leaves(case):
    plan = solve(case.loose, work=15)
    assert plan.unplanned == ()
    assert check(case.loose, plan) == []


def test_a_leg_without_a_road_is_never_driven():
    plan = planned(road(NO_ROAD), van=["a"])
    assert "no_road" in {broken.code for broken in evaluate(road(NO_ROAD), plan).violations}
    assert "no_road" in {fault.code for fault in check(road(NO_ROAD), plan)}
    assert solve(road(NO_ROAD), work=5).routes == ()


def test_a_leg_with_a_road_is_driven():
    assert solve(road(10_000), work=5).sequences == {"van": ("a",)}


def test_a_route_that_begins_before_the_shift_is_refused_by_the_checker():
    problem = on_a_line([10], [stop("a", 1)], [van(shift=TimeWindow(500, 9_000))])
    plan = planned(on_a_line([10], [stop("a", 1)], [van()]), van=["a"])
    assert {fault.code for fault in check(problem, plan)} == {"shift_early"}
    assert check(on_a_line([10], [stop("a", 1)], [van()]), plan) == []


def test_a_slower_vehicle_arrives_later_and_time_is_rounded_up():
    plan = planned(on_a_line([10], [stop("a", 1)], [van(speed_permille=999)]), van=["a"])
    assert plan.routes[0].stops[0].arrival - plan.routes[0].departure == 1_002
    assert check(on_a_line([10], [stop("a", 1)], [van(speed_permille=999)]), plan) == []


def test_a_break_that_is_left_out_is_seen():
    problem = on_a_line(
        [10], [stop("a", 1)], [van(breaks=(Break(500, 900, 300),), shift=TimeWindow(0, 2_400))]
    )
    plan = planned(problem, van=["a"])
    route = plan.routes[0]
    without = replace(plan, routes=(replace(route, breaks=()),))
    assert {fault.code for fault in check(problem, without)} == {"break_missed"}
    net = Network(problem)
    judged = judge_route(net, net.cars[0], [0])
    assert list(breaks_taken(judged)) == []
    judged.timing.rests.clear()
    assert [broken.code for broken in breaks_taken(judged)] == ["break_missed"]


def test_an_open_route_ends_at_its_last_stop():
    problem = on_a_line([10], [stop("a", 1, service=60)], [van(end=None)])
    plan = planned(problem, van=["a"])
    assert plan.routes[0].seconds == 1_060
    assert plan.routes[0].metres == 10_000
    assert check(problem, plan) == []


def test_each_profile_has_its_own_roads():
    places, travel = line(0, 10)
    slow = Travel((travel["van"].durations * 3).astype(np.int32), travel["van"].distances)
    vehicles = (van("bike", profile="bike"), van("van"))
    problem = Problem(("units",), places, {**travel, "bike": slow}, (stop("a", 1),), vehicles)
    assert planned(problem, bike=["a"]).routes[0].seconds == 6_000
    assert solve(problem, work=10).sequences == {"van": ("a",)}
