from datetime import timedelta

import pytest

from core.public_events import history_of
from tests.wms import worlds
from tests.wms.worlds import MORNING, TODAY
from wms.models import Allocation, Backorder, Promise, PromiseBucket, StockBalance
from wms.services import expiring, holding, releasing
from wms.states import AllocationStatus, LotStatus, PromiseStatus, StockStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return worlds.warehouse(tracking="LOT", has_expiry=True)


def capacity(house) -> int:
    return PromiseBucket.objects.get(item=house.item).capacity


def hold(lot, status=LotStatus.HOLD, **facts):
    holding.set_lot_status(lot_ids=[lot.pk], status=status, by=None, at=MORNING, **facts)


def test_a_held_lot_is_not_for_sale_wherever_it_lies_and_is_again_once_released(house):
    bad, good = worlds.lot(house.item), worlds.lot(house.item)
    house.receive(5, house.bins[0], lot=bad)
    house.receive(4, house.bins[1], lot=bad)
    house.receive(3, house.bins[1], lot=good)
    hold(bad, reason="smells")
    assert capacity(house) == 3
    hold(bad, LotStatus.RECALLED)
    assert capacity(house) == 3
    hold(bad, LotStatus.RELEASED)
    assert capacity(house) == 12
    told = [event.type for event in history_of("lot", bad.public_id)]
    assert told == ["lot.held", "lot.recalled", "lot.released"]


def test_stock_that_comes_for_a_held_lot_is_not_for_sale(house):
    lot = worlds.lot(house.item)
    house.receive(5, house.bins[0], lot=lot)
    hold(lot)
    house.receive(4, house.bins[1], lot=lot)
    assert capacity(house) == 0
    hold(lot, LotStatus.RELEASED)
    assert capacity(house) == 9


def test_holding_a_lot_frees_bins_and_demotes_promises_and_releasing_serves_them_again(house):
    lot = worlds.lot(house.item)
    house.receive(5, lot=lot)
    order = house.order(4)
    releasing.release(order_ids=[order.pk], by=None, at=MORNING, on=TODAY)
    hold(lot)
    assert Allocation.objects.get().status == AllocationStatus.RELEASED
    assert StockBalance.objects.get(location=house.bins[0]).allocated == 0
    assert Backorder.objects.get(closed_at=None).quantity == 4
    hold(lot, LotStatus.RELEASED)
    assert Promise.objects.get(status=PromiseStatus.OPEN).quantity == 4
    assert not Backorder.objects.filter(closed_at=None).exists()


def test_a_held_lot_is_left_out_when_bins_are_claimed(house):
    held, good = worlds.lot(house.item), worlds.lot(house.item)
    house.receive(5, house.bins[0], lot=held)
    house.receive(5, house.bins[1], lot=good, at=MORNING + timedelta(days=1))
    order = house.order(3)
    hold(held)
    releasing.release(order_ids=[order.pk], by=None, at=MORNING, on=TODAY)
    assert Allocation.objects.get().balance.lot == good


def test_stock_past_its_date_expires_by_the_sites_calendar_and_its_last_day_is_good(house):
    gone, last = (
        worlds.lot(house.item, expires_on=TODAY - timedelta(days=1)),
        worlds.lot(house.item, expires_on=TODAY),
    )
    house.receive(5, lot=gone)
    house.receive(4, lot=last)
    assert expiring.expire_stock(at=MORNING) == 1
    assert house.on_hand(house.bins[0], StockStatus.EXPIRED) == 5
    assert capacity(house) == 4
    assert expiring.expire_stock(at=MORNING) == 0
    almost_midnight_in_helsinki = MORNING.replace(hour=21, minute=59)
    assert expiring.expire_stock(at=almost_midnight_in_helsinki) == 0
    assert expiring.expire_stock(at=almost_midnight_in_helsinki + timedelta(minutes=1)) == 1


def test_a_corrected_date_is_the_date_of_what_lies_on_the_shelf(house):
    lot = worlds.lot(house.item, expires_on=TODAY)
    house.receive(5, lot=lot)
    later = TODAY + timedelta(days=30)
    holding.correct_expiry(lot_id=lot.pk, expires_on=later, by=None, at=MORNING)
    assert StockBalance.objects.get(location=house.bins[0]).expires_on == later
    assert history_of("lot", lot.public_id)[0].facts == {"before": "2026-03-02", "after": "2026-04-01"}
