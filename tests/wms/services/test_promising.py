from datetime import timedelta

import pytest

from core import events
from tests.wms import worlds
from tests.wms.worlds import MORNING, TODAY
from wms.errors import NotEnoughStockError
from wms.events import BackordersPromised, PicksShort, PromisesDemoted
from wms.models import Allocation, Backorder, Promise, PromiseBucket, StockBalance
from wms.services import allocating, ledger, promising, releasing
from wms.services.promising import Want
from wms.states import (
    AllocationStatus,
    BackorderReason,
    LocationKind,
    PromiseStatus,
    StockStatus,
    TransactionKind,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return worlds.warehouse()


@pytest.fixture
def heard(monkeypatch):
    told = []
    listeners = {kind: [told.append] for kind in (PromisesDemoted, PicksShort, BackordersPromised)}
    monkeypatch.setattr(events, "_handlers", events._handlers | listeners)
    return told


def bucket(house) -> tuple[int, int]:
    return PromiseBucket.objects.values_list("capacity", "promised").get(item=house.item)


def waiting(order) -> list[tuple[int, str]]:
    rows = Backorder.objects.filter(line__order=order, closed_at__isnull=True)
    return list(rows.values_list("quantity", "reason"))


def open_promises(order) -> list[int]:
    rows = Promise.objects.filter(line__order=order, status=PromiseStatus.OPEN).order_by("line__number")
    return list(rows.values_list("quantity", flat=True))


def release(*orders, **facts):
    ids = [order.pk for order in orders]
    return releasing.release(order_ids=ids, by=None, at=MORNING, on=TODAY, **facts)


def want(house, order, quantity) -> Want:
    line = order.lines.get()
    return Want(
        line_id=line.pk, item_id=house.item.pk, site_id=house.site.pk, owner_id=house.owner.pk,
        quantity=quantity,
    )  # fmt: skip


def test_a_shortage_can_be_refused_and_says_what_is_available(house):
    order = house.order(5)
    promising.release_promises(line_ids=[order.lines.get().pk], at=MORNING)
    line = order.lines.get()
    house.receive(3)
    with pytest.raises(NotEnoughStockError) as refused:
        promising.promise(wants=[want(house, order, 5)], at=MORNING, refuse_shortage=True)
    assert (refused.value.facts["wanted"], refused.value.facts["available"]) == (5, 3)
    assert bucket(house) == (3, 0)
    promising.promise(wants=[want(house, order, 5)], at=MORNING)
    assert Backorder.objects.get(line=line, closed_at=None).quantity == 2


def test_what_comes_in_is_promised_to_those_who_wait_first_ordered_first(house, heard):
    late = house.order(4, at=MORNING + timedelta(hours=1))
    early = house.order(3, at=MORNING)
    house.receive(5)
    assert (open_promises(early), open_promises(late)) == ([3], [2])
    assert (waiting(early), waiting(late)) == ([], [(2, BackorderReason.NOT_ENOUGH)])
    assert heard == [BackordersPromised(line_ids=(early.lines.get().pk, late.lines.get().pk))]


def test_a_loss_demotes_the_least_important_and_youngest_promise(house, heard):
    house.receive(10)
    important = house.order(4, priority=50, at=MORNING + timedelta(hours=1))
    old = house.order(3, at=MORNING)
    young = house.order(3, at=MORNING + timedelta(minutes=5))
    house.lose(4)
    assert [open_promises(o) for o in (important, old, young)] == [[4], [2], []]
    assert waiting(young) == [(3, BackorderReason.DEMOTED)]
    assert waiting(old) == [(1, BackorderReason.DEMOTED)]
    assert bucket(house) == (6, 6)
    assert heard == [PromisesDemoted(line_ids=tuple(sorted([old.lines.get().pk, young.lines.get().pk])))]


def test_a_loss_in_a_bin_releases_the_youngest_claim_on_it(house, heard):
    house.receive(10, house.bins[0])
    house.receive(10, house.bins[1], at=MORNING + timedelta(days=1))
    first, second = house.order(6), house.order(4)
    release(first)
    release(second)
    house.lose(3, house.bins[0])
    claims = {c.line.order_id: c.quantity for c in Allocation.objects.filter(status=AllocationStatus.OPEN)}
    assert claims == {first.pk: 6, second.pk: 1}
    assert heard == [PicksShort(line_ids=(second.lines.get().pk,))]
    assert bucket(house) == (17, 10)
    assert allocating.allocate_orders(order_ids=[second.pk], on=TODAY, at=MORNING) == {}
    assert StockBalance.objects.get(location=house.bins[1]).allocated == 3


def test_a_demoted_line_gives_up_the_bin_it_claimed_elsewhere(house):
    house.receive(5, house.bins[0])
    house.receive(5, house.bins[1], at=MORNING + timedelta(days=1))
    strong, weak = house.order(5, priority=9), house.order(5)
    release(strong, weak)
    house.lose(5, house.bins[0])
    assert not Allocation.objects.filter(status=AllocationStatus.OPEN).exists()
    assert (open_promises(strong), open_promises(weak)) == ([5], [])
    assert allocating.allocate_orders(order_ids=[strong.pk], on=TODAY, at=MORNING) == {}
    assert Allocation.objects.get(status=AllocationStatus.OPEN).balance.location == house.bins[1]


def test_a_move_is_refused_where_claims_stand_in_its_way(house):
    house.receive(10)
    release(house.order(8))
    with pytest.raises(NotEnoughStockError) as refused:
        house.post(house.leg(3, house.bins[0], house.bins[1]))
    assert refused.value.facts["available"] == 2
    van = house.place(LocationKind.VEHICLE)
    house.receive(5, house.bins[1])
    with pytest.raises(NotEnoughStockError, match="only 7 are not promised"):
        house.post(house.leg(5, house.bins[1], van), house.leg(3, house.bins[0], van))


def test_goods_on_the_vehicle_are_no_longer_for_sale_and_departure_closes_their_promise(house):
    house.receive(10)
    order = house.order(6)
    line, van = order.lines.get(), house.place(LocationKind.VEHICLE)
    load = house.leg(6, house.bins[0], van, line=line)
    house.post(load, kind=TransactionKind.LOAD)
    assert bucket(house) == (4, 0)
    assert open_promises(order) == [6]
    assert promising.close_promises(line_ids=[line.pk], at=MORNING) == {}
    assert Promise.objects.get(line=line).status == PromiseStatus.CLOSED


def test_goods_that_come_off_the_vehicle_again_are_promised_to_the_same_line(house):
    house.receive(10)
    order = house.order(6)
    line, van = order.lines.get(), house.place(LocationKind.VEHICLE)
    house.post(house.leg(6, house.bins[0], van, line=line), kind=TransactionKind.LOAD)
    house.post(house.leg(2, van, house.place(LocationKind.LANE), line=line), kind=TransactionKind.LOAD)
    assert bucket(house) == (6, 2)
    with pytest.raises(NotEnoughStockError, match="no promise of that much"):
        house.post(house.leg(3, house.bins[0], van, line=line), kind=TransactionKind.LOAD)
    assert bucket(house) == (6, 2)


def test_what_was_not_loaded_when_the_vehicle_left_waits_in_its_place_in_the_queue(house):
    house.receive(10)
    order, later = house.order(6), house.order(5, at=MORNING + timedelta(minutes=1))
    line = order.lines.get()
    house.post(
        house.leg(4, house.bins[0], house.place(LocationKind.VEHICLE), line=line), kind=TransactionKind.LOAD
    )
    assert promising.close_promises(line_ids=[line.pk], at=MORNING) == {line.pk: 2}
    assert (open_promises(order), open_promises(later)) == ([2], [4])
    house.lose(5)
    assert waiting(order) == [(1, BackorderReason.DEMOTED)]


def test_a_promise_for_a_time_lapses_and_others_are_served(house):
    house.receive(5)
    timed = house.order(5, promise_until=MORNING + timedelta(minutes=15))
    waits = house.order(2, at=MORNING + timedelta(minutes=1))
    assert promising.expire_promises(at=MORNING + timedelta(minutes=14)) == 0
    assert promising.expire_promises(at=MORNING + timedelta(minutes=15)) == 1
    assert waiting(timed) == [(5, BackorderReason.LAPSED)]
    assert open_promises(waits) == [2]


def test_stock_that_will_be_too_old_is_not_promised():
    house = worlds.warehouse(tracking="LOT", has_expiry=True, min_remaining_days=3)
    old = worlds.lot(house.item, expires_on=TODAY + timedelta(days=2))
    good = worlds.lot(house.item, expires_on=TODAY + timedelta(days=3))
    house.receive(5, lot=old)
    house.receive(2, lot=good)
    order = house.order(4)
    assert open_promises(order) == [2]
    assert waiting(order) == [(2, BackorderReason.TOO_OLD)]


def test_the_owner_of_the_stock_decides_who_can_be_promised_it(house):
    house.receive(5)
    stranger = worlds.warehouse()
    stranger.site, stranger.item = house.site, house.item
    order = stranger.order(1)
    assert waiting(order) == [(1, BackorderReason.NOT_STOCKED)]


def test_damage_of_a_part_takes_only_what_is_not_promised_first(house, heard):
    house.receive(10)
    order = house.order(7)
    leg = house.leg(3, house.bins[0], house.bins[0], to_status=StockStatus.DAMAGED)
    house.post(leg, kind=TransactionKind.RELABEL)
    assert (open_promises(order), heard) == ([7], [])


def test_a_reversed_receipt_takes_its_promises_back(house):
    receipt = house.receive(10)
    order = house.order(7)
    ledger.reverse(
        transaction=receipt, idempotency=worlds.key(), effective_at=MORNING, by=None, reason="wrong pallet"
    )
    assert (open_promises(order), waiting(order)) == ([], [(7, BackorderReason.DEMOTED)])
