"""From the release to the full tote: right scans move goods, wrong ones say what is wrong."""

import pytest

from core.models import PublicEvent
from tests.wms import worlds
from tests.wms.floors import command, floor, wave_of
from tests.wms.worlds import MORNING
from wms.errors import (
    NothingToUndoError,
    OtherSiteError,
    PickOverError,
    TooManyError,
    UnknownCodeError,
    WrongItemError,
    WrongLotError,
    WrongPlaceError,
    WrongToteError,
)
from wms.models import (
    Allocation,
    Barcode,
    CountRequest,
    Pick,
    PickWalk,
    StockBalance,
    StockTransaction,
    ToteUse,
)
from wms.services import orders, picking, putting_back, shorting
from wms.services.picking import Reach
from wms.services.putting_back import Return
from wms.services.shipments import split_shipment
from wms.states import OrderStatus, PickStatus, ShipmentStatus, WaveStatus

pytestmark = pytest.mark.django_db


def in_tote(tote) -> int:
    return sum(StockBalance.objects.there().filter(handling_unit=tote).values_list("on_hand", flat=True))


def test_a_release_writes_one_pick_per_claimed_bin_in_walk_order():
    site = floor(stock=2, bins=3)
    site.world.receive(5, site.world.bins[2])
    order = site.world.order(6)
    release = site.release(order)
    picks = Pick.objects.filter(shipment__order=order).order_by("sequence")
    assert [(p.allocation.balance.location.code, p.quantity) for p in picks] == [("A-01", 2), ("A-03", 4)]
    assert release.waves == [wave_of(order)]
    assert release.short == {}
    assert site.shipment(order).status == ShipmentStatus.PICKING
    order.refresh_from_db()
    assert order.status == OrderStatus.RELEASED


def test_a_pick_moves_goods_from_the_bin_into_the_tote():
    site = floor(stock=10)
    order = site.world.order(4)
    site.release(order)
    (pick,) = site.picks(order)
    site.pick(pick)
    pick.refresh_from_db()
    assert (pick.status, pick.picked, pick.tote) == (PickStatus.PICKED, 4, site.totes[0])
    assert site.world.on_hand(site.world.bins[0]) == 6
    assert in_tote(site.totes[0]) == 4
    assert wave_of(order).status == WaveStatus.PICKED


def test_the_same_pick_sent_twice_takes_once():
    site = floor(stock=10)
    order = site.world.order(4)
    site.release(order)
    (pick,) = site.picks(order)
    first = site.pick(pick, 2, command="once")
    again = picking.confirm_pick(
        pick_id=pick.pk, reach=site.reach(pick, 2), command="once", by=None, at=MORNING
    )
    assert again == first
    assert in_tote(site.totes[0]) == 2


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        ({"place": "A-02"}, WrongPlaceError, "This is A-02. Go to A-01."),
        ({"place": "NOWHERE"}, UnknownCodeError, "Nothing here is called NOWHERE."),
        ({"item": "OTHER"}, WrongItemError, "This is Other. Take Thing."),
        ({"quantity": 5}, TooManyError, "5 is not possible: 4 to pick here."),
        ({"quantity": 0}, TooManyError, "0 is not possible: 4 to pick here."),
        ({"tote": "A-01"}, UnknownCodeError, "Nothing here is called A-01."),
    ],
)
def test_a_wrong_scan_is_refused_with_what_is_wanted(change, error, told):
    site = floor(stock=10)
    worlds.item(sku="OTHER", name="Other")
    order = site.world.order(4)
    site.release(order)
    (pick,) = site.picks(order)
    right = site.reach(pick)
    scans = {"place": right.place, "item": right.item, "tote": right.tote, "quantity": right.quantity}
    with pytest.raises(error) as refused:
        picking.confirm_pick(
            pick_id=pick.pk, reach=Reach(**(scans | change)), command=command(), by=None, at=MORNING
        )
    assert refused.value.message == told
    assert in_tote(site.totes[0]) == 0


def test_a_tote_of_another_site_is_told_by_its_name():
    site, other = floor(stock=10), floor(stock=0)
    order = site.world.order(1)
    site.release(order)
    (pick,) = site.picks(order)
    with pytest.raises(OtherSiteError, match=r"This label belongs to Test site. You are in Test site."):
        site.pick(pick, tote=other.totes[0])


