"""From a day's orders to committed routes, with the real solver."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from core.errors import BadInputError, IllegalMoveError, StaleError
from core.models import PublicEvent
from lastmile.errors import DraftChangedError, DraftNotReadyError, NothingToPlanError
from lastmile.models import Delivery, Load, LoadUnit, PlanDraft, Route, RouteRevision, Stop, StopTask
from lastmile.services import committing, planning
from lastmile.states import DeliveryStatus, DraftStatus, RouteStatus, StopStatus, TaskKind, TaskStatus
from routing.models import PlanRun
from tests.factories import MORNING
from tests.lastmile.planning import days
from tests.lastmile.planning.days import DAY

pytestmark = pytest.mark.django_db(transaction=True)


def draft(site, *shifts, seconds=1) -> PlanDraft:
    return planning.draft_plan(
        site=site, plan_on=DAY, shift_ids=[shift.pk for shift in shifts], seconds=seconds, by=None
    )


def commit(made: PlanDraft, **changes) -> PlanDraft:
    values = {"draft": made, "version": made.version, "paths": {}, "by": None, "at": MORNING} | changes
    return committing.commit_draft(**values)


def statuses(model):
    return sorted(model.objects.values_list("status", flat=True))


def test_a_committed_plan_becomes_routes_with_stops_times_and_the_order_of_loading():
    site = days.site()
    shifts = [days.shift(site, rest=True), days.shift(site)]
    days.spread(site, 12)
    made = commit(days.solved(draft(site, *shifts)))

    assert (made.status, statuses(Delivery)) == (DraftStatus.COMMITTED, [DeliveryStatus.PLANNED] * 12)
    assert StopTask.objects.filter(kind=TaskKind.DELIVER, status=TaskStatus.OPEN).count() == 12
    for route in Route.objects.all():
        trip = route.trips.get()
        stops = list(trip.stops.order_by("sequence"))
        assert [stop.sequence for stop in stops] == list(range(1, len(stops) + 1))
        assert all(a.planned_departure_at <= b.planned_arrival_at for a, b in pairwise(stops))
        assert route.starts_at <= stops[0].planned_arrival_at
        assert stops[-1].planned_departure_at <= route.ends_at
        first_in = trip.load.load_units.in_loading_order().first()
        delivering = [stop for stop in stops if stop.address]
        assert first_in.task.stop == delivering[-1], "the last stop's goods go in first"
        assert trip.load.units == len(delivering)
        assert RouteRevision.objects.get(route=route).number == 1
    assert PublicEvent.objects.filter(type="delivery.planned").count() == 12
    assert PublicEvent.objects.filter(type="route.planned").count() == Route.objects.count()


def test_orders_at_one_door_are_one_stop():
    site = days.site()
    shift = days.shift(site)
    for _ in range(3):
        days.delivery(site, east=0.02)
    days.delivery(site, east=-0.02)
    commit(days.solved(draft(site, shift)))
    assert sorted(stop.tasks.count() for stop in Stop.objects.all()) == [1, 3]


def test_a_break_is_a_stop_without_an_address():
    site = days.site()
    shift = days.shift(site, rest=True)
    for i in range(8):
        days.delivery(site, east=0.01 * (i + 1), windows=[(10 + i * 0.5, 11 + i * 0.5)], service_seconds=900)
    commit(days.solved(draft(site, shift)))
    rest = Stop.objects.get(tasks__kind=TaskKind.BREAK)
    assert (rest.address, rest.planned_departure_at - rest.planned_start_at) == (None, timedelta(minutes=30))


def test_service_begins_inside_the_window_whatever_the_sites_time_zone():
    site = days.site(time_zone="Europe/Helsinki")
    shift = days.shift(site)
    days.delivery(site, windows=[(9, 9.5)])
    commit(days.solved(draft(site, shift)))
    stop = Stop.objects.get()
    begins = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert begins <= stop.planned_start_at <= begins + timedelta(minutes=30)


def test_an_order_that_was_cancelled_meanwhile_makes_the_draft_stale_and_nothing_is_written():
    site = days.site()
    shift = days.shift(site)
    one, _ = days.spread(site, 2)
    made = days.solved(draft(site, shift))
    Delivery.objects.filter(pk=one.pk).update(status=DeliveryStatus.CANCELLED, cancelled_at=MORNING)
    with pytest.raises(StaleError):
        commit(made)
    made.refresh_from_db()
    assert (made.status, Route.objects.count()) == (DraftStatus.STALE, 0)
    assert statuses(Delivery) == [DeliveryStatus.CANCELLED, DeliveryStatus.PENDING]


def test_of_two_drafts_of_one_day_the_second_is_stale_once_the_first_is_committed():
    site = days.site()
    shift = days.shift(site)
    days.spread(site, 4)
    first, second = (days.solved(draft(site, shift)) for _ in range(2))
    commit(first)
    with pytest.raises(StaleError):
        commit(second)
    assert Route.objects.count() == 1


def test_a_new_plan_replaces_the_routes_that_were_not_released():
    site = days.site()
    shift = days.shift(site)
    days.spread(site, 4)
    commit(days.solved(draft(site, shift)))
    days.delivery(site, east=0.02)
    commit(days.solved(draft(site, shift)))
    assert statuses(Route) == [RouteStatus.CANCELLED, RouteStatus.PLANNED]
    assert StopTask.objects.filter(status=TaskStatus.OPEN).count() == 5
    assert set(
        Stop.objects.filter(trip__route__status=RouteStatus.CANCELLED).values_list("status", "sequence")
    ) == {(StopStatus.CANCELLED, None)}
    assert Load.objects.count() == 2


def test_a_draft_is_committed_once():
    site = days.site()
    shift = days.shift(site)
    days.spread(site, 2)
    made = days.solved(draft(site, shift))
    commit(made)
    with pytest.raises(IllegalMoveError):
        commit(made)
    assert Route.objects.count() == 1


def test_a_draft_that_is_still_being_solved_cannot_be_committed():
    site = days.site()
    shift = days.shift(site)
    days.spread(site, 2)
    made = draft(site, shift)
    with pytest.raises(DraftNotReadyError):
        commit(made)
    made.refresh_from_db()
    assert (made.status, Route.objects.count()) == (DraftStatus.PREVIEW, 0)


def test_a_plan_that_the_checker_refuses_never_becomes_routes():
    site = days.site()
    shift = days.shift(site)
    days.spread(site, 3)
    made = days.solved(draft(site, shift))
    plan = made.run.plan
    plan["routes"][0]["stops"].reverse()
    PlanRun.objects.filter(pk=made.run_id).update(plan=plan)
    with pytest.raises(DraftNotReadyError, match="cannot be driven"):
        commit(made)
    assert not Route.objects.exists()


def test_what_someone_else_edited_is_not_committed_unseen():
    site = days.site()
    shift = days.shift(site)
    days.spread(site, 2)
    made = days.solved(draft(site, shift))
    with pytest.raises(DraftChangedError, match="changed this preview"):
        commit(made, version=2)
    made.refresh_from_db()
    assert (made.status, Route.objects.count()) == (DraftStatus.PREVIEW, 0)


@pytest.mark.parametrize("seconds", [0, 601, 10**9, -5])
def test_the_engine_is_given_a_sensible_time(seconds):
    site = days.site()
    shift = days.shift(site)
    days.delivery(site)
    with pytest.raises(BadInputError):
        draft(site, shift, seconds=seconds)
    assert not PlanRun.objects.exists()


def test_without_a_vehicle_an_order_or_a_depot_there_is_nothing_to_plan():
    site = days.site()
    with pytest.raises(NothingToPlanError, match="No vehicle is on duty"):
        draft(site)
    shift = days.shift(site)
    with pytest.raises(NothingToPlanError, match="No order is waiting"):
        draft(site, shift)
    nowhere = days.site(longitude=None, latitude=None)
    days.delivery(nowhere)
    with pytest.raises(NothingToPlanError, match="no coordinates"):
        draft(nowhere, days.shift(nowhere))
    assert not PlanDraft.objects.exists()


def test_an_order_without_any_goods_is_not_driven_to_a_door():
    site = days.site()
    shift = days.shift(site)
    days.delivery(site)
    days.delivery(site, promised=False)
    assert draft(site, shift).run.visits == 1


def test_a_shift_of_another_site_is_not_planned_with():
    site, other = days.site(), days.site()
    days.delivery(site)
    with pytest.raises(NothingToPlanError):
        draft(site, days.shift(other))


def test_the_input_is_read_in_a_constant_number_of_queries(django_assert_num_queries):
    from lastmile.queries.planning_input import plan_input

    site = days.site()
    shifts = [days.shift(site, rest=True) for _ in range(3)]
    days.spread(site, 10)
    with django_assert_num_queries(4):
        given = plan_input(site=site, plan_on=DAY, shift_ids=[shift.pk for shift in shifts])
    assert (len(given.deliveries), len(given.shifts)) == (10, 3)


def test_the_units_of_a_shipment_share_its_weight_to_the_gram():
    site = days.site()
    shift = days.shift(site)
    days.delivery(site, shipment={"units": 3, "weight_g": 10_000, "volume_ml": 100})
    commit(days.solved(draft(site, shift)))
    assert sorted(LoadUnit.objects.values_list("weight_g", flat=True)) == [3333, 3333, 3334]
    assert Load.objects.get().weight_g == 10_000
