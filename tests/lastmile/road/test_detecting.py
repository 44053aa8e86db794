"""What the detector raises, takes back and raises again."""

import pytest

from core.public_events import history_of
from lastmile.errors import CauseGoneError
from lastmile.models import (
    Delivery,
    Incident,
    Route,
    ShiftBreak,
    Stop,
    StopEstimate,
    VehicleState,
    WatchRules,
)
from lastmile.services import detecting, incidents
from lastmile.services.detecting import Detection
from lastmile.services.incidents import Cause
from lastmile.states import IncidentKind, IncidentStatus, RouteStatus, Severity, StopStatus
from tests.lastmile import worlds
from tests.lastmile.road import fleets
from tests.lastmile.road.fleets import MINUTE, SECOND
from tests.lastmile.worlds import EIGHT, HOUR

pytestmark = pytest.mark.django_db

NOTHING = Detection(0, 0, 0)


def _detect(at=EIGHT):
    return detecting.detect(site_ids=None, at=at)


def _expect(stop, *, slack, at=EIGHT):
    """The stop is expected so many seconds before its window ends, three hours from now."""
    due = EIGHT + 3 * HOUR
    start = due - slack * SECOND
    StopEstimate.objects.update_or_create(
        stop=stop,
        defaults={
            "arrives_at": start, "starts_at": start, "departs_at": start, "due_at": due, "computed_at": at,
            "source": "ROADS", "basis": "POSITION",
        },
    )  # fmt: skip


def _van(route, *, at=EIGHT, stands_since=None):
    VehicleState.objects.update_or_create(
        vehicle=route.vehicle,
        defaults={
            "route": route, "fixed_at": at, "received_at": at, "longitude": 24.94, "latitude": 60.17,
            "stands_since": stands_since,
        },
    )  # fmt: skip


@pytest.fixture
def route(db):
    """A van that left at eight and was seen then."""
    made = fleets.gone(worlds.site(), stops=1)
    _van(made)
    return made


@pytest.fixture
def stop(route):
    return fleets.stops_of(route)[0]


def _open():
    return sorted(Incident.objects.unresolved().values_list("kind", flat=True))


def test_late_is_raised_below_no_slack_and_taken_back_only_above_five_minutes(route, stop):
    steps = [
        (0, ["AT_RISK"]), (-1, ["LATE"]), (0, ["LATE"]), (300, ["LATE"]), (301, ["AT_RISK"]),
        (0, ["AT_RISK"]), (-1, ["LATE"]), (1021, []),
    ]  # fmt: skip
    seen = []
    for slack, _kinds in steps:
        _expect(stop, slack=slack)
        _detect()
        seen.append((slack, _open()))

    assert seen == steps


def test_at_risk_is_raised_below_twelve_minutes_and_taken_back_above_seventeen(route, stop):
    steps = [(720, []), (719, ["AT_RISK"]), (900, ["AT_RISK"]), (1020, ["AT_RISK"]), (1021, []), (720, [])]
    seen = []
    for slack, _kinds in steps:
        _expect(stop, slack=slack)
        _detect()
        seen.append((slack, _open()))

    assert seen == steps


def test_what_wavers_around_the_threshold_is_told_once(route, stop):
    for slack in (-1, 1, -1, 200, -20, 299):
        _expect(stop, slack=slack)
        _detect()

    assert Incident.objects.count() == 1


def test_a_site_sets_its_own_thresholds(route, stop):
    WatchRules.objects.create(site=route.site, at_risk_seconds=60, margin_seconds=0)
    _expect(stop, slack=60)
    assert _detect() == NOTHING

    _expect(stop, slack=59)
    assert _detect() == Detection(1, 0, 0)


def test_the_same_look_again_changes_nothing(route, stop):
    _expect(stop, slack=-1)
    assert _detect() == Detection(1, 0, 0)

    before = Incident.objects.values().get()
    assert _detect() == NOTHING
    assert Incident.objects.values().get() == before