def test_a_place_of_another_site_is_told_by_its_name():
    site, other = floor(stock=10), floor(stock=0)
    other.world.bins[0].code = "ELSEWHERE"
    other.world.bins[0].save()
    order = site.world.order(1)
    site.release(order)
    (pick,) = site.picks(order)
    reach = Reach(place="ELSEWHERE", item=site.world.item.sku, tote=site.totes[0].sscc, quantity=1)
    with pytest.raises(OtherSiteError, match="ELSEWHERE is a place in Test site"):
        picking.confirm_pick(pick_id=pick.pk, reach=reach, command=command(), by=None, at=MORNING)


def test_a_tote_is_used_for_one_order_until_it_is_empty():
    site = floor(stock=10)
    first, second = site.world.order(1), site.world.order(1)
    site.release(first, second)
    site.pick_all(first)
    with pytest.raises(WrongToteError, match=f"used for order {first.number}"):
        site.pick(site.picks(second)[0], tote=site.totes[0])
    site.pick(site.picks(second)[0], tote=site.totes[1])
    assert ToteUse.objects.filter(freed_at=None).count() == 2


def test_a_lot_is_picked_as_the_bin_says():
    site = floor(stock=0, tracking="LOT")
    old, new = worlds.lot(site.world.item), worlds.lot(site.world.item)
    site.world.receive(5, lot=old)
    order = site.world.order(2)
    site.release(order)
    (pick,) = site.picks(order)
    place, tote = pick.allocation.balance.location.code, site.totes[0].sscc
    with pytest.raises(WrongLotError, match=f"This is lot {new.code}. Take lot {old.code}."):
        picking.confirm_pick(
            pick_id=pick.pk,
            reach=Reach(place=place, item=new.code, tote=tote, quantity=2),
            command=command(),
            by=None,
            at=MORNING,
        )
    picking.confirm_pick(
        pick_id=pick.pk,
        reach=Reach(place=place, item=old.code, tote=tote, quantity=2),
        command=command(),
        by=None,
        at=MORNING,
    )
    assert in_tote(site.totes[0]) == 2


def test_a_gs1_label_names_item_and_lot_at_once():
    site = floor(stock=0, tracking="LOT")
    lot = worlds.lot(site.world.item)
    Barcode.objects.create(code="4006381333931", item=site.world.item)
    site.world.receive(5, lot=lot)
    order = site.world.order(2)
    site.release(order)
    (pick,) = site.picks(order)
    reach = Reach(
        place=pick.allocation.balance.location.code,
        item=f"]C1010400638133393110{lot.code}",
        tote=f"]C100{site.totes[0].sscc}",
        quantity=2,
    )
    picking.confirm_pick(pick_id=pick.pk, reach=reach, command=command(), by=None, at=MORNING)
    assert in_tote(site.totes[0]) == 2


def test_what_is_short_in_one_bin_is_fetched_from_another_and_the_bin_is_to_be_counted():
    site = floor(stock=5, bins=2)
    order = site.world.order(4)
    site.release(order)
    (pick,) = site.picks(order)
    site.world.receive(5, site.world.bins[1])
    site.pick(pick, 1)
    shorted = shorting.short_pick(pick_id=pick.pk, by=None, at=MORNING)
    assert (shorted.elsewhere, shorted.missing) == (1, 0)
    first, second = site.picks(order)
    assert (first.status, first.picked, first.quantity) == (PickStatus.SHORT, 1, 4)
    assert (second.status, second.quantity) == (PickStatus.OPEN, 3)
    assert second.allocation.balance.location == site.world.bins[1]
    assert list(CountRequest.objects.open().values_list("location__code", flat=True)) == ["A-01"]
    assert site.world.on_hand(site.world.bins[0]) == 4, "only a count changes the books"
    assert not PublicEvent.objects.filter(type="shipment.short").exists()


def test_what_no_bin_has_is_short_and_told():
    site = floor(stock=5)
    order = site.world.order(4)
    site.release(order)
    (pick,) = site.picks(order)
    site.pick(pick, 1)
    shorted = shorting.short_pick(pick_id=pick.pk, by=None, at=MORNING)
    assert (shorted.elsewhere, shorted.missing) == (0, 3)
    told = PublicEvent.objects.get(type="shipment.short")
    assert told.facts == {"order": order.number, "item": site.world.item.sku, "missing": 3}
    assert shorting.short_pick(pick_id=pick.pk, by=None, at=MORNING).missing == 0, "twice says nothing"
    assert PublicEvent.objects.filter(type="shipment.short").count() == 1


def test_nobody_is_sent_to_a_bin_that_waits_for_its_count():
    site = floor(stock=5)
    first, second = site.world.order(2), site.world.order(2)
    site.release(first)
    shorting.short_pick(pick_id=site.picks(first)[0].pk, by=None, at=MORNING)
    release = site.release(second)
    assert list(release.short.values()) == [2]
    assert site.picks(second) == []


