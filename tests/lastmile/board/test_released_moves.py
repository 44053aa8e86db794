"""Moving what the floor picks already: lane and turn are told, what is carried once more is priced."""

from datetime import timedelta

import pytest

from lastmile.models import Load, LoadUnit, Route
from lastmile.queries.plan_changes import plan_changes
from lastmile.services import load_planning, moving_stops, publishing, releasing
from lastmile.services.pricing_moves import price_moves
from tests.factories import MORNING
from tests.lastmile.board import planned_days
from tests.lastmile.loading.routes_to_release import lane, pick_and_pack
from tests.lastmile.planning import days
from wms.models import HandlingUnit, Wave, WaveShipment
from wms.services import staging

pytestmark = pytest.mark.django_db
EARLY = MORNING - timedelta(hours=3)


@pytest.fixture
def day(bo):
    """Two released routes of four orders each, in lanes of their own."""
    made = planned_days.committed(bo, orders=8, vans=2)
    for code in ("L1", "L2"):
        lane(made.site, code)
    releasing.release_routes(route_ids=[route.pk for route in made.routes], by=bo, at=EARLY)
    made.refresh()
    return made


def moved(day, stop, by):
    return moving_stops.move_stops(
        arrangement=moving_stops.arrange_move(stops=[stop], target=day.second, at=EARLY),
        target=day.second, expected=day.revisions, by=by, at=EARLY,
    )  # fmt: skip


def test_a_released_stop_that_moves_gets_the_lane_and_turn_of_its_new_route(day, bo):
    stop = planned_days.stop(day.first, 1)
    shipment = stop.tasks.get().delivery.shipment_id
    lanes = {load.trip.route_id: load.lane_id for load in Load.objects.select_related("trip")}
    assert WaveShipment.objects.get(shipment=shipment).wave.lane_id == lanes[day.first.pk]
    assert price_moves(stops=[stop], routes=[day.second], at=EARLY)[0].handled_again == 0

    moved(day, stop, bo)

    now = {load.trip.route_id: load.lane_id for load in Load.objects.select_related("trip")}
    assert now == lanes  # each keeps its own
    for route in day.routes:
        wave = Wave.objects.get(group=route.code)
        assert wave.lane_id == lanes[route.pk]
        units = LoadUnit.objects.filter(load__trip__route=route).order_by("load_rank")
        turns = list(dict.fromkeys(units.values_list("shipment_id", flat=True)))
        places = WaveShipment.objects.filter(wave=wave).order_by("stage_rank")
        assert list(places.values_list("shipment_id", flat=True)) == turns
    assert WaveShipment.objects.get(shipment=shipment).wave.group == day.second.code


def test_what_stands_in_the_other_lane_is_priced_as_handled_again(day):
    pick_and_pack(day.first)
    stop = planned_days.stop(day.first, 1)
    load = Load.objects.get(trip__route=day.first)
    load_planning.adopt_parcels(load_ids=[load.pk])
    boxes = HandlingUnit.objects.filter(
        pk__in=LoadUnit.objects.filter(task__stop=stop).values("handling_unit")
    )
    for box in boxes:
        staging.stage(
            code=box.sscc, lane=load.lane.code, site_id=day.site.pk, command=box.sscc, by=None, at=EARLY
        )
    price = price_moves(stops=[stop], routes=[day.second], at=EARLY)[0]
    assert price.handled_again == len(boxes) > 0


def test_the_published_plan_stands_beside_the_one_on_the_board(day, bo, django_assert_num_queries):
    publishing.publish_routes(expected=day.revisions, by=bo, at=EARLY)
    day.refresh()
    assert plan_changes(site=day.site, works_on=days.DAY).stops == ()
    stop = planned_days.stop(day.first, 1)
    moved(day, stop, bo)

    with django_assert_num_queries(4):
        found = plan_changes(site=day.site, works_on=days.DAY)
    mine = next(one for one in found.stops if one.stop == stop.public_id)
    assert (mine.kind, mine.was_route, mine.route) == (
        "TRANSFERRED", day.first.public_id, day.second.public_id,
    )  # fmt: skip
    assert {one.kind for one in found.stops} <= {"TRANSFERRED", "MOVED", "RETIMED"}
    assert (found.live.stops, found.draft.stops, found.new) == (8, 8, ())
    assert found.draft.metres == sum(Route.objects.values_list("travel_metres", flat=True))
