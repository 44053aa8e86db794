"""When vehicles are expected at their stops."""

from datetime import timedelta

import pytest

from lastmile.models import ShiftBreak, Stop, StopEstimate, VehicleState
from lastmile.services import etas
from lastmile.states import StopStatus
from tests.lastmile import worlds
from tests.lastmile.road import fleets
from tests.lastmile.road.fleets import MINUTE, SECOND
from tests.lastmile.worlds import EIGHT, HOUR

pytestmark = pytest.mark.django_db


def _minutes(route):
    """Per stop: minutes after eight at which it is expected, in order."""
    rows = StopEstimate.objects.filter(stop__trip__route=route).order_by(
        "stop__trip__number", "stop__sequence"
    )
    return [round((row.arrives_at - EIGHT).total_seconds() / 60, 2) for row in rows]


def _seen(route, *, north, at, **facts):
    values = {"longitude": 24.94, "latitude": 60.17 + north, "fixed_at": at, "received_at": at} | facts
    return VehicleState.objects.create(vehicle=route.vehicle, route=route, **values)


def test_without_a_position_the_plan_is_rolled_forward_from_the_departure():
    route = fleets.gone(worlds.site(), stops=3)

    assert etas.refresh(route_ids=[route.pk], at=EIGHT) == 3

    assert _minutes(route) == [7, 17, 27]
    assert set(StopEstimate.objects.values_list("source", "basis")) == {("PLAN", "DEPARTURE")}


def test_what_should_have_happened_long_ago_is_expected_now_at_the_earliest():
    route = fleets.gone(worlds.site(), stops=2)

    etas.refresh(route_ids=[route.pk], at=EIGHT + 30 * MINUTE)

    assert _minutes(route) == [30, 40]


def test_the_last_stop_that_was_left_counts():
    route = fleets.gone(worlds.site(), stops=3)
    fleets.finish(fleets.stops_of(route)[0], arrived=EIGHT + 15 * MINUTE, left=EIGHT + 20 * MINUTE)

    etas.refresh(route_ids=[route.pk], at=EIGHT + 21 * MINUTE)

    assert _minutes(route) == [27, 37]
    assert set(StopEstimate.objects.values_list("basis", flat=True)) == {"LAST_STOP"}


def test_a_position_newer_than_the_last_stop_counts_more_and_the_way_is_asked_anew():
    route = fleets.gone(worlds.site(), stops=3)
    _seen(route, north=0.0, at=EIGHT + 5 * MINUTE)

    etas.refresh(route_ids=[route.pk], at=EIGHT + 5 * MINUTE)

    first, second, third = StopEstimate.objects.order_by("arrives_at")
    assert first.arrives_at == EIGHT + 5 * MINUTE + 181 * SECOND
    assert second.arrives_at == first.departs_at + 7 * MINUTE
    assert third.arrives_at == second.departs_at + 7 * MINUTE
    assert {row.source for row in (first, second, third)} == {"ESTIMATED"}
    assert first.basis == "POSITION"


def test_a_slow_vehicle_needs_longer_than_the_roads_say():
    route = fleets.gone(worlds.site(), stops=1)
    route.vehicle.type.speed_permille = 500
    route.vehicle.type.save()
    _seen(route, north=0.0, at=EIGHT)

    etas.refresh(route_ids=[route.pk], at=EIGHT)

    assert StopEstimate.objects.get().arrives_at == EIGHT + 362 * SECOND


def test_a_position_from_before_the_last_stop_does_not_count():
    route = fleets.gone(worlds.site(), stops=2)
    fleets.finish(fleets.stops_of(route)[0], arrived=EIGHT + 15 * MINUTE, left=EIGHT + 20 * MINUTE)
    _seen(route, north=0.0, at=EIGHT + 19 * MINUTE)

    etas.refresh(route_ids=[route.pk], at=EIGHT + 20 * MINUTE)

    assert _minutes(route) == [27]