def test_the_last_pick_is_put_back_and_stands_again():
    site = floor(stock=5)
    order = site.world.order(4)
    site.release(order)
    (pick,) = site.picks(order)
    step = site.pick(pick)
    shorting.undo_pick(step_id=step.pk, command="undo", by=None, at=MORNING)
    pick.refresh_from_db()
    claim = Allocation.objects.get(pk=pick.allocation_id)
    assert (pick.status, pick.picked, claim.status, claim.picked) == ("OPEN", 0, "OPEN", 0)
    assert site.world.on_hand(site.world.bins[0]) == 5
    assert claim.balance.allocated == 4
    assert not ToteUse.objects.filter(freed_at=None).exists(), "the empty tote is free again"
    again = shorting.undo_pick(step_id=step.pk, command="undo", by=None, at=MORNING)
    assert StockTransaction.objects.filter(reason="undo").get() == again
    with pytest.raises(NothingToUndoError):
        shorting.undo_pick(step_id=step.pk, command="another", by=None, at=MORNING)
    site.pick(pick)
    assert in_tote(site.totes[0]) == 4


def test_what_was_taken_meanwhile_is_refused():
    site = floor(stock=5)
    order = site.world.order(4)
    site.release(order)
    (pick,) = site.picks(order)
    site.pick(pick)
    with pytest.raises(PickOverError, match="picked already"):
        picking.confirm_pick(
            pick_id=pick.pk, reach=site.reach(pick, 1), command=command(), by=None, at=MORNING
        )


def test_a_loss_at_the_shelf_shrinks_the_pick_with_its_claim():
    site = floor(stock=5)
    order = site.world.order(4)
    site.release(order)
    site.world.lose(3)
    (pick,) = site.picks(order)
    assert (pick.status, pick.quantity) == (PickStatus.OPEN, 2)
    site.world.lose(2)
    (pick,) = site.picks(order)
    assert pick.status == PickStatus.SHORT


def test_an_order_cancelled_while_it_is_picked_is_put_back_from_its_tote():
    site = floor(stock=5)
    order = site.world.order(2, 2)
    site.release(order)
    taken, left = site.picks(order)
    site.pick(taken)
    orders.cancel_orders(order_ids=[order.pk], by=None, at=MORNING, even_picked=True)
    left.refresh_from_db()
    assert left.status == PickStatus.CANCELLED
    assert wave_of(order).status == WaveStatus.CANCELLED
    (balance,) = putting_back.waiting(site_id=site.world.site.pk)
    assert (balance.on_hand, putting_back.origin_of(balance)) == (2, "A-01")
    back = Return(unit=site.totes[0].sscc, item=site.world.item.sku, place="A-02", quantity=2)
    for _twice in range(2):
        putting_back.put_back(site=site.world.site, back=back, command="back", by=None, at=MORNING)
    assert site.world.on_hand(site.world.bins[1]) == 2
    assert putting_back.waiting(site_id=site.world.site.pk) == []
    assert not ToteUse.objects.filter(freed_at=None).exists()


def test_an_order_of_several_shipments_is_shared_by_weight():
    site = floor(stock=10)
    order = site.world.order(6)
    split_shipment(shipment_id=site.shipment(order).pk, parts=2) if site.shipment(order).units > 1 else None
    first = site.shipment(order)
    if order.shipments.count() == 1:
        first.units, first.weight_g = 2, 3000
        first.save()
        split_shipment(shipment_id=first.pk, parts=2)
    site.release(order)
    by_shipment = {s.pk: sum(s.picks.values_list("quantity", flat=True)) for s in order.shipments.all()}
    assert sorted(by_shipment.values()) == [3, 3]


def test_a_cart_takes_as_many_orders_as_it_has_totes():
    site = floor(stock=50)
    site.world.site.cart_totes = 2
    site.world.site.save()
    made = [site.world.order(1) for _ in range(5)]
    site.release(*made)
    assert PickWalk.objects.count() == 3
    sizes = [walk.picks.count() for walk in PickWalk.objects.order_by("number")]
    assert sizes == [2, 2, 1]


def test_a_released_order_that_goes_with_another_departure_moves_with_its_picks():
    site = floor(stock=10)
    stays, goes = site.world.order(1), site.world.order(2)
    site.release(stays, goes, group="R1")
    site.pick(site.picks(goes)[0], 1)
    site.release(goes, group="R2")
    assert wave_of(stays).group == "R1"
    assert wave_of(goes).group == "R2"
    (pick,) = site.picks(goes)
    assert (pick.wave, pick.walk.wave) == (wave_of(goes), wave_of(goes))
