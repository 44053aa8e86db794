"""Every visit that is left out has a reason, and its suggestion, carried out, gets it planned."""

import numpy as np
import pytest

from routing.engine.check import check
from routing.engine.errors import ProblemError
from routing.engine.limits import NO_ROAD
from routing.engine.problem import Break, Lock, Problem, TimeWindow, Travel
from routing.engine.reasons import TEXTS
from routing.engine.solve import solve
from routing.engine.suggest import KINDS, apply_suggestion
from routing.engine.validate import validate
from tests.routing.engine.worlds import line, on_a_line, random_problem, stop, van


def island():
    places, travel = line(0, 10, 20)
    distances, durations = travel["van"].distances.copy(), travel["van"].durations.copy()
    distances[:, 2] = durations[:, 2] = NO_ROAD
    np.fill_diagonal(distances, 0)
    np.fill_diagonal(durations, 0)
    return Problem(("units",), places, {"van": Travel(durations, distances)}, (stop("a", 2),), (van(),))


def one(visit, *vehicles, **more):
    return on_a_line([10, 20, 400], [visit], vehicles or [van()], **more)


def full(*visits, **more):
    return on_a_line([10, 20], [stop("first", 1, priority=9), *visits], [van(**more)])


DUTY = TimeWindow(0, 4_000)
WORLDS = {
    "no_skill": (one(stop("a", 1, skills=frozenset({"adr"}))), "add_skill"),
    "no_feature": (one(stop("a", 1, features=frozenset({"lift"}))), "add_vehicle_feature"),
    "vehicle_not_allowed": (one(stop("a", 1, vehicles=frozenset())), "allow_vehicle"),
    "locked_elsewhere": (
        one(
            stop("a", 1, vehicles=frozenset({"van"})),
            van(),
            van("other"),
            locks=(Lock("other", visits=frozenset({"a"})),),
        ),
        "allow_vehicle",
    ),
    "too_big": (one(stop("a", 1, delivery=(250,)), van(), van("b"), van("c")), "split_order"),
    "cannot_carry": (one(stop("a", 1), van(capacity=(0,))), "raise_capacity"),
    "no_road": (island(), "move_visit"),
    "window_too_early": (one(stop("a", 1, (0, 500))), "widen_window"),
    "window_too_late": (one(stop("a", 1, (3_500, 3_600)), van(shift=DUTY)), "extend_shift"),
    "too_far_for_shift": (one(stop("a", 3), van(shift=DUTY)), "extend_shift"),
    "too_long_for_vehicle": (one(stop("a", 1), van(max_seconds=1_999)), "raise_limit"),
    "too_far_for_vehicle": (one(stop("a", 1), van(max_metres=19_999)), "raise_limit"),
    "no_stops_allowed": (one(stop("a", 1), van(max_visits=0)), "raise_limit"),
    "break_in_the_way": (
        one(stop("a", 1, service=900), van(shift=TimeWindow(0, 2_900), breaks=(Break(500, 1_500, 300),))),
        "drop_breaks",
    ),
    "too_expensive": (one(stop("a", 1, penalty=10)), "make_mandatory"),
    "windows_full": (
        full(stop("b", 1, (1_000, 1_000), priority=9, service=500), stop("a", 2, (2_000, 2_050), priority=9)),
        "widen_window",
    ),
    "shifts_full": (
        full(stop("b", 1, priority=9, service=1_500), stop("a", 1, priority=9, service=1_000), shift=DUTY),
        "extend_shift",
    ),
    "locked_and_full": (
        on_a_line(
            [10, 20],
            [stop("b", 1, delivery=(90,), priority=9), stop("a", 1, delivery=(20,))],
            [van(), van("other", capacity=(30,))],
            locks=(Lock("van", visits=frozenset({"a", "b"})),),
        ),
        "unlock",
    ),
    "vehicles_full": (full(stop("a", 1, delivery=(100,), priority=9)), "add_vehicle"),
    "all_full": (full(stop("a", 1, priority=9), max_visits=1), "add_vehicle"),
    "lower_priority": (full(stop("a", 1, delivery=(100,), priority=1)), "add_vehicle"),
}


@pytest.mark.parametrize("code", sorted(WORLDS))
def test_the_reason_is_named_and_its_suggestion_gets_the_visit_planned(code):
    problem, kind = WORLDS[code]
    validate(problem)
    plan = solve(problem, work=30)
    assert [(left.reason.code, left.suggestion["kind"]) for left in plan.unplanned] == [(code, kind)]
    better = apply_suggestion(problem, plan.unplanned[0].suggestion)
    validate(better)
    mended = solve(better, start=plan, work=30)
    assert mended.unplanned == ()
    assert check(better, mended) == []


def test_every_reason_has_a_world_in_which_it_is_given():
    assert set(TEXTS) - {"not_placed_yet"} == set(WORLDS)


def test_several_obstacles_are_removed_together():
    problem = one(stop("a", 3, (0, 100), skills=frozenset({"adr"}), delivery=(150,)), van(), van("two"))
    plan = solve(problem, work=5)
    assert plan.unplanned[0].reason.code == "no_skill"
    assert plan.unplanned[0].suggestion["kind"] == "several"
    better = apply_suggestion(problem, plan.unplanned[0].suggestion)
    assert solve(better, start=plan, work=5).unplanned == ()


@pytest.mark.parametrize("seed", range(25))
def test_in_any_world_every_suggestion_gets_its_visit_planned(seed):
    problem = random_problem(seed, visits=9, vehicles=2)
    plan = solve(problem, work=10)
    for left in plan.unplanned:
        assert left.reason.text
        assert left.suggestion is not None
        better = apply_suggestion(problem, left.suggestion)
        validate(better)
        mended = solve(better, start=plan, work=5)
        planned = {stop.visit for route in mended.routes for stop in route.stops}
        assert left.visit in planned


def test_a_suggestion_that_does_not_fit_is_refused_with_its_place():
    problem = one(stop("a", 1))
    with pytest.raises(ProblemError, match=r"suggestion\.kind: there is no kind 'fly'"):
        apply_suggestion(problem, {"kind": "fly"})
    with pytest.raises(ProblemError, match="suggestion: does not fit this problem"):
        apply_suggestion(problem, {"kind": "widen_window", "visit": "nobody", "opens": 0, "closes": 1})
    with pytest.raises(ProblemError, match="suggestion: does not fit this problem"):
        apply_suggestion(problem, {"kind": "extend_shift", "vehicle": "nobody", "seconds": 1})
    for kind in KINDS - {"unlock"}:
        with pytest.raises(ProblemError):
            apply_suggestion(problem, {"kind": kind})


def test_a_suggestion_leaves_the_problem_as_it_was():
    problem = one(stop("a", 1, (0, 500)))
    wider = apply_suggestion(problem, {"kind": "widen_window", "visit": "a", "opens": 400, "closes": 900})
    assert problem.visits[0].windows == (TimeWindow(0, 500),)
    assert wider.visits[0].windows == (TimeWindow(0, 900),)
    twin = apply_suggestion(problem, {"kind": "add_vehicle", "like": "van", "key": "van (2)"})
    assert [vehicle.key for vehicle in twin.vehicles] == ["van", "van (2)"]
