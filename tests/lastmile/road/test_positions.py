"""What a driver's phone may tell about where he is, and what becomes of it."""

import random
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from lastmile.models import RefusedPositions, Route, Stop, VehiclePosition, VehicleState, WatchRules
from lastmile.services import positions
from lastmile.services.positions import Fix
from lastmile.states import RouteStatus, StopStatus
from tests import factories
from tests.lastmile import worlds
from tests.lastmile.road import fleets
from tests.lastmile.road.fleets import MINUTE, SECOND
from tests.lastmile.worlds import EIGHT, HOUR

pytestmark = pytest.mark.django_db

PHONE = UUID("01890000-0000-7000-8000-00000000aaaa")
AT = EIGHT + 10 * MINUTE


@pytest.fixture
def dee(db):
    """Dee drives, and has a phone."""
    return factories.user("dee", role="driver")


@pytest.fixture
def route(dee):
    site = worlds.site()
    return fleets.gone(site, driver=worlds.driver(site, user=dee), stops=2)


def _fix(number, *, at=AT, north=0.0, **facts):
    values = {"sequence": number, "fixed_at": at, "longitude": 24.94, "latitude": 60.17 + north}
    return Fix(**values | facts)


def _ride(count, *, start=AT, every=5 * SECOND, metres=60):
    """A van that drives north at 43 km/h."""
    return [_fix(n, at=start + n * every, north=n * metres / 111_195) for n in range(count)]


def _send(user, *fixes, at=None, device=PHONE):
    return positions.report_positions(
        user=user, device=device, fixes=fixes, at=at or max((f.fixed_at for f in fixes), default=AT)
    )


def test_a_batch_is_kept_and_the_van_is_where_its_last_fix_was(dee, route):
    answer = _send(dee, *_ride(20))

    assert (answer.stored, answer.duplicates, answer.doubted, answer.refused) == (20, 0, 0, {})
    assert answer.follow
    state = VehicleState.objects.get()
    assert (state.vehicle, state.route) == (route.vehicle, route)
    assert state.fixed_at == AT + 95 * SECOND
    assert state.latitude == pytest.approx(60.17 + 19 * 60 / 111_195)
    assert state.is_moving


def test_a_batch_costs_the_same_number_of_queries_whatever_its_size(dee, route, django_assert_num_queries):
    with django_assert_num_queries(12):
        _send(dee, *_ride(2, start=AT))
    with django_assert_num_queries(12):
        _send(dee, *_ride(500, start=AT + MINUTE, every=SECOND, metres=5))
    assert VehiclePosition.objects.count() == 502


def test_the_same_batch_again_changes_nothing(dee, route):
    batch = _ride(10)
    _send(dee, *batch)

    again = _send(dee, *batch, *batch)

    assert (again.stored, again.duplicates) == (0, 20)
    assert VehiclePosition.objects.count() == 10


def test_what_is_stored_is_what_was_sent_each_once_in_whatever_order_it_came(dee, route):
    """Bar M2: 30 % twice, 30 % out of order, then the whole history again."""
    chance = random.Random(7)
    sent = _ride(300, every=2 * SECOND, metres=20)
    stream = sent + chance.sample(sent, 90)
    for place in chance.sample(range(len(stream)), 120):
        other = chance.randrange(len(stream))
        stream[place], stream[other] = stream[other], stream[place]
    furthest = AT
    for at in range(0, len(stream), 25):
        batch = stream[at : at + 25]
        _send(dee, *batch, at=AT + HOUR)
        state = VehicleState.objects.get()
        assert state.fixed_at >= furthest
        furthest = state.fixed_at
    _send(dee, *sent, at=AT + HOUR)

    kept = VehiclePosition.objects.values_list("fixed_at", "sequence")
    assert sorted(kept) == sorted((fix.fixed_at, fix.sequence) for fix in sent)
    assert VehicleState.objects.get().fixed_at == sent[-1].fixed_at


