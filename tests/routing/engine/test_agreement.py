"""The evaluator, the checker and the engines are written apart; on any problem they must agree."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.engine.check import check
from routing.engine.evaluate import assemble, evaluate
from routing.engine.insertion import insert
from routing.engine.network import Network
from routing.engine.solve import solve
from routing.engine.validate import validate
from tests.routing.engine.worlds import planned, random_problem

SEEDS = st.integers(0, 10**6)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def any_plan(problem, seed):
    """Orders dealt to the vehicles at random, most of such plans impossible."""
    dice = random.Random(seed)
    keys = [visit.key for visit in problem.visits]
    dice.shuffle(keys)
    routes = {}
    for key in keys[: dice.randint(0, len(keys))]:
        routes.setdefault(dice.choice(problem.vehicles).key, []).append(key)
    return planned(problem, **routes)


@QUICK
@given(SEEDS)
def test_evaluator_and_checker_agree_on_any_plan(seed):
    problem = random_problem(seed, visits=4 + seed % 3)
    validate(problem)
    plan = any_plan(problem, seed + 1)
    evaluation, faults = evaluate(problem, plan), check(problem, plan)
    assert {one.code for one in evaluation.violations} == {one.code for one in faults}
    assert evaluation.cost.parts == plan.parts
    assert evaluation.cost.total == plan.cost


@QUICK
@given(SEEDS)
def test_whatever_insertion_builds_passes_the_checker(seed):
    problem = random_problem(seed, visits=9, vehicles=3)
    net = Network(problem)
    sequences = insert(net)
    plan = planned(
        problem,
        **{
            problem.vehicles[car].key: [problem.visits[v].key for v in order]
            for car, order in sequences.items()
        },
    )
    assert check(problem, plan) == []
    assert evaluate(problem, plan).violations == ()
    assert assemble(net, sequences).parts == plan.parts


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SEEDS)
def test_whatever_the_solver_returns_passes_the_checker(seed):
    problem = random_problem(seed, visits=7, vehicles=2)
    heard = []
    plan = solve(problem, seconds=5, work=20, on_progress=heard.append)
    assert check(problem, plan) == []
    assert evaluate(problem, plan).cost.parts == plan.parts
    for progress in heard:
        assert check(problem, progress.plan) == []
        assert evaluate(problem, progress.plan).cost.total == progress.plan.cost
    costs = [progress.plan.parts for progress in heard]
    assert costs == sorted(costs, reverse=True)
    assert plan.parts <= costs[-1]
