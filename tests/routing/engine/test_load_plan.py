"""The order of loading: last stop first, behind each door, and what a change of route costs."""

import pytest

from routing.engine.load_plan import DEAD_END, OPEN, Compartment, LoadUnit, Misfit, plan_load, rehandles


def unit(key, stop, grams=1_000, **more):
    return LoadUnit(key, stop, grams, **more)


def test_the_last_stop_is_loaded_first():
    plan = plan_load([Compartment("box")], [unit("a", 1), unit("b", 2), unit("c", 3)])
    assert plan.loading_list == ("c", "b", "a")
    assert {one.unit: one.load_rank for one in plan.placements} == {"c": 1, "b": 2, "a": 3}


def test_heavy_goes_before_light_and_fragile_last_within_a_stop():
    units = [unit("glass", 1, 9_000, fragile=True), unit("light", 1, 100), unit("heavy", 1, 5_000)]
    assert plan_load([Compartment("box")], units).loading_list == ("heavy", "light", "glass")


def test_a_drive_through_lane_is_staged_in_loading_order_and_a_dead_end_in_reverse():
    units = [unit("a", 1), unit("b", 2), unit("c", 3)]
    through = {one.unit: one.stage_rank for one in plan_load([Compartment("box")], units).placements}
    dead_end = {
        one.unit: one.stage_rank for one in plan_load([Compartment("box")], units, lane=DEAD_END).placements
    }
    assert through == {"c": 1, "b": 2, "a": 3}
    assert dead_end == {"a": 1, "b": 2, "c": 3}
    assert plan_load([Compartment("box")], units, lane=OPEN).loading_list == ("c", "b", "a")


def test_an_unknown_kind_of_lane_is_refused():
    with pytest.raises(ValueError, match="no such kind of lane: 'round'"):
        plan_load([], [], lane="round")


def test_every_door_has_its_own_order():
    spaces = [Compartment("cold", "side_left", "chilled"), Compartment("box", "rear")]
    units = [
        unit("milk 1", 1, band="chilled"),
        unit("box 1", 1),
        unit("milk 2", 2, band="chilled"),
        unit("box 2", 2),
    ]
    ranks = {one.unit: (one.group, one.load_rank) for one in plan_load(spaces, units).placements}
    assert ranks == {
        "milk 2": ("cold/side_left", 1),
        "milk 1": ("cold/side_left", 2),
        "box 2": ("box/rear", 1),
        "box 1": ("box/rear", 2),
    }


def test_a_unit_without_a_compartment_of_its_band_has_no_place():
    plan = plan_load([Compartment("box")], [unit("ice", 1, band="frozen")])
    assert plan.misfits == (Misfit("ice", "no_compartment"),)


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ({"max_grams": 1_999}, "too_heavy"),
        ({"max_millilitres": 9}, "too_large"),
        ({"max_units": 1}, "too_many"),
        ({"rows": 1}, "too_many"),
    ],
)
def test_what_exceeds_a_compartment_is_named(limit, code):
    units = [unit("a", 1, millilitres=5), unit("b", 2, millilitres=5)]
    plan = plan_load([Compartment("box", **limit)], units)
    assert plan.misfits == (Misfit("a", code),)
    assert [one.unit for one in plan.placements] == ["b"]


@pytest.mark.parametrize(
    "limit", [{"max_grams": 2_000}, {"max_millilitres": 10}, {"max_units": 2}, {"rows": 2}]
)
def test_what_just_fills_a_compartment_fits(limit):
    plan = plan_load(
        [Compartment("box", **limit)], [unit("a", 1, millilitres=5), unit("b", 2, millilitres=5)]
    )
    assert plan.misfits == ()
    assert plan.grams == {"box": 2_000}
    assert plan.millilitres == {"box": 10}


def test_the_next_compartment_of_the_band_takes_what_the_first_cannot():
    spaces = [Compartment("front", max_units=1), Compartment("back")]
    groups = {one.unit: one.group for one in plan_load(spaces, [unit("a", 1), unit("b", 2)]).placements}
    assert groups == {"b": "front/rear", "a": "back/rear"}


def test_positions_are_filled_from_the_bulkhead_row_by_row():
    spaces = [Compartment("box", rows=2, lanes=2)]
    plan = plan_load(spaces, [unit(str(stop), stop) for stop in (1, 2, 3, 4)])
    spots = {one.unit: (one.row, one.lane) for one in plan.placements}
    assert spots == {"4": (1, 1), "3": (1, 2), "2": (2, 1), "1": (2, 2)}
    assert {one.unit: one.blocked_by for one in plan.placements} == {
        "4": ("2",),
        "3": ("1",),
        "2": (),
        "1": (),
    }


def test_a_fresh_load_needs_no_rehandling():
    plan = plan_load([Compartment("box", rows=3, lanes=2)], [unit(str(stop), stop) for stop in range(1, 7)])
    assert rehandles(plan.placements) == 0


def test_a_changed_route_counts_every_unit_that_stands_in_the_way_once():
    plan = plan_load([Compartment("box")], [unit("a", 1), unit("b", 2), unit("c", 3)])
    assert rehandles(plan.placements, {"a": 3, "b": 2, "c": 1}) == 2
    assert rehandles(plan.placements, {"a": 2, "b": 1}) == 1