def test_a_cause_that_returns_is_raised_anew_with_a_history_of_its_own(route, stop):
    for slack in (-1, 301 + 720, -1):
        _expect(stop, slack=slack)
        _detect()

    first, second = Incident.objects.order_by("pk")
    assert [event.type for event in history_of("incident", first.public_id)] == [
        "incident.raised", "incident.cleared",
    ]  # fmt: skip
    assert (first.status, second.status) == (IncidentStatus.RESOLVED, IncidentStatus.OPEN)
    assert [event.type for event in history_of("incident", second.public_id)] == ["incident.raised"]


def test_figures_of_a_standing_incident_are_kept_up_to_date(route, stop):
    _expect(stop, slack=-60)
    _detect()
    _expect(stop, slack=-1860)
    _detect()

    incident = Incident.objects.get()
    assert (incident.facts["slack_minutes"], incident.severity) == (-31, Severity.HIGH)


def test_while_estimates_grow_old_a_window_still_ends(route, stop):
    _expect(stop, slack=1800)
    _van(route, at=EIGHT + 3 * HOUR)

    assert _detect(EIGHT + 3 * HOUR) == Detection(1, 0, 0)
    assert _open() == ["AT_RISK"]
    _detect(EIGHT + 3 * HOUR + SECOND)
    assert "LATE" in _open()


def test_a_stop_that_is_over_is_no_longer_late(route, stop):
    _expect(stop, slack=-1)
    _detect()
    fleets.finish(stop, arrived=EIGHT, left=EIGHT)

    assert _detect() == Detection(0, 1, 0)


def test_silence_of_a_moving_van_is_told_after_five_minutes(route):
    assert _detect(EIGHT + 5 * MINUTE) == NOTHING
    _detect(EIGHT + 5 * MINUTE + SECOND)
    assert _open() == ["NO_POSITION"]

    _van(route, at=EIGHT + 6 * MINUTE)
    _detect(EIGHT + 6 * MINUTE)
    assert _open() == []


def test_a_van_that_was_never_heard_of_is_silent_too():
    fleets.gone(worlds.site(), stops=1)

    _detect(EIGHT + 5 * MINUTE + SECOND)

    assert _open() == ["NO_POSITION"]


def test_nobody_is_looked_for_after_the_shift(route):
    assert _detect(route.shift.closes + SECOND) == NOTHING


def test_a_van_that_stands_too_long_is_told_and_forgotten_when_it_moves(route):
    _van(route, at=EIGHT + 10 * MINUTE, stands_since=EIGHT)
    assert _detect(EIGHT + 15 * MINUTE) == NOTHING
    _detect(EIGHT + 15 * MINUTE + SECOND)
    assert _open() == ["LONG_STOP"]

    _van(route, at=EIGHT + 16 * MINUTE)
    _detect(EIGHT + 16 * MINUTE)
    assert _open() == []


def test_the_time_at_the_door_and_a_break_are_not_standing_too_long(route, stop):
    _van(route, at=EIGHT + 10 * MINUTE, stands_since=EIGHT)
    Stop.objects.filter(pk=stop.pk).update(status=StopStatus.ARRIVED, arrived_at=EIGHT)
    assert _detect(EIGHT + 18 * MINUTE) == NOTHING
    _detect(EIGHT + 18 * MINUTE + SECOND)
    assert _open() == ["LONG_STOP"]
    incident = Incident.objects.get()
    assert incident.stop == stop

    trip = route.trips.get()
    rest = worlds.stop(trip, 2, planned_arrival_at=EIGHT, planned_start_at=EIGHT, planned_departure_at=EIGHT)
    worlds.task(rest, None, kind="BREAK", service_seconds=1800)
    ShiftBreak.objects.create(
        shift=route.shift, number=1, opens=EIGHT, closes=EIGHT + HOUR, duration_seconds=1800
    )
    _detect(EIGHT + 19 * MINUTE)
    assert _open() == []


def test_a_van_that_has_not_left_ten_minutes_after_its_time_is_told():
    route = fleets.gone(worlds.site(), stops=1, departed=False)
    assert _detect(EIGHT + 10 * MINUTE) == NOTHING
    _detect(EIGHT + 10 * MINUTE + SECOND)
    assert _open() == ["LATE_DEPARTURE"]

    at = EIGHT + 11 * MINUTE
    worlds.put_on_board(route)
    Route.objects.filter(pk=route.pk).update(status=RouteStatus.DEPARTED, released_at=EIGHT, departed_at=at)
    _detect(at)
    assert _open() == []


