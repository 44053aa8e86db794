from datetime import timedelta

import pytest

from core.errors import IllegalMoveError
from tests.wms import worlds
from tests.wms.worlds import MORNING, TODAY
from wms.errors import NotAllocatedError
from wms.models import Allocation, Location, StockBalance
from wms.services import picking, releasing
from wms.states import AllocationStatus, LocationKind, OrderStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return worlds.warehouse(bins=3)


def release(*orders, **facts):
    facts = {"by": None, "at": MORNING, "on": TODAY} | facts
    return releasing.release(order_ids=[order.pk for order in orders], **facts)


def claimed(order) -> list[tuple[str, int]]:
    rows = Allocation.objects.filter(line__order=order, status=AllocationStatus.OPEN).order_by("pk")
    return list(rows.values_list("balance__location__code", "quantity"))


def pick(house, claim, quantity, key=None):
    return picking.pick_allocated(
        idempotency=key or worlds.key(), allocation=claim, quantity=quantity, effective_at=MORNING, by=None,
        to_location=house.place(LocationKind.LANE),
    )  # fmt: skip


def test_what_expires_first_goes_first_and_then_what_is_oldest():
    house = worlds.warehouse(bins=3, tracking="LOT", has_expiry=True)
    late, soon = (worlds.lot(house.item, expires_on=TODAY + timedelta(days=days)) for days in (90, 9))
    house.receive(2, house.bins[0], lot=late)
    house.receive(2, house.bins[1], lot=soon, at=MORNING + timedelta(hours=2))
    house.receive(2, house.bins[2], lot=soon, at=MORNING + timedelta(hours=1))
    order = house.order(5)
    release(order)
    assert claimed(order) == [("A-03", 2), ("A-02", 2), ("A-01", 1)]


def test_only_bins_that_are_pickable_and_open_are_claimed(house):
    for place in (*house.bins, house.place(LocationKind.DOCK), house.place(LocationKind.LANE)):
        house.receive(5, place)
    Location.objects.filter(pk=house.bins[0].pk).update(is_pickable=False)
    Location.objects.filter(pk=house.bins[1].pk).update(locked_reason="being counted")
    order = house.order(9)
    assert release(order) == {order.lines.get().pk: 4}
    assert claimed(order) == [("A-03", 5)]


def test_stock_too_old_on_the_day_of_delivery_is_not_claimed():
    house = worlds.warehouse(tracking="LOT", has_expiry=True, min_remaining_days=3)
    house.receive(5, lot=worlds.lot(house.item, expires_on=TODAY + timedelta(days=4)))
    order = house.order(2)
    assert release(order, on=TODAY + timedelta(days=2)) == {order.lines.get().pk: 2}
    assert claimed(order) == []


def test_an_order_that_wants_all_or_nothing_is_not_released_and_claims_nothing(house):
    house.receive(3, house.bins[0])
    house.receive(5, house.place(LocationKind.DOCK))
    big, small = house.order(5), house.order(2)
    release(big, small, whole=True)
    big.refresh_from_db()
    small.refresh_from_db()
    assert (big.status, small.status) == (OrderStatus.ACCEPTED, OrderStatus.RELEASED)
    assert (claimed(big), claimed(small)) == ([], [("A-01", 2)])


def test_an_order_is_released_once(house):
    house.receive(5)
    order = house.order(2)
    release(order)
    with pytest.raises(IllegalMoveError):
        release(order)
    assert claimed(order) == [("A-01", 2)]


def test_releasing_ten_orders_costs_as_many_statements_as_releasing_one(house, django_assert_num_queries):
    house.receive(500)
    one, *ten = [house.order(2, 3) for _ in range(11)]
    with django_assert_num_queries(16) as counted:
        release(one)
    with django_assert_num_queries(len(counted)):
        release(*ten)


def test_a_pick_uses_up_its_claim_bit_by_bit(house):
    house.receive(5)
    order = house.order(4)
    release(order)
    claim = Allocation.objects.get()
    pick(house, claim, 3, ("scan", "1"))
    pick(house, claim, 3, ("scan", "1"))
    claim.refresh_from_db()
    assert (claim.status, claim.picked) == (AllocationStatus.OPEN, 3)
    with pytest.raises(NotAllocatedError):
        pick(house, claim, 2)
    pick(house, claim, 1)
    claim.refresh_from_db()
    assert (claim.status, claim.picked) == (AllocationStatus.PICKED, 4)
    shelf = StockBalance.objects.get(location=house.bins[0])
    assert (shelf.on_hand, shelf.allocated) == (1, 0)
    assert house.on_hand(house.place(LocationKind.LANE)) == 4
