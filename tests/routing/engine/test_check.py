"""The checker believes nothing that stands in a plan: each lie is found."""

from dataclasses import replace

import pytest

from routing.engine.check import check
from routing.engine.evaluate import evaluate
from routing.engine.plan import PlannedBreak, Unplanned
from routing.engine.problem import Break
from routing.engine.reasons import reason
from tests.routing.engine.worlds import on_a_line, planned, stop, van

PROBLEM = on_a_line([10, 20], [stop("a", 1, service=60), stop("b", 2)], [van(), van("two")])
PLAN = planned(PROBLEM, van=["a", "b"])
ROUTE = PLAN.routes[0]


def with_route(**changes):
    return replace(PLAN, routes=(replace(ROUTE, **changes),))


def with_stop(at, **changes):
    stops = list(ROUTE.stops)
    stops[at] = replace(stops[at], **changes)
    return with_route(stops=tuple(stops))


LIES = [
    ("wrong_cost", replace(PLAN, parts=PLAN.parts - 1)),
    ("wrong_cost", replace(PLAN, cost=PLAN.cost + 1)),
    ("wrong_distance", with_route(metres=39_999)),
    ("too_fast", with_stop(0, arrival=999, start=999, departure=1_059)),
    ("too_fast", with_stop(1, start=2_059, departure=2_059)),
    ("wrong_service", with_stop(0, departure=1_059)),
    ("too_fast", with_route(arrival=4_059)),
    ("forgotten", replace(PLAN, routes=(), parts=PLAN.parts)),
    ("planned_twice", replace(PLAN, unplanned=(Unplanned("a", reason("no_road")),))),
    ("unknown_visit", replace(PLAN, unplanned=(Unplanned("z", reason("no_road")),))),
    ("unknown_vehicle", with_route(vehicle="zeppelin")),
    ("vehicle_twice", replace(PLAN, routes=(ROUTE, ROUTE))),
    ("empty_route", replace(PLAN, routes=(ROUTE, replace(ROUTE, vehicle="two", stops=())))),
    ("break_misplaced", with_route(breaks=(PlannedBreak(0, 100, 200, 0),))),
]


def test_the_honest_plan_is_good():
    assert check(PROBLEM, PLAN) == []


@pytest.mark.parametrize(("code", "plan"), LIES, ids=[f"{code}-{at}" for at, (code, _) in enumerate(LIES)])
def test_a_lie_is_found(code, plan):
    assert code in {fault.code for fault in check(PROBLEM, plan)}


@pytest.mark.parametrize(
    "rest",
    [
        PlannedBreak(0, 499, 799, 0),
        PlannedBreak(0, 500, 799, 0),
        PlannedBreak(0, 901, 1_201, 0),
        PlannedBreak(0, 1_000, 1_300, 0),
        PlannedBreak(0, 900, 1_200, 7),
    ],
)
def test_a_break_at_the_wrong_time_or_place_is_found(rest):
    problem = on_a_line([10], [stop("a", 1, (1_200, 1_300))], [van(breaks=(Break(500, 900, 300),))])
    plan = planned(problem, van=["a"])
    route = plan.routes[0]
    assert check(problem, plan) == []
    lie = replace(plan, routes=(replace(route, departure=0, breaks=(rest,)),))
    assert {"break_missed", "break_misplaced"} & {fault.code for fault in check(problem, lie)}


def test_the_evaluator_names_what_is_not_in_the_problem_or_stands_twice():
    plan = replace(PLAN, unplanned=(Unplanned("a", reason("no_road")), Unplanned("z", reason("no_road"))))
    assert {one.code for one in evaluate(PROBLEM, plan).violations} == {"planned_twice", "unknown_visit"}
    nobody = with_route(vehicle="zeppelin")
    assert {one.code for one in evaluate(PROBLEM, nobody).violations} == {"unknown_vehicle"}


def test_figures_of_a_route_add_up():
    problem = on_a_line(
        [10, 20], [stop("a", 1, (0, 1_500), service=60), stop("b", 2, (5_000, 5_500))], [van()]
    )
    figures = evaluate(problem, planned(problem, van=["a", "b"])).routes[0]
    assert (figures.driving, figures.service, figures.waiting, figures.resting) == (4_000, 60, 2_440, 0)
    assert figures.arrival - figures.departure == 6_500
    assert figures.loads == ((2,), (1,), (0,))
    assert figures.slack == (0, 500)
    assert figures.cost.total == 6_500