def test_while_the_van_stands_at_a_door_the_rest_of_the_service_is_left():
    route = fleets.gone(worlds.site(), stops=2)
    first = fleets.stops_of(route)[0]
    Stop.objects.filter(pk=first.pk).update(status=StopStatus.ARRIVED, arrived_at=EIGHT + 10 * MINUTE)

    etas.refresh(route_ids=[route.pk], at=EIGHT + 11 * MINUTE)
    assert _minutes(route) == [10, 20]

    etas.refresh(route_ids=[route.pk], at=EIGHT + 19 * MINUTE)
    assert _minutes(route) == [10, 26]


def test_a_van_that_has_been_in_the_circle_of_a_stop_is_taken_as_arrived_though_nobody_tapped():
    route = fleets.gone(worlds.site(), stops=2)
    first = fleets.stops_of(route)[0]
    state = _seen(route, north=0.009, at=EIGHT + 10 * MINUTE, near_stop=first, near_since=EIGHT + 9 * MINUTE)

    etas.refresh(route_ids=[route.pk], at=EIGHT + 10 * MINUTE)
    assert _minutes(route) == [9, 19]
    assert Stop.objects.get(pk=first.pk).status == StopStatus.PLANNED

    state.near_since = EIGHT + 10 * MINUTE - 29 * SECOND
    state.save()
    etas.refresh(route_ids=[route.pk], at=EIGHT + 10 * MINUTE)
    assert StopEstimate.objects.get(stop=first).basis == "POSITION"


def test_a_van_waits_for_the_window_to_open_and_the_stops_after_it_wait_too():
    route = fleets.gone(worlds.site(), stops=2)
    first = fleets.stops_of(route)[0]
    first.tasks.get().delivery.windows.update(opens=EIGHT + 30 * MINUTE, closes=EIGHT + 40 * MINUTE)

    etas.refresh(route_ids=[route.pk], at=EIGHT)

    estimate = StopEstimate.objects.get(stop=first)
    assert (estimate.arrives_at, estimate.starts_at) == (EIGHT + 7 * MINUTE, EIGHT + 30 * MINUTE)
    assert (estimate.due_at, estimate.slack_seconds) == (EIGHT + 40 * MINUTE, 600)
    assert _minutes(route) == [7, 40]


def test_after_a_stop_that_was_taken_out_the_way_is_asked_anew():
    route = fleets.gone(worlds.site(), stops=3)
    first, second, third = fleets.stops_of(route)
    fleets.finish(first, arrived=EIGHT + 7 * MINUTE, left=EIGHT + 10 * MINUTE)
    Stop.objects.filter(pk=second.pk).update(status=StopStatus.SKIPPED)

    etas.refresh(route_ids=[route.pk], at=EIGHT + 10 * MINUTE)

    estimate = StopEstimate.objects.get(stop=third)
    assert estimate.arrives_at == EIGHT + 10 * MINUTE + 361 * SECOND
    assert estimate.source == "ESTIMATED"


def test_a_break_is_taken_within_the_window_of_the_shift():
    route = fleets.gone(worlds.site(), stops=2)
    _first, second = fleets.stops_of(route)
    task = second.tasks.get()
    second.address = second.longitude = second.latitude = None
    second.travel_seconds = 60
    second.save()
    task.delivery, task.kind, task.service_seconds = None, "BREAK", 1800
    task.load_units.all().delete()
    task.save()
    ShiftBreak.objects.create(
        shift=route.shift, number=1, opens=EIGHT + 15 * MINUTE, closes=EIGHT + 2 * HOUR, duration_seconds=1800
    )

    etas.refresh(route_ids=[route.pk], at=EIGHT)

    rest = StopEstimate.objects.get(stop=second)
    assert rest.arrives_at == EIGHT + 11 * MINUTE
    assert rest.starts_at == EIGHT + 15 * MINUTE
    assert rest.departs_at == EIGHT + 45 * MINUTE
    assert rest.due_at is None


