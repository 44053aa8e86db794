"""Each scan at the van: in, or a sentence that says what to do instead. Stock moves with the scan."""

import pytest

from core.errors import DomainError
from core.models import PublicEvent
from lastmile.load_states import LoadOutcome, ShortReason
from lastmile.models import Route
from lastmile.services import loading
from lastmile.states import LoadingPolicy, LoadStatus, RouteStatus
from tests.lastmile.loading.docks import dock
from wms.models import HandlingUnit, Promise, PromiseBucket, Shipment, StockBalance, StockTransaction
from wms.services import sscc
from wms.states import ShipmentStatus, StockStatus

pytestmark = pytest.mark.django_db


def scan(at, code, **facts):
    return loading.scan(load_id=at.load.pk, code=code, act=facts.pop("act", None) or at.act(), **facts)


def test_the_last_stops_unit_goes_in_and_its_stock_stands_on_the_van_and_is_not_for_sale():
    at = dock(1, 1)
    came = scan(at, at.code(2))

    assert (came.outcome, came.is_in, came.unit.task.stop.sequence) == (LoadOutcome.ACCEPTED, True, 2)
    assert at.unit(2).handling_unit.location == at.van
    assert StockBalance.objects.there().get(location=at.van).on_hand == 1
    promise = Promise.objects.get(line__order=at.deliveries[1].order_id)
    assert (promise.quantity, promise.loaded, promise.status) == (1, 1, "OPEN")
    assert PromiseBucket.objects.values_list("capacity", "promised").get(site=at.site) == (1, 1)
    assert StockTransaction.objects.get(kind="LOAD").device == "scanner"
    at.load.refresh_from_db()
    assert at.load.status == LoadStatus.LOADING
    told = PublicEvent.objects.get(type="handling_unit.loaded")
    assert (told.facts["from"], told.facts["to"]) == ("LANE-1", at.van.code)


@pytest.mark.parametrize(
    ("policy", "outcome", "is_in", "may_confirm"),
    [
        (LoadingPolicy.STRICT_LIFO, LoadOutcome.OUT_OF_SEQUENCE, False, False),
        (LoadingPolicy.SOFT_LIFO, LoadOutcome.OUT_OF_SEQUENCE, False, True),
        (LoadingPolicy.ROLL_CAGE, LoadOutcome.OUT_OF_SEQUENCE, False, True),
        (LoadingPolicy.SIDE_ACCESS, LoadOutcome.ACCEPTED, True, False),
    ],
)
def test_a_unit_before_its_turn_is_refused_asked_about_or_taken_as_the_van_has_it(
    policy, outcome, is_in, may_confirm
):
    at = dock(1, 1, 1, policy=policy, grid=(3, 1, 1))
    came = scan(at, at.code(1))
    assert (came.outcome, came.is_in, came.may_confirm) == (outcome, is_in, may_confirm)
    if not is_in:
        assert [unit.task.stop.sequence for unit in came.in_front] == [3, 2]
        assert came.told == "2 units will stand in front of stop 1."
        assert StockTransaction.objects.filter(kind="LOAD").count() == 0


def test_who_insists_on_a_unit_out_of_sequence_is_told_again_what_it_costs():
    at = dock(1, 1, policy=LoadingPolicy.SOFT_LIFO, grid=(2, 1, 1))
    came = scan(at, at.code(1), confirmed=True)
    assert (came.outcome, came.is_in, len(came.in_front)) == (LoadOutcome.OUT_OF_SEQUENCE, True, 1)


def test_a_strict_van_cannot_be_insisted_with():
    at = dock(1, 1, grid=(2, 1, 1))
    assert not scan(at, at.code(1), confirmed=True).is_in


def test_units_side_by_side_stand_in_nobodys_way():
    at = dock(1, 1, grid=(1, 2, 1))
    assert scan(at, at.code(1)).outcome == LoadOutcome.ACCEPTED


def test_a_unit_of_another_van_is_stopped_and_told_where_it_belongs():
    at = dock(1)
    other = dock(1, at=at.site, lane="LANE-2")
    came = scan(at, other.code(1))
    assert (came.outcome, came.is_in) == (LoadOutcome.WRONG_VEHICLE, False)
    assert came.told == f"Wrong van. Put it on {other.route.code}, LANE-2."
    assert other.unit(1).handling_unit.location == other.lane


