from datetime import timedelta

import pytest

from core import events
from core.public_events import history_of
from tests.wms import worlds
from tests.wms.worlds import MORNING
from wms.errors import OrderUnderwayError
from wms.events import OrdersAccepted, OrdersCancelled
from wms.models import Allocation, Backorder, OutboundOrder, Promise, PromiseBucket, Shipment, StockBalance
from wms.services import orders, picking, releasing
from wms.services.orders import Outcome
from wms.states import BackorderReason, LocationKind, OrderStatus, ShipmentStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return worlds.warehouse()


@pytest.fixture
def heard(monkeypatch):
    told = []
    listeners = {kind: [told.append] for kind in (OrdersAccepted, OrdersCancelled)}
    monkeypatch.setattr(events, "_handlers", events._handlers | listeners)
    return told


def accept(*new):
    return orders.accept_orders(orders=new, by=None, at=MORNING)


def promised(house) -> int:
    return sum(PromiseBucket.objects.filter(item=house.item).values_list("promised", flat=True))


def waiting(order) -> list[tuple[int, str]]:
    rows = Backorder.objects.filter(line__order=order, closed_at__isnull=True).order_by("line__number")
    return list(rows.values_list("quantity", "reason"))


def test_an_order_is_accepted_promised_planned_and_told(house, heard):
    house.receive(10)
    answer = accept(house.new_order(4))[0]
    assert (answer.outcome, answer.short, promised(house)) == (Outcome.ACCEPTED, 0, 4)
    shipment = Shipment.objects.get(pk=answer.shipment_id)
    assert (shipment.status, shipment.weight_g, shipment.units) == (ShipmentStatus.PLANNED, 2000, 1)
    assert heard == [OrdersAccepted(order_ids=(answer.order_id,))]
    told = history_of("order", answer.order_public_id)
    assert [(e.subject_seq, e.type, e.facts["number"]) for e in told] == [
        (1, "order.accepted", answer.number)
    ]
    assert [e.type for e in history_of("shipment", shipment.public_id)] == ["shipment.planned"]


def test_any_number_of_orders_costs_the_same_statements(house, django_assert_num_queries):
    house.receive(1000)
    few, many = [[house.new_order(1, 1) for _ in range(n)] for n in (2, 300)]
    with django_assert_num_queries(21) as counted:
        accept(*few)
    with django_assert_num_queries(len(counted)):
        accept(*many)
    assert promised(house) == 604


def test_two_lines_of_one_order_are_counted_against_each_other(house):
    house.receive(10)
    order = house.order(6, 6)
    promises = Promise.objects.filter(line__order=order).order_by("line__number")
    assert list(promises.values_list("quantity", flat=True)) == [6, 4]
    assert waiting(order) == [(2, BackorderReason.NOT_ENOUGH)]


def test_what_cannot_be_promised_is_back_ordered_with_its_reason(house):
    never, held = worlds.item(), worlds.item()
    supplier, bin_ = house.place(LocationKind.SUPPLIER), house.bins[0]
    house.post(house.leg(5, supplier, bin_, item=held, to_status=2))
    assert waiting(house.order(1, item=never)) == [(1, BackorderReason.NOT_STOCKED)]
    assert waiting(house.order(1, item=held)) == [(1, BackorderReason.ON_HOLD)]


def test_the_same_order_again_is_unchanged(house, heard):
    house.receive(10)
    new = house.new_order(4)
    first, again = accept(new)[0], accept(new)[0]
    assert (again.outcome, again.order_id, again.number) == (Outcome.UNCHANGED, first.order_id, first.number)
    assert again.shipment_id == first.shipment_id
    assert (promised(house), len(heard), OutboundOrder.objects.count()) == (4, 1, 1)


def test_an_order_that_says_something_else_is_amended_and_keeps_what_stayed(house):
    house.receive(10)
    order = house.order(4, 3, external_id="web-1")
    kept = Promise.objects.get(line__order=order, line__number=1)
    answer = accept(house.new_order(4, 1, 2, external_id="web-1"))[0]
    assert (answer.outcome, answer.order_id) == (Outcome.AMENDED, order.pk)
    assert list(order.lines.order_by("number").values_list("number", "quantity")) == [(1, 4), (2, 1), (3, 2)]
    assert Promise.objects.get(line__order=order, line__number=1).pk == kept.pk
    assert promised(house) == 7
    assert order.shipments.get().weight_g == 3500
    told = history_of("order", order.public_id)[-1]
    assert (told.type, told.facts["after"]) == ("order.amended", [[house.item.pk, q] for q in (4, 1, 2)])


