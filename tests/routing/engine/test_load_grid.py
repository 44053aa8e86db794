"""Places in a vehicle: whatever is loaded, nothing of an earlier stop stands behind a later one."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engine.load_plan import Compartment, LoadUnit, plan_load, rehandles
from routing.engine.slots import Grid, Slot, Weight, default_grid, in_the_way
from routing.engine.slots import rehandles as cost_of

BANDS = ("AMBIENT", "CHILLED")
units_of_a_day = st.lists(
    st.tuples(
        st.integers(1, 12), st.integers(0, 40_000), st.integers(0, 90_000), st.sampled_from(BANDS),
        st.booleans(), st.booleans(),
    ),
    max_size=60,
)  # fmt: skip
grids = st.tuples(st.integers(1, 6), st.integers(1, 3), st.integers(1, 4), st.integers(5_000, 60_000))


def units(facts):
    return [LoadUnit(f"{n:03d}", *one) for n, one in enumerate(facts)]


def spaces(cold, dry):
    return [
        Compartment("cold", "left", "CHILLED", 300_000, 900_000, None, cold[3], *cold[:3]),
        Compartment("dry", "rear", "AMBIENT", 500_000, 2_000_000, None, dry[3], *dry[:3]),
    ]


@settings(max_examples=150, deadline=None)
@given(units_of_a_day, grids, grids)
def test_any_load_unloads_stop_by_stop_within_its_limits_and_forgets_nothing(facts, cold, dry):
    given_units, vans = units(facts), spaces(cold, dry)
    plan = plan_load(vans, given_units)
    of = {unit.key: unit for unit in given_units}
    assert rehandles(plan.placements) == 0
    for place in plan.placements:
        assert all(of[other].stop <= place.stop for other in place.blocked_by)
    named = [one.unit for one in plan.placements] + [one.unit for one in plan.misfits]
    assert sorted(named) == sorted(of)
    assert len({(one.group, one.row, one.lane, one.tier) for one in plan.placements}) == len(plan.placements)
    for van in vans:
        inside = [one for one in plan.placements if one.group == van.group]
        assert sum(of[one.unit].grams for one in inside) == plan.grams[van.key] <= van.max_grams
        assert sum(of[one.unit].millilitres for one in inside) <= van.max_millilitres
        assert all(of[one.unit].band == van.band for one in inside)
        assert all((one.row <= van.rows, one.lane <= van.lanes, one.tier <= van.tiers) for one in inside)
        for one in inside:
            above = [u for u in inside if (u.row, u.lane) == (one.row, one.lane) and u.tier > one.tier]
            assert not (above and of[one.unit].fragile)
            assert one.tier > 1 or sum(of[u.unit].grams for u in above) <= van.max_on_one


def test_sixty_stops_and_a_hundred_and_forty_units_replay_to_the_same_plan():
    dice = random.Random(5)
    day = [
        LoadUnit(f"{n:03d}", n % 60 + 1, dice.randrange(200, 20_000), fragile=not n % 9) for n in range(140)
    ]
    van = [Compartment("box", rows=15, lanes=3, tiers=4, max_on_one=60_000)]
    plan = plan_load(van, day)
    assert len(plan.placements) == 140
    for seed in range(5):
        shuffled = day[:]
        random.Random(seed).shuffle(shuffled)
        assert plan_load(van, shuffled) == plan


def test_nothing_is_put_on_what_may_break_nor_more_than_a_unit_bears():
    grid = Grid(rows=2, lanes=1, tiers=3, most_on_one=10)
    assert [grid.take(Weight(8)), grid.take(Weight(6)), grid.take(Weight(6))] == [
        (1, 1, 1),
        (1, 1, 2),
        (2, 1, 1),
    ]
    assert grid.take(Weight(1, fragile=True)) == (2, 1, 2)
    assert grid.take(Weight(1)) is None


def test_rigid_goes_in_before_what_gives_way():
    day = [LoadUnit("soft", 1, 9_000), LoadUnit("cage", 1, 5_000, rigid=True)]
    assert plan_load([Compartment("box")], day).loading_list == ("cage", "soft")


def test_what_a_unit_before_its_turn_costs_and_what_taking_one_out_costs():
    slots = {str(stop): Slot("box", 4 - stop, 4 - stop, 1, 1) for stop in (1, 2, 3)}
    stops = {"1": 1, "2": 2, "3": 3}
    assert cost_of(slots, "1", stops=stops, waiting=["1", "2", "3"]) == ("3", "2")
    assert cost_of(slots, "2", stops=stops, waiting=["1", "2"]) == ()
    assert in_the_way(slots, "3", inside=["1", "2", "3"]) == ("2", "1")


@pytest.mark.parametrize(
    ("pieces", "litres", "grid"),
    [(4, 1, (4, 1, 1)), (25, 1, (7, 2, 2)), (120, 1, (10, 3, 4)), (None, 600, (3, 2, 2))],
)
def test_a_space_that_nobody_measured_gets_places_for_what_it_takes(pieces, litres, grid):
    rows, lanes, tiers = found = default_grid(units=pieces, millilitres=litres * 1000)
    assert rows * lanes * tiers >= (pieces or litres // 60)
    assert found == grid
