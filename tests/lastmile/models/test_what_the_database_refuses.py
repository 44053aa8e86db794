"""Each rule of the tables is broken on purpose; the database names it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from lastmile.models import Address, Delivery, Route, RouteRevision, Shift, Stop, StopTask, Trip
from tests.lastmile import worlds
from tests.lastmile.worlds import EIGHT, HOUR

pytestmark = pytest.mark.django_db


def refused(name: str):
    """The database refuses the block and names the rule."""
    return pytest.raises((IntegrityError, InternalError), match=name)


@pytest.fixture
def site():
    return worlds.site("HEL")


def test_a_vehicle_is_on_one_shift_at_a_time(site):
    first = worlds.shift(site)
    with refused("no_overlapping_shift_per_vehicle"), transaction.atomic():
        worlds.shift(site, first.vehicle, opens=EIGHT + 7 * HOUR)
    worlds.shift(site, first.vehicle, opens=EIGHT + 8 * HOUR)


def test_a_driver_is_on_one_shift_at_a_time(site):
    cem = worlds.driver(site)
    first = worlds.shift(site, driver=cem)
    with refused("no_overlapping_shift_per_driver"), transaction.atomic():
        worlds.shift(site, driver=cem, opens=EIGHT + HOUR)
    Shift.objects.filter(pk=first.pk).update(cancelled_at=EIGHT)
    worlds.shift(site, driver=cem, opens=EIGHT + HOUR)


def test_shifts_without_a_driver_do_not_collide(site):
    worlds.shift(site)
    worlds.shift(site)
    assert Shift.objects.count() == 2


def test_a_vehicle_is_on_one_active_route_at_a_time(site):
    shift = worlds.shift(site)
    first = worlds.route(shift)
    with refused("no_overlapping_active_routes_per_vehicle"), transaction.atomic():
        worlds.route(shift, starts_at=EIGHT + HOUR)
    Route.objects.filter(pk=first.pk).update(status="CANCELLED", cancelled_at=EIGHT)
    worlds.route(shift, starts_at=EIGHT + HOUR)


def test_a_driver_is_on_one_active_route_at_a_time(site):
    cem = worlds.driver(site)
    early = worlds.shift(site, driver=cem)
    late = worlds.shift(site, driver=cem, opens=EIGHT + 8 * HOUR)
    worlds.route(early)
    with refused("no_overlapping_active_routes_per_driver"), transaction.atomic():
        worlds.route(late, starts_at=EIGHT + HOUR)


def test_a_delivery_has_one_open_task(site):
    shift, delivery = worlds.shift(site), worlds.delivery(site)
    worlds.route(shift, delivery)
    with refused("one_open_task_per_delivery"), transaction.atomic():
        worlds.route(shift, delivery, starts_at=EIGHT + 4 * HOUR)
    StopTask.objects.update(status="CANCELLED", ended_at=EIGHT)
    worlds.route(shift, delivery, starts_at=EIGHT + 4 * HOUR)


@pytest.mark.parametrize(
    ("model", "change", "rule"),
    [
        (Route, {"status": "RELEASED"}, "time_of_release"),
        (Route, {"released_at": EIGHT}, "time_of_release"),
        (Route, {"status": "DEPARTED", "released_at": EIGHT}, "time_of_departure"),
        (Route, {"closed_at": EIGHT}, "time_of_closing"),
        (Route, {"cancelled_at": EIGHT}, "time_of_cancelling"),
        (Route, {"sent_revision": 2}, "planned_sent_and_acknowledged"),
        (Delivery, {"status": "DELIVERED"}, "time_of_delivering"),
        (Delivery, {"cancelled_at": EIGHT}, "time_of_cancelling"),
        (Delivery, {"recipient_name": ""}, "has_a_recipient"),
        (Delivery, {"promised_from": EIGHT}, "both_ends"),
        (Delivery, {"priority": 101}, "at_most_100"),
        (StopTask, {"status": "DONE"}, "time_of_ending"),
        (StopTask, {"kind": "BREAK"}, "iff_it_delivers"),
        (Stop, {"sequence": None}, "place_in_its_trip"),
        (Stop, {"planned_start_at": EIGHT}, "in_that_order"),
        (Stop, {"longitude": 0, "latitude": 0}, "on_the_globe"),
        (Address, {"longitude": None, "latitude": None}, "pin"),
        (Address, {"latitude": 91}, "on_the_globe"),
        (Address, {"latitude": float("nan")}, "on_the_globe"),
        (Address, {"status": "CHECK"}, "check_reason"),
        (Address, {"status": "CONFIRMED"}, "time_of_confirming"),
        (Trip, {"returns_at": EIGHT - HOUR}, "after_it_departs"),
    ],
)
def test_a_status_and_its_facts_go_together(site, model, change, rule):
    worlds.route(worlds.shift(site), worlds.delivery(site))
    before = model.objects.values(*change).get()
    with refused(rule), transaction.atomic():
        model.objects.update(**change)
    assert model.objects.values(*change).get() == before


def test_stops_may_change_places_but_leave_no_gap(site):
    route = worlds.route(worlds.shift(site), *(worlds.delivery(site) for _ in range(3)))
    first, second, third = Stop.objects.filter(trip__route=route).order_by("sequence")
    with transaction.atomic(), connection.cursor() as cursor:
        Stop.objects.filter(pk=first.pk).update(sequence=2)
        Stop.objects.filter(pk=second.pk).update(sequence=1)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with refused("without a gap"), transaction.atomic(), connection.cursor() as cursor:
        Stop.objects.filter(pk=second.pk).update(status="CANCELLED", sequence=None)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    Stop.objects.filter(pk=third.pk).update(status="CANCELLED", sequence=None)
    assert sorted(Stop.objects.standing().values_list("sequence", flat=True)) == [1, 2]


def test_two_stops_never_share_a_place(site):
    route = worlds.route(worlds.shift(site), worlds.delivery(site), worlds.delivery(site))
    with refused("one_stop_per_place_in_a_trip"), transaction.atomic(), connection.cursor() as cursor:
        Stop.objects.filter(trip__route=route).update(sequence=2)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_revision_is_never_changed(site):
    route = worlds.route(worlds.shift(site))
    RouteRevision.objects.create(route=route, number=1, kind="PLAN", stops=[])
    with refused("append-only"), transaction.atomic():
        RouteRevision.objects.update(note="x")
    with refused("append-only"), transaction.atomic():
        RouteRevision.objects.all().delete()


def test_a_shift_of_more_than_a_day_is_a_slip_of_the_hand(site):
    with refused("lasts_up_to_a_day"), transaction.atomic():
        worlds.shift(site, hours=25)
    with refused("lasts_up_to_a_day"), transaction.atomic():
        worlds.shift(site, opens=EIGHT + timedelta(hours=1), hours=-1)