def test_a_late_fix_is_history_and_does_not_move_the_van_back(dee, route):
    _send(dee, _fix(9, at=AT + MINUTE, north=0.005))

    answer = _send(dee, _fix(1, at=AT, north=0.0), at=AT + 2 * MINUTE)

    assert answer.stored == 1
    assert VehicleState.objects.get().fixed_at == AT + MINUTE


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(0.0, 0.0), (float("nan"), 60.0), (24.9, float("inf")), (200.0, 60.0)]
)
def test_what_is_no_place_is_refused_and_counted(dee, route, longitude, latitude):
    answer = _send(dee, _fix(1, longitude=longitude, latitude=latitude), _fix(2))

    assert (answer.stored, answer.refused) == (1, {"IMPOSSIBLE": 1})
    assert RefusedPositions.objects.get().count == 1


def test_a_jump_that_no_van_can_drive_is_kept_as_history_only(dee, route):
    answer = _send(dee, _fix(1), _fix(2, at=AT + 10 * SECOND, north=0.1), _fix(3, at=AT + 20 * SECOND))

    assert (answer.stored, answer.doubted) == (3, 1)
    assert list(VehiclePosition.objects.order_by("fixed_at").values_list("doubt", flat=True)) == [
        "", "SPEED", "",
    ]  # fmt: skip
    assert VehicleState.objects.get().latitude == 60.17


def test_when_several_fixes_in_a_row_agree_the_one_before_them_was_wrong(dee, route):
    _send(dee, _fix(1, north=0.5))
    for number in (2, 3, 4, 5):
        _send(dee, _fix(number, at=AT + number * SECOND))

    assert list(VehiclePosition.objects.order_by("fixed_at").values_list("doubt", flat=True)) == [
        "", "SPEED", "SPEED", "", "",
    ]  # fmt: skip
    assert VehicleState.objects.get().latitude == 60.17


def test_a_clock_that_is_ahead_does_not_move_the_van(dee, route):
    _send(dee, _fix(1))

    answer = _send(dee, _fix(2, at=AT + 3 * MINUTE), at=AT + 59 * SECOND)

    assert answer.doubted == 1
    assert VehicleState.objects.get().fixed_at == AT


def test_a_fix_that_may_be_anywhere_in_town_does_not_move_the_van(dee, route):
    assert _send(dee, _fix(1, accuracy_m=1001)).doubted == 1
    assert VehicleState.objects.get().fixed_at is None


def test_nobody_is_followed_outside_the_shift(dee, route):
    """Bar M6: 0 rows stored, the phone is told, the refusals are counted."""
    closes = route.shift.closes
    inside = _send(dee, _fix(1, at=closes))
    answer = _send(dee, _fix(2, at=closes + SECOND))
    again = _send(dee, _fix(3, at=closes + 2 * SECOND))

    assert (inside.stored, inside.follow) == (1, True)
    assert (answer.stored, answer.refused, answer.follow) == (0, {"OFF_SHIFT": 1}, False)
    assert again.stored == 0
    assert VehiclePosition.objects.count() == 1
    assert RefusedPositions.objects.values_list("reason", "count").get() == ("OFF_SHIFT", 2)


def test_a_site_may_follow_into_overtime(dee, route):
    WatchRules.objects.create(site=route.site, overtime_seconds=600)

    assert _send(dee, _fix(1, at=route.shift.closes + 10 * MINUTE)).stored == 1
    assert _send(dee, _fix(2, at=route.shift.closes + 10 * MINUTE + SECOND)).stored == 0


def test_nobody_is_followed_before_the_departure_or_after_the_return(dee, route):
    Route.objects.filter(pk=route.pk).update(
        status=RouteStatus.RETURNED, returned_at=EIGHT + HOUR, departed_at=EIGHT
    )
    before, after = EIGHT - SECOND, EIGHT + HOUR + SECOND

    answer = _send(dee, _fix(1, at=before), _fix(2, at=EIGHT), _fix(3, at=after))

    assert (answer.stored, answer.refused, answer.follow) == (1, {"NO_ROUTE": 2}, False)
    assert VehiclePosition.objects.get().fixed_at == EIGHT


