"""The whole engine: the best of tiny problems is found, equal work gives equal plans, it can be stopped."""

import itertools
import time

import pytest

from routing.engine.check import check
from routing.engine.errors import LockedPlanError, ProblemError
from routing.engine.evaluate import assemble, evaluate, judge_route
from routing.engine.network import Network
from routing.engine.problem import Costs, Lock, TimeWindow
from routing.engine.rules import RULES
from routing.engine.solve import solve
from tests.routing.engine.worlds import on_a_line, random_problem, stop, stops_of, van


def cheapest(problem):
    """The lowest cost over every choice and order of visits for every vehicle."""
    net = Network(problem)
    many = len(problem.visits)
    best_of = [{frozenset(): 0} for _ in net.cars]
    for car, best in zip(net.cars, best_of, strict=True):
        for size in range(1, many + 1):
            for order in itertools.permutations(range(many), size):
                judged = judge_route(net, car, list(order))
                if any(broken for rule in RULES for broken in rule(judged)):
                    continue
                seconds, metres = judged.timing.seconds, judged.metres
                cost = car.fixed + car.per_second * seconds + car.per_metre * metres
                key = frozenset(order)
                best[key] = min(best.get(key, cost), cost)
    totals = {frozenset(): 0}
    for best in best_of:
        wider = {}
        for (done, cost), (more, extra) in itertools.product(totals.items(), best.items()):
            if not done & more:
                key = done | more
                wider[key] = min(wider.get(key, cost + extra), cost + extra)
        totals = wider
    everything = sum(net.penalty)
    return min(cost + everything - sum(net.penalty[visit] for visit in done) for done, cost in totals.items())


@pytest.mark.parametrize("seed", range(16))
def test_nothing_cheaper_exists_on_a_tiny_problem(seed):
    problem = random_problem(seed, visits=5, vehicles=2)
    assert solve(problem, work=250).parts == cheapest(problem)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_problem_seed_and_work_give_the_same_plan(seed):
    problem = random_problem(100 + seed, visits=20, vehicles=3)
    assert solve(problem, seed=seed, work=60) == solve(problem, seed=seed, work=60)


@pytest.mark.alone
def test_a_deadline_holds_and_the_first_plan_is_told_early():
    problem = random_problem(5, visits=80, vehicles=6)
    heard = []
    began = time.monotonic()
    plan = solve(problem, seconds=1.5, on_progress=heard.append)
    assert time.monotonic() - began < 4
    assert heard[0].seconds < 1
    assert check(problem, plan) == []


@pytest.mark.alone
def test_a_cancelled_search_returns_its_best_plan_at_once():
    problem = random_problem(6, visits=60, vehicles=5)
    began = time.monotonic()
    plan = solve(problem, seconds=60, cancelled=lambda: time.monotonic() - began > 0.5)
    assert time.monotonic() - began < 5
    assert check(problem, plan) == []


def test_every_plan_that_is_told_is_whole_and_costs_what_the_evaluator_says():
    problem = random_problem(7, visits=40, vehicles=4)
    heard = []
    solve(problem, work=100, on_progress=heard.append)
    assert len(heard) > 1
    for progress in heard:
        assert check(problem, progress.plan) == []
        assert evaluate(problem, progress.plan).cost.parts == progress.plan.parts


def test_a_given_plan_is_never_made_worse():
    problem = random_problem(8, visits=25, vehicles=3)
    first = solve(problem, work=200)
    assert solve(problem, start=first, work=1).parts <= first.parts


def test_a_given_plan_that_no_longer_fits_is_mended():
    wide = on_a_line([10, 20, 30], [stop("a", 1), stop("b", 2), stop("c", 3)], [van(), van("two")])
    plan = solve(wide, work=20)
    narrow = on_a_line(
        [10, 20], [stop("b", 2, (0, 2_000)), stop("d", 1)], [van("two", max_visits=1), van("new")]
    )
    mended = solve(narrow, start=plan, work=20)
    assert check(narrow, mended) == []
    assert mended.unplanned == ()


def test_a_locked_beginning_stays_whatever_it_costs():
    visits = [stop("a", 1), stop("b", 2), stop("c", 3)]
    locks = (Lock("van", prefix=("c", "a")),)
    problem = on_a_line([10, 20, 30], visits, [van(), van("cheap", costs=Costs())], locks=locks)
    assert stops_of(solve(problem, work=50))["van"][:2] == ["c", "a"]


def test_a_locked_beginning_that_cannot_be_driven_is_refused():
    late = [stop("a", 1), stop("b", 2, (0, 2_500))]
    problem = on_a_line([10, 20], late, [van()], locks=(Lock("van", prefix=("a", "b")),))
    assert solve(problem, work=5).unplanned == ()
    problem = on_a_line([10, 20], late, [van(shift=TimeWindow(0, 100))], locks=problem.locks)
    with pytest.raises(LockedPlanError, match="shift_overrun"):
        solve(problem, work=5)


def test_a_higher_priority_is_planned_when_only_one_fits():
    visits = [stop("low", 1, delivery=(60,)), stop("high", 2, delivery=(60,), priority=1)]
    plan = solve(on_a_line([10, 20], visits, [van()]), work=20)
    assert stops_of(plan) == {"van": ["high"]}
    assert plan.unplanned[0].reason.code == "lower_priority"


def test_an_optional_visit_is_made_when_it_is_worth_the_way_and_left_out_when_not():
    worth = on_a_line([10], [stop("a", 1, penalty=2_001)], [van()])
    assert stops_of(solve(worth, work=10)) == {"van": ["a"]}
    not_worth = on_a_line([10], [stop("a", 1, penalty=1_999)], [van()])
    assert solve(not_worth, work=10).routes == ()
    assert solve(not_worth, work=10).cost == 1_999


def test_the_cheaper_of_two_vehicles_drives():
    dear = van("dear", costs=Costs(fixed=500, per_hour=3_600))
    assert stops_of(solve(on_a_line([10], [stop("a", 1)], [dear, van()]), work=10)) == {"van": ["a"]}


def test_costs_are_exact_and_rounded_once():
    problem = on_a_line([1], [stop("a", 1)], [van(costs=Costs(fixed=7, per_hour=1_000, per_km=30))])
    plan = solve(problem, work=1)
    assert plan.parts == 7 * 18_000 + 200 * 1_000 * 5 + 2_000 * 30 * 18
    assert plan.cost == 123  # 7 + 55.56 + 60


def test_no_visits_make_an_empty_plan_and_no_vehicle_is_an_error():
    assert solve(on_a_line([10], [], [van()]), work=1).routes == ()
    with pytest.raises(ProblemError, match="vehicles: at least 1 needed"):
        solve(on_a_line([10], [stop("a", 1)], []), work=1)


def test_ortools_never_offers_a_plan_that_the_checker_refuses():
    from routing.engine.insertion import insert
    from routing.engine.ortools.search import Search, polish
    from routing.engine.plan import Unplanned
    from routing.engine.reasons import reason

    offered = 0
    for seed in range(12):
        problem = random_problem(seed, visits=10, vehicles=3)
        net = Network(problem)
        plans = []
        polish(net, insert(net), Search(60, 10, lambda: False), plans.append)
        for sequences in plans:
            offered += 1
            there = {visit for order in sequences.values() for visit in order}
            left = [
                Unplanned(visit.key, reason("not_placed_yet"))
                for at, visit in enumerate(problem.visits)
                if at not in there
            ]
            assert check(problem, assemble(net, sequences, left)) == []
    assert offered > 20
