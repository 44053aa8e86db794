"""The van leaves only with everything in or short with a reason; then claims end and the books say so."""

import pytest

from core.errors import DomainError
from core.events import handlers
from core.models import PublicEvent
from lastmile.events import RoutesDeparted
from lastmile.load_states import ShortReason
from lastmile.models import Delivery, LoadUnit, Route, Stop, StopTask
from lastmile.services import departing, loading
from lastmile.states import RouteStatus
from tests.lastmile.loading.docks import dock
from wms.models import Backorder, OutboundOrder, Promise, PromiseBucket, Shipment

pytestmark = pytest.mark.django_db


def put_in(at, *stops):
    for stop, number in stops:
        assert loading.scan(load_id=at.load.pk, code=at.code(stop, number), act=at.act()).is_in


def short(at, stop, number=1, reason=ShortReason.MISSING):
    loading.report_short(load_id=at.load.pk, unit_id=at.unit(stop, number).pk, reason=reason, act=at.act())


def depart(at):
    return departing.depart_route(route_id=at.route.pk, act=at.act())


def refusal_of(at):
    with pytest.raises(DomainError) as refusal:
        depart(at)
    at.route.refresh_from_db()
    assert at.route.status == RouteStatus.RELEASED
    return refusal.value


@pytest.fixture
def heard():
    """The events of departures."""
    got = []
    handlers()[RoutesDeparted].append(got.append)
    yield got
    handlers()[RoutesDeparted].remove(got.append)


def test_a_full_van_leaves_and_its_orders_are_fulfilled_and_out(heard):
    at = dock(1, 1)
    put_in(at, (2, 1), (1, 1))
    depart(at)
    at.route.refresh_from_db()
    assert at.route.status == RouteStatus.DEPARTED
    assert at.route.departed_at is not None
    assert set(Delivery.objects.values_list("status", flat=True)) == {"OUT"}
    assert set(Shipment.objects.values_list("status", flat=True)) == {"ISSUED"}
    assert set(OutboundOrder.objects.values_list("status", flat=True)) == {"FULFILLED"}
    assert set(Promise.objects.values_list("status", "quantity")) == {("CLOSED", 1)}
    assert PromiseBucket.objects.values_list("capacity", "promised").get() == (0, 0)
    assert heard[0].delivery_ids == tuple(sorted(one.pk for one in at.deliveries))
    told = PublicEvent.objects.get(type="route.departed")
    assert told.facts == {"code": at.route.code, "deliveries": 2, "short": 0}


def test_each_unit_that_is_neither_in_nor_short_is_named_in_the_refusal():
    at = dock(2, 1)
    put_in(at, (2, 1))
    refusal = refusal_of(at)
    assert refusal.code == "departure_refused"
    assert [text.split(" …")[0] for text in refusal.facts["missing"]] == [
        f"{at.deliveries[0].order.number} (1/2)",
        f"{at.deliveries[0].order.number} (2/2)",
    ]


def test_a_van_with_nobody_at_the_wheel_or_nothing_on_board_stays():
    at = dock(1)
    put_in(at, (1, 1))
    Route.objects.filter(pk=at.route.pk).update(driver=None)
    assert refusal_of(at).facts["missing"] == ["Nobody is assigned to drive."]
    empty = dock(1)
    short(empty, 1)
    assert refusal_of(empty).facts["missing"] == ["Nothing is on board."]


def test_a_delivery_of_which_nothing_is_on_board_leaves_the_route_and_keeps_its_goods(heard):
    at = dock(1, 1, 1)
    short(at, 2, reason=ShortReason.NO_ROOM)
    put_in(at, (3, 1), (1, 1))
    depart(at)
    left = at.deliveries[1]
    left.refresh_from_db()
    assert left.status == "PENDING"
    assert StopTask.objects.get(delivery=left).status == "CANCELLED"
    standing = Stop.objects.standing().filter(trip__route=at.route).order_by("sequence")
    assert list(standing.values_list("sequence", flat=True)) == [1, 2]
    assert LoadUnit.objects.get(task__delivery=left).short_reason == "NO_ROOM"
    assert Promise.objects.get(line__order=left.order_id).status == "OPEN"
    assert Shipment.objects.get(pk=left.shipment_id).status == "STAGED"
    assert heard[0].left_behind_ids == (left.pk,)


def test_what_of_an_order_is_short_waits_again_and_the_rest_leaves():
    at = dock(2, 1)
    short(at, 1, 1)
    put_in(at, (2, 1), (1, 2))
    depart(at)
    partly = at.deliveries[0]
    partly.refresh_from_db()
    assert partly.status == "OUT"
    order = OutboundOrder.objects.get(pk=partly.order_id)
    assert order.status == "RELEASED"
    backorder = Backorder.objects.get(line__order=order)
    assert (backorder.reason, backorder.quantity) == ("NOT_LOADED", 1)
    assert backorder.closed_at is not None  # its box stands in the lane, so it is promised again at once
    assert Promise.objects.get(line__order=order, status="OPEN").quantity == 1


def test_a_route_leaves_once():
    at = dock(1)
    put_in(at, (1, 1))
    depart(at)
    with pytest.raises(DomainError) as refusal:
        depart(at)
    assert refusal.value.code == "illegal_move"
    with pytest.raises(DomainError) as refusal:
        loading.undo_last(load_id=at.load.pk, act=at.act())
    assert refusal.value.code == "route_not_released"