def test_a_carton_on_no_route_another_sites_and_a_strange_code_are_told_apart():
    at, elsewhere = dock(1), dock(1)
    loose = HandlingUnit.objects.create(sscc=sscc.next_sscc(), site=at.site, location=at.lane)
    assert scan(at, loose.sscc).outcome == LoadOutcome.NOT_PLANNED
    came = scan(at, elsewhere.code(1))
    assert (came.outcome, came.told) == (LoadOutcome.OTHER_SITE, "This belongs to Warehouse.")
    assert scan(at, "4006381333931").outcome == LoadOutcome.UNKNOWN


def test_an_order_that_is_still_being_packed_is_not_loaded():
    at = dock(1)
    Shipment.objects.update(status=ShipmentStatus.PICKING)
    assert scan(at, at.code(1)).outcome == LoadOutcome.NOT_READY


def test_the_same_scan_sent_again_is_answered_the_same_and_another_scan_of_the_unit_is_not():
    at = dock(1)
    act = at.act("scan-1")
    assert [scan(at, at.code(1), act=act).outcome for _ in range(3)] == [LoadOutcome.ACCEPTED] * 3
    assert scan(at, at.code(1)).outcome == LoadOutcome.ALREADY_LOADED
    assert StockTransaction.objects.filter(kind="LOAD").count() == 1


def test_undo_puts_the_last_unit_back_into_the_lane_and_its_claim_with_it():
    at = dock(1, 1)
    scan(at, at.code(2))
    scan(at, at.code(1))
    assert loading.undo_last(load_id=at.load.pk, act=at.act()).pk == at.unit(1).pk
    assert at.unit(1).handling_unit.location == at.lane
    assert at.unit(1).loaded_at is None
    assert list(Promise.objects.order_by("line__order").values_list("loaded", flat=True)) == [0, 1]
    assert scan(at, at.code(1)).outcome == LoadOutcome.ACCEPTED
    for _ in range(2):
        loading.undo_last(load_id=at.load.pk, act=at.act())
    with pytest.raises(DomainError) as refusal:
        loading.undo_last(load_id=at.load.pk, act=at.act())
    assert refusal.value.code == "nothing_to_undo"


def test_a_damaged_unit_is_taken_out_its_goods_are_on_hold_and_it_stays_behind():
    at = dock(1, 1)
    scan(at, at.code(2))
    loading.report_damaged(load_id=at.load.pk, unit_id=at.unit(2).pk, act=at.act())
    unit = at.unit(2)
    assert (unit.short_reason, unit.loaded_at, unit.handling_unit.location) == ("DAMAGED", None, at.lane)
    assert StockBalance.objects.there().get(handling_unit=unit.handling_unit).status == StockStatus.DAMAGED
    assert scan(at, at.code(2)).outcome == LoadOutcome.ON_HOLD
    with pytest.raises(DomainError):
        loading.withdraw_short(load_id=at.load.pk, unit_id=unit.pk, act=at.act())


def test_a_missing_unit_that_turns_up_is_loaded_and_its_reason_is_gone():
    at = dock(1)
    loading.report_short(load_id=at.load.pk, unit_id=at.unit(1).pk, reason=ShortReason.MISSING, act=at.act())
    assert at.unit(1).short_reason == "MISSING"
    assert scan(at, at.code(1)).outcome == LoadOutcome.ACCEPTED
    assert at.unit(1).short_reason == ""


def test_a_load_is_closed_when_all_is_in_or_short_and_an_undo_takes_it_up_again():
    at = dock(1, 1)
    scan(at, at.code(2))
    with pytest.raises(DomainError) as refusal:
        loading.close_load(load_id=at.load.pk, act=at.act())
    assert refusal.value.code == "load_not_complete"
    assert len(refusal.value.facts["missing"]) == 1
    loading.report_short(load_id=at.load.pk, unit_id=at.unit(1).pk, reason=ShortReason.NO_ROOM, act=at.act())
    assert loading.close_load(load_id=at.load.pk, act=at.act()).status == LoadStatus.LOADED
    assert list(Shipment.objects.order_by("pk").values_list("status", flat=True)) == ["STAGED", "LOADED"]
    loading.undo_last(load_id=at.load.pk, act=at.act())
    at.load.refresh_from_db()
    assert at.load.status == LoadStatus.LOADING
    assert set(Shipment.objects.values_list("status", flat=True)) == {"STAGED"}


def test_a_route_that_was_not_released_is_not_loaded():
    at = dock(1)
    Route.objects.update(status=RouteStatus.PLANNED, released_at=None)
    with pytest.raises(DomainError) as refusal:
        scan(at, at.code(1))
    assert refusal.value.code == "route_not_released"