def test_a_driver_cannot_speak_for_the_van_of_another(dee, route):
    """A real tracker let any driver send pings for any order."""
    eve = factories.user("other", role="driver")
    worlds.driver(route.site, user=eve)

    answer = _send(eve, _fix(1))

    assert (answer.stored, answer.refused, answer.follow) == (0, {"NO_ROUTE": 1}, False)
    assert not VehicleState.objects.exists()


def test_history_of_a_route_that_is_over_does_not_move_the_van_on_its_next_route(dee, route):
    Route.objects.filter(pk=route.pk).update(
        status=RouteStatus.RETURNED, returned_at=EIGHT + HOUR, departed_at=EIGHT
    )
    following = worlds.route(route.shift, starts_at=EIGHT + 2 * HOUR)
    Route.objects.filter(pk=following.pk).update(
        status=RouteStatus.DEPARTED, released_at=EIGHT, departed_at=EIGHT + 2 * HOUR
    )

    answer = _send(dee, _fix(1, at=EIGHT + 30 * MINUTE), at=EIGHT + 2 * HOUR)

    assert (answer.stored, answer.follow) == (1, True)
    assert VehicleState.objects.get().fixed_at is None


def test_a_van_stands_from_its_first_slow_fix_and_moves_again_when_it_leaves(dee, route):
    _send(dee, *[_fix(n, at=AT + n * 10 * SECOND, speed_kmh=0) for n in range(6)])
    state = VehicleState.objects.get()
    assert (state.stands_since, state.is_moving) == (AT, False)

    _send(dee, _fix(9, at=AT + 2 * MINUTE, north=0.01, speed_kmh=40))
    state.refresh_from_db()
    assert (state.stands_since, state.is_moving, state.speed_kmh) == (None, True, 40)


def test_fixes_that_wander_around_a_parked_van_do_not_make_it_drive(dee, route):
    chance = random.Random(3)
    _send(dee, _fix(0))
    wander = [_fix(n, at=AT + n * 5 * SECOND, north=chance.uniform(-30, 30) / 111_195) for n in range(1, 60)]
    _send(dee, *wander)

    assert VehicleState.objects.get().stands_since == AT


def test_within_the_circle_of_a_stop_arrival_is_suggested_and_the_stop_stays_the_drivers(dee, route):
    stop = fleets.stops_of(route)[0]
    rules = WatchRules(site=route.site)
    _send(dee, _fix(1, north=0.009 + 79 / 111_195))
    assert not VehicleState.objects.get().suggests_arrival(rules)

    _send(dee, _fix(2, at=AT + 30 * SECOND, north=0.009 + 100 / 111_195))
    state = VehicleState.objects.get()
    assert (state.near_stop, state.near_since) == (stop, AT)
    assert state.suggests_arrival(rules)
    assert Stop.objects.get(pk=stop.pk).status == StopStatus.PLANNED

    _send(dee, _fix(3, at=AT + 60 * SECOND, north=0.009 + 121 / 111_195))
    assert VehicleState.objects.get().near_stop is None


def test_a_stop_that_is_over_has_no_circle(dee, route):
    fleets.finish(fleets.stops_of(route)[0], arrived=EIGHT, left=EIGHT)

    _send(dee, _fix(1, north=0.009))

    assert VehicleState.objects.get().near_stop is None


def test_positions_are_never_changed_and_forgotten_after_thirty_days(dee, route):
    _send(dee, _fix(1), _fix(2, at=AT + SECOND), at=AT + SECOND)
    row = VehiclePosition.objects.first()
    from django.utils import timezone

    fresh = VehiclePosition.objects.create(
        vehicle=route.vehicle, route=route, device=PHONE, sequence=9, fixed_at=AT, received_at=timezone.now(),
        longitude=24.9, latitude=60.1, accuracy_m=5,
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        VehiclePosition.objects.filter(pk=row.pk).update(latitude=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        VehiclePosition.objects.filter(pk=fresh.pk).delete()

    assert positions.forget_positions(at=AT + timedelta(days=30)) == 0
    assert positions.forget_positions(at=AT + timedelta(days=30, seconds=2)) == 2
    assert list(VehiclePosition.objects.all()) == [fresh]
    assert VehicleState.objects.get().fixed_at == AT + SECOND
