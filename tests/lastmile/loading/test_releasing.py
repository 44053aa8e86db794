"""Release by departure: when goods must stand where, in which order; loads follow what was packed."""

from datetime import timedelta

import pytest

from lastmile.models import LoadingTimes, LoadUnit
from lastmile.services import load_planning, loading, releasing
from lastmile.states import RouteStatus
from tests.factories import MORNING
from tests.lastmile import worlds
from tests.lastmile.loading.routes_to_release import lane, load_of, pick_and_pack, planned
from tests.lastmile.planning import days
from wms.models import OutboundOrder, Parcel, Wave, WaveShipment
from wms.states import Discipline

pytestmark = pytest.mark.django_db
EARLY = MORNING - timedelta(hours=3)


@pytest.fixture
def site():
    """A depot with one lane."""
    made = days.site()
    lane(made, "L1")
    return made


def release(route):
    (found,) = releasing.release_routes(route_ids=[route.pk], by=None, at=EARLY)
    return found


def test_goods_stand_in_the_lane_before_departure_by_loading_time_and_buffer(site):
    route = planned(site, 2, 1)
    LoadingTimes.objects.create(site=site, base_seconds=600, unit_seconds=60, buffer_seconds=300)
    found = release(route)
    assert (found.refusal, found.lane, found.short) == (None, "L1", ())
    assert found.stage_by == worlds.EIGHT - timedelta(minutes=10 + 3 + 5)
    route.refresh_from_db()
    assert (route.status, route.released_at) == (RouteStatus.RELEASED, EARLY)
    assert set(OutboundOrder.objects.values_list("status", flat=True)) == {"RELEASED"}
    wave = Wave.objects.get()
    assert (wave.group, wave.lane.code, wave.stage_by) == (route.code, "L1", found.stage_by)


@pytest.mark.parametrize(
    ("discipline", "stops"), [(Discipline.DRIVE_THROUGH, [3, 2, 1]), (Discipline.DEAD_END, [1, 2, 3])]
)
def test_a_lane_is_filled_so_that_the_last_stop_is_taken_first(discipline, stops):
    site = days.site()
    lane(site, "L1", discipline)
    route = planned(site, 1, 1, 1)
    release(route)
    stop_of = dict(LoadUnit.objects.values_list("shipment_id", "task__stop__sequence"))
    places = WaveShipment.objects.order_by("stage_rank")
    assert [stop_of[place.shipment_id] for place in places] == stops


def test_a_lane_is_one_routes_at_a_time_and_the_route_without_a_lane_is_refused(site):
    first, second = planned(site, 1), planned(site, 1)
    later = planned(site, 1, starts_at=worlds.EIGHT + timedelta(hours=5))
    found = releasing.release_routes(route_ids=[first.pk, second.pk, later.pk], by=None, at=EARLY)
    assert [one.refusal.code if one.refusal else one.lane for one in found] == ["L1", "no_lane_free", "L1"]
    second.refresh_from_db()
    assert second.status == RouteStatus.PLANNED
    lane(site, "L2")
    assert release(second).lane == "L2"


def test_who_comes_second_is_told_and_nothing_is_picked_twice(site):
    route = planned(site, 1)
    assert release(route).refusal is None
    assert release(route).refusal.code == "illegal_move"
    assert Wave.objects.count() == 1


def test_a_load_follows_what_was_packed_and_its_parcels_can_be_scanned(site):
    route = planned(site, 3, 1)
    release(route)
    pick_and_pack(route)
    load = load_of(route)
    assert load_planning.loads_to_adopt() == [load.pk]
    assert load_planning.adopt_parcels(load_ids=[load.pk]) == 4  # two became parcels, two estimates went
    units = list(LoadUnit.objects.in_loading_order().filter(load=load))
    assert [unit.handling_unit.parcel.weight_g for unit in units] == [unit.weight_g for unit in units]
    assert [unit.load_rank for unit in units] == [1, 2]
    load.refresh_from_db()
    assert load.units == 2
    assert load_planning.adopt_parcels(load_ids=[load.pk]) == 0
    code = Parcel.objects.get(shipment=units[0].shipment).handling_unit.sscc
    act = loading.Act(by=None, at=MORNING, key="first")
    assert loading.scan(load_id=load.pk, code=code, act=act).is_in


def test_the_first_scan_adopts_what_no_doorbell_told(site):
    route = planned(site, 1)
    release(route)
    pick_and_pack(route)
    act = loading.Act(by=None, at=MORNING, key="first")
    code = Parcel.objects.get().handling_unit.sscc
    assert loading.scan(load_id=load_of(route).pk, code=code, act=act).is_in