@pytest.mark.parametrize("trouble", [False, True])
def test_the_fleet_costs_as_many_queries_as_five_vans(django_assert_num_queries, trouble):
    counts = []
    for vans in (5, 100):
        site = worlds.site()
        for _ in range(vans):
            made = fleets.gone(site, stops=1)
            _van(made)
            _expect(fleets.stops_of(made)[0], slack=-1 if trouble else 3600)
        with django_assert_num_queries(14 if trouble else 10):
            counts.append(detecting.detect(site_ids=[site.pk], at=EIGHT).raised)

    assert counts == ([5, 100] if trouble else [0, 0])


@pytest.fixture
def late(route, stop):
    """The incident of a late stop."""
    _expect(stop, slack=-1)
    _detect()
    return Incident.objects.get()


def test_who_acknowledges_an_incident_owns_it(late, bo):
    incidents.acknowledge(incident_id=late.pk, by=bo, at=EIGHT)

    late.refresh_from_db()
    assert (late.status, late.owner) == (IncidentStatus.ACKNOWLEDGED, bo)
    assert _detect() == NOTHING


def test_a_snoozed_incident_wakes_after_a_quarter_of_an_hour(late, route, bo):
    incidents.snooze(incident_id=late.pk, by=bo, at=EIGHT)
    _van(route, at=EIGHT + 15 * MINUTE)

    assert _detect(EIGHT + 15 * MINUTE - SECOND) == NOTHING
    assert _detect(EIGHT + 15 * MINUTE) == Detection(0, 0, 1)
    late.refresh_from_db()
    assert (late.status, late.snoozed_until) == (IncidentStatus.OPEN, None)
    assert [event.type for event in history_of("incident", late.public_id)] == [
        "incident.raised", "incident.snoozed", "incident.woken",
    ]  # fmt: skip


def test_what_a_person_resolved_keeps_quiet_until_its_cause_is_gone_and_back(late, stop, bo):
    incidents.resolve(incident_id=late.pk, note="Told the customer", by=bo, at=EIGHT)
    assert _detect() == NOTHING
    assert _open() == []

    _expect(stop, slack=2000)
    assert _detect() == Detection(0, 1, 0)
    late.refresh_from_db()
    assert (late.resolution, late.resolved_at, late.cleared_at) == ("Told the customer", EIGHT, EIGHT)

    _expect(stop, slack=-1)
    assert _detect() == Detection(1, 0, 0)


def test_an_incident_can_be_opened_again_only_while_its_cause_stands(late, stop, bo):
    incidents.resolve(incident_id=late.pk, note="", by=bo, at=EIGHT)
    assert incidents.reopen(incident_id=late.pk, by=bo, at=EIGHT).status == IncidentStatus.OPEN

    _expect(stop, slack=2000)
    _detect()
    with pytest.raises(CauseGoneError):
        incidents.reopen(incident_id=late.pk, by=bo, at=EIGHT)
    late.refresh_from_db()
    assert late.status == IncidentStatus.RESOLVED


def test_a_failed_delivery_stays_an_incident_until_it_is_not_failed_any_more(route):
    delivery = Delivery.objects.get()
    delivery.status = "FAILED"
    delivery.save()
    cause = Cause(
        kind=IncidentKind.NOT_DELIVERED, severity=Severity.MEDIUM, site_id=route.site_id,
        subject_type="delivery", subject_id=delivery.public_id, delivery_id=delivery.pk, route_id=route.pk,
    )  # fmt: skip
    assert len(incidents.raise_incidents(causes=[cause], at=EIGHT)) == 1
    assert incidents.raise_incidents(causes=[cause], at=EIGHT) == []
    assert _detect() == NOTHING

    Delivery.objects.update(status="DELIVERED", delivered_at=EIGHT)
    assert _detect() == Detection(0, 1, 0)