def test_a_van_that_has_not_left_is_expected_by_its_plan_or_by_now():
    route = fleets.gone(worlds.site(), stops=1, departed=False)

    etas.refresh(route_ids=[route.pk], at=EIGHT - HOUR)
    assert _minutes(route) == [7]

    etas.refresh(route_ids=[route.pk], at=EIGHT + HOUR)
    assert _minutes(route) == [67]
    assert StopEstimate.objects.get().basis == "PLAN"


def test_the_fleet_costs_as_many_queries_as_five_vans(django_assert_num_queries):
    site = worlds.site()
    routes = [fleets.gone(site, stops=2) for _ in range(100)]
    for number, route in enumerate(routes):
        _seen(route, north=0.0001 * number, at=EIGHT)

    with django_assert_num_queries(9):
        etas.refresh(route_ids=[route.pk for route in routes[:5]], at=EIGHT)
    with django_assert_num_queries(9):
        assert etas.refresh(route_ids=[route.pk for route in routes], at=EIGHT) == 200


def test_an_older_answer_never_replaces_a_newer_one():
    route = fleets.gone(worlds.site(), stops=1)
    etas.refresh(route_ids=[route.pk], at=EIGHT + 20 * MINUTE)

    etas.refresh(route_ids=[route.pk], at=EIGHT + 10 * MINUTE)

    assert _minutes(route) == [20]


def test_a_stop_that_is_over_keeps_its_last_estimate():
    route = fleets.gone(worlds.site(), stops=2)
    etas.refresh(route_ids=[route.pk], at=EIGHT)
    fleets.finish(fleets.stops_of(route)[0], arrived=EIGHT + 9 * MINUTE, left=EIGHT + 12 * MINUTE)

    etas.refresh(route_ids=[route.pk], at=EIGHT + 12 * MINUTE)

    assert _minutes(route) == [7, 19]


def test_a_stop_that_ends_while_the_roads_are_asked_keeps_its_last_estimate(monkeypatch):
    route = fleets.gone(worlds.site(), stops=2)
    etas.refresh(route_ids=[route.pk], at=EIGHT)
    ask = etas.travel.legs

    def answer_late(*, pairs):
        fleets.finish(fleets.stops_of(route)[0], arrived=EIGHT + 9 * MINUTE, left=EIGHT + 12 * MINUTE)
        return ask(pairs=pairs)

    monkeypatch.setattr(etas.travel, "legs", answer_late)
    etas.refresh(route_ids=[route.pk], at=EIGHT + 30 * MINUTE)

    assert _minutes(route) == [7, 40]


def test_later_trips_begin_no_earlier_than_planned():
    site = worlds.site()
    route = fleets.gone(site, stops=1)
    trip = route.trips.create(
        number=2, from_site=site, to_site=site, departs_at=EIGHT + HOUR, returns_at=EIGHT + 2 * HOUR
    )
    again = worlds.stop(trip, 1, travel_seconds=420, longitude=24.94, latitude=60.18)
    worlds.task(again, worlds.delivery(site, status="OUT"))

    etas.refresh(route_ids=[route.pk], at=EIGHT)

    assert _minutes(route) == [7, 67]


def test_nobody_is_called_for_a_few_seconds(django_capture_on_commit_callbacks):
    route = fleets.gone(worlds.site(), stops=1)

    assert len(_calls(django_capture_on_commit_callbacks, route, EIGHT)) == 3
    assert len(_calls(django_capture_on_commit_callbacks, route, EIGHT + 7 * MINUTE + 59 * SECOND)) == 0
    assert len(_calls(django_capture_on_commit_callbacks, route, EIGHT + timedelta(minutes=9))) == 3


def _calls(capture, route, at):
    with capture() as calls:
        etas.refresh(route_ids=[route.pk], at=at)
    return calls
