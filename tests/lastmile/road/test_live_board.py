"""What the board shows of a day."""

import pytest

from lastmile.models import LoadUnit, StopEstimate, VehicleState, WatchRules
from lastmile.queries.board_shapes import Lateness, LoadProgress
from lastmile.queries.live_board import live_board
from tests.lastmile import worlds
from tests.lastmile.road import fleets
from tests.lastmile.road.fleets import MINUTE, SECOND
from tests.lastmile.worlds import DAY, EIGHT, HOUR

pytestmark = pytest.mark.django_db


def _expect(stop, arrives_at):
    return StopEstimate.objects.create(
        stop=stop, arrives_at=arrives_at, starts_at=arrives_at, departs_at=arrives_at + 3 * MINUTE,
        computed_at=EIGHT, source="ROADS", basis="POSITION",
    )  # fmt: skip


def test_the_board_costs_as_many_queries_for_a_hundred_routes_as_for_fifteen(django_assert_num_queries):
    small, large = worlds.site(), worlds.site()
    for site, routes in ((small, 15), (large, 100)):
        for _ in range(routes):
            fleets.gone(site, stops=2)

    for site, routes in ((small, 15), (large, 100)):
        with django_assert_num_queries(8):
            picture = live_board(site=site, day=DAY, at=EIGHT)
        assert len(picture.routes) == routes
        assert sum(route.total for route in picture.routes) == 2 * routes


def test_a_stop_expected_after_its_window_is_late_and_one_with_little_to_spare_is_at_risk():
    route = fleets.gone(worlds.site(), stops=3, window_minutes=60)
    first, second, third = fleets.stops_of(route)
    _expect(first, first.planned_start_at + 10 * MINUTE)
    _expect(second, second.planned_start_at + 60 * MINUTE - 719 * SECOND)
    _expect(third, third.planned_start_at + 60 * MINUTE + SECOND)

    seen = live_board(site=route.site, day=DAY, at=EIGHT).routes[0]

    assert [stop.lateness for stop in seen.stops] == [Lateness.IN_TIME, Lateness.AT_RISK, Lateness.LATE]
    assert [stop.slack_seconds for stop in seen.stops] == [3000, 719, -1]
    assert (seen.late, seen.at_risk, seen.least_slack_seconds) == (1, 1, -1)


def test_lateness_against_the_promise_is_not_deviation_from_the_plan():
    route = fleets.gone(worlds.site(), stops=1, window_minutes=60)
    (stop,) = fleets.stops_of(route)
    _expect(stop, stop.planned_arrival_at + 20 * MINUTE)

    (seen,) = live_board(site=route.site, day=DAY, at=EIGHT).routes[0].stops

    assert (seen.deviation_seconds, seen.lateness) == (1200, Lateness.IN_TIME)


def test_a_site_decides_what_is_at_risk():
    route = fleets.gone(worlds.site(), stops=1, window_minutes=30)
    WatchRules.objects.create(site=route.site, at_risk_seconds=1801)

    (seen,) = live_board(site=route.site, day=DAY, at=EIGHT).routes[0].stops

    assert (seen.slack_seconds, seen.lateness) == (1800, Lateness.AT_RISK)


def test_a_window_that_is_over_gives_way_to_the_next_one():
    route = fleets.gone(worlds.site(), stops=1, window_minutes=5)
    (stop,) = fleets.stops_of(route)
    delivery = stop.tasks.get().delivery
    delivery.windows.create(opens=EIGHT + 3 * HOUR, closes=EIGHT + 4 * HOUR)
    _expect(stop, stop.planned_start_at + 10 * MINUTE)

    (seen,) = live_board(site=route.site, day=DAY, at=EIGHT).routes[0].stops

    assert seen.window == (EIGHT + 3 * HOUR, EIGHT + 4 * HOUR)
    assert (seen.slack_seconds, seen.lateness) == (3600, Lateness.IN_TIME)


def test_what_was_told_goes_before_what_was_asked_for():
    route = fleets.gone(worlds.site(), stops=1, window_minutes=600)
    (stop,) = fleets.stops_of(route)
    delivery = stop.tasks.get().delivery
    delivery.promised_from, delivery.promised_until = EIGHT, EIGHT + 9 * MINUTE
    delivery.save()

    (seen,) = live_board(site=route.site, day=DAY, at=EIGHT).routes[0].stops

    assert (seen.slack_seconds, seen.lateness) == (-60, Lateness.LATE)


def test_trouble_stands_on_top():
    site = worlds.site()
    calm, late, unpromised = (fleets.gone(site, stops=1, window_minutes=m) for m in (60, -5, None))

    assert [route.code for route in live_board(site=site, day=DAY, at=EIGHT).routes] == [
        late.code, calm.code, unpromised.code,
    ]  # fmt: skip


def test_progress_of_stops_and_of_the_load():
    route = fleets.gone(worlds.site(), stops=3)
    fleets.finish(fleets.stops_of(route)[0], arrived=EIGHT + 10 * MINUTE, left=EIGHT + 12 * MINUTE)
    _first, second, third = LoadUnit.objects.order_by("pk")
    LoadUnit.objects.filter(pk=second.pk).update(loaded_at=None, short_reason="DAMAGED")
    LoadUnit.objects.filter(pk=third.pk).update(loaded_at=None, short_reason="MISSING")

    (seen,) = live_board(site=route.site, day=DAY, at=EIGHT).routes

    assert (seen.done, seen.total, seen.load) == (1, 3, LoadProgress(3, 1, 2))
    assert seen.stops[0].arrives_at == EIGHT + 10 * MINUTE
    assert seen.returns_at == seen.stops[2].departs_at + 10 * MINUTE


def test_a_van_that_moved_and_fell_silent_is_stale_and_one_that_stands_is_not():
    site = worlds.site()
    for stands_since in (None, EIGHT):
        route = fleets.gone(site, stops=1)
        VehicleState.objects.create(
            vehicle=route.vehicle, route=route, fixed_at=EIGHT, received_at=EIGHT, longitude=24.9,
            latitude=60.1, speed_kmh=40, stands_since=stands_since,
        )  # fmt: skip

    five, later = EIGHT + 5 * MINUTE, EIGHT + 5 * MINUTE + SECOND
    assert _stale(site, five) == [False, False]
    assert _stale(site, later) == [True, False]


def _stale(site, at):
    return [route.vehicle_state.is_stale for route in live_board(site=site, day=DAY, at=at).routes]


def test_where_a_van_was_on_another_route_is_not_shown():
    route = fleets.gone(worlds.site(), stops=1)
    VehicleState.objects.create(
        vehicle=route.vehicle, route=None, fixed_at=EIGHT, longitude=24.9, latitude=60.1
    )

    assert live_board(site=route.site, day=DAY, at=EIGHT).routes[0].vehicle_state is None