def test_bad_orders_are_refused_one_by_one_and_the_good_ones_accepted(house):
    house.receive(10)
    unknown = worlds.NewOrder(
        source="x", external_id="1", site_id=house.site.pk, owner_id=house.owner.pk,
        lines=(worlds.NewLine(item_id=0, quantity=1),),
    )  # fmt: skip
    good = house.new_order(1)
    answers = accept(unknown, house.new_order(0), good, good)
    assert [a.outcome for a in answers] == ["REFUSED", "REFUSED", "ACCEPTED", "REFUSED"]
    assert [a.error.facts["place"] for a in answers if a.error] == [
        "lines/0/item", "lines/0/quantity", "external_id",
    ]  # fmt: skip
    assert OutboundOrder.objects.count() == 1


def test_higher_priority_is_served_first_within_one_call(house):
    house.receive(1)
    low, high = house.new_order(1, priority=0), house.new_order(1, priority=9)
    answers = accept(low, high)
    assert [a.short for a in answers] == [1, 0]


def test_a_cancelled_order_gives_back_and_those_who_wait_are_served_first_ordered_first(house, heard):
    house.receive(5)
    holder = house.order(5)
    second = house.order(3, at=MORNING + timedelta(minutes=2))
    first = house.order(4, at=MORNING + timedelta(minutes=1))
    orders.cancel_orders(order_ids=[holder.pk], by=None, at=MORNING, reason="changed their mind")
    assert (waiting(first), waiting(second)) == ([], [(2, BackorderReason.NOT_ENOUGH)])
    holder.refresh_from_db()
    assert (holder.status, holder.shipments.get().status) == (OrderStatus.CANCELLED, ShipmentStatus.CANCELLED)
    assert isinstance(heard[-1], OrdersCancelled)
    told = history_of("order", holder.public_id)
    assert [e.type for e in told] == ["order.accepted", "order.cancelled"]
    orders.cancel_orders(order_ids=[holder.pk], by=None, at=MORNING)
    assert len(history_of("order", holder.public_id)) == 2


def test_a_released_order_is_cancelled_until_something_is_picked(house):
    house.receive(10)
    order = house.order(4)
    releasing.release(order_ids=[order.pk], by=None, at=MORNING, on=worlds.TODAY)
    with pytest.raises(OrderUnderwayError):
        orders.amend_order(order_id=order.pk, new=house.new_order(9), by=None, at=MORNING)
    claim = Allocation.objects.get(line__order=order)
    picking.pick_allocated(
        idempotency=worlds.key(), allocation=claim, quantity=1, effective_at=MORNING, by=None,
        to_location=house.place(LocationKind.LANE),
    )  # fmt: skip
    with pytest.raises(OrderUnderwayError, match=order.number):
        orders.cancel_orders(order_ids=[order.pk], by=None, at=MORNING)
    order.refresh_from_db()
    assert (order.status, promised(house)) == (OrderStatus.RELEASED, 4)


def test_cancelling_a_released_order_frees_its_bins(house):
    house.receive(10)
    order = house.order(4)
    releasing.release(order_ids=[order.pk], by=None, at=MORNING, on=worlds.TODAY)
    assert StockBalance.objects.get(location=house.bins[0]).allocated == 4
    orders.cancel_orders(order_ids=[order.pk], by=None, at=MORNING)
    assert StockBalance.objects.get(location=house.bins[0]).allocated == 0
    assert promised(house) == 0


def test_a_line_that_is_made_smaller_keeps_its_stock_though_others_wait(house):
    house.receive(5)
    order, waits = house.order(5, external_id="web-1"), house.order(4)
    answer = accept(house.new_order(3, external_id="web-1"))[0]
    assert (answer.outcome, answer.short) == (Outcome.AMENDED, 0)
    assert Promise.objects.get(line__order=order).quantity == 3
    assert waiting(waits) == [(2, BackorderReason.NOT_ENOUGH)]
