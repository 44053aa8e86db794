"""From the tote into cartons and into the lane: what was picked is packed, and stands where it should."""

import pytest

from core.models import PublicEvent
from tests.wms import worlds
from tests.wms.floors import command, floor, wave_of
from tests.wms.worlds import MORNING
from wms.errors import (
    NotReadyError,
    OtherSiteError,
    TooManyError,
    WrongItemError,
    WrongLotError,
    WrongPlaceError,
    WrongScanError,
    WrongToteError,
)
from wms.models import CartonType, Location, Parcel, ParcelLine, StockBalance, ToteUse
from wms.services import orders, packing, putting_back, shorting, staging
from wms.services.orders import NewLine, NewOrder
from wms.services.packing import Piece
from wms.services.putting_back import Return
from wms.services.sscc import is_sscc
from wms.states import Discipline, LocationKind, ShipmentStatus, WaveStatus

pytestmark = pytest.mark.django_db


def contents(unit) -> list[tuple[str, int]]:
    held = StockBalance.objects.there().filter(handling_unit=unit).order_by("item__sku")
    return list(held.values_list("item__sku", "on_hand"))


def ready(quantity: int = 4, stock: int = 10, **facts):
    """A floor with one order picked into the first tote."""
    site = floor(stock=stock, **facts)
    order = site.world.order(quantity)
    site.release(order)
    site.pick_all(order)
    return site, order


def stage(site, order, lane=None, number=1, **facts):
    parcel = Parcel.objects.get(shipment__order=order, number=number)
    facts = {"command": command(), "by": None, "at": MORNING} | facts
    return staging.stage(
        code=parcel.handling_unit.sscc, lane=(lane or site.lane).code, site_id=site.world.site.pk, **facts
    )


def test_packing_moves_pieces_from_tote_to_carton_and_counts_what_is_left():
    site, order = ready(4)
    packed = site.pack(order, quantity=3)
    assert (packed.quantity, packed.left, packed.parcel.number) == (3, 1, 1)
    assert contents(packed.parcel.handling_unit) == [(site.world.item.sku, 3)]
    assert contents(site.totes[0]) == [(site.world.item.sku, 1)]
    assert is_sscc(packed.parcel.handling_unit.sscc)


def test_the_same_scan_sent_twice_is_packed_once():
    site, order = ready(4)
    first = site.pack(order, quantity=1, command="once")
    again = site.pack(order, quantity=1, command="once")
    assert (again.parcel, again.quantity, again.left) == (first.parcel, 1, 3)
    assert ParcelLine.objects.get().quantity == 1


def test_what_does_not_belong_is_refused():
    site, order = ready(4)
    worlds.item(sku="OTHER", name="Other")
    with pytest.raises(WrongItemError, match=f"Other is not in order {order.number}."):
        site.pack(order, "OTHER")
    with pytest.raises(TooManyError, match=r"Too many: 4 of Thing are left in this tote."):
        site.pack(order, quantity=5)
    with pytest.raises(WrongToteError, match="is empty"):
        site.pack(order, tote=site.totes[1])


def test_the_tote_of_another_order_is_told():
    site, order = ready(2)
    other = site.world.order(2)
    site.release(other)
    site.pick_all(other, site.totes[1])
    with pytest.raises(WrongToteError, match=f"belongs to order {other.number}, not to {order.number}"):
        site.pack(order, tote=site.totes[1])


def test_a_lot_that_was_not_picked_is_refused_and_the_right_one_is_carried():
    site = floor(stock=0, tracking="LOT")
    picked, other = worlds.lot(site.world.item), worlds.lot(site.world.item)
    site.world.receive(5, lot=picked)
    order = site.world.order(2)
    site.release(order)
    site.pick_all(order)
    with pytest.raises(WrongLotError):
        site.pack(order, other.code)
    site.pack(order, picked.code, 2)
    assert ParcelLine.objects.get().lot == picked


def test_serial_numbers_go_from_bin_to_carton():
    site = floor(stock=0, tracking="SERIAL")
    site.world.receive(2, serials=("P1", "P2"))
    order = site.world.order(2)
    site.release(order)
    (pick,) = site.picks(order)
    right = site.reach(pick)
    from wms.services import picking
    from wms.services.picking import Reach

    reach = Reach(place=right.place, item=right.item, tote=right.tote, quantity=2, serials=("P1", "P2"))
    picking.confirm_pick(pick_id=pick.pk, reach=reach, command=command(), by=None, at=MORNING)
    site.pack(order, "P2")
    site.pack(order, "P1")
    assert ParcelLine.objects.get().serials == ["P2", "P1"]
    with pytest.raises(WrongItemError):
        site.pack(order, "P1")


def test_a_closed_shipment_has_the_real_units_weight_and_volume():
    CartonType.objects.create(
        code="S", name="Small", length_mm=300, width_mm=200, height_mm=100,
        holds_ml=5000, max_weight_g=10_000, tare_g=150,
    )  # fmt: skip
    site, order = ready(4)
    site.pack(order, quantity=3)
    pk = site.shipment(order).pk
    packing.close_carton(shipment_id=pk, number=1, by=None, at=MORNING)
    site.pack(order, quantity=1)
    packing.close_carton(shipment_id=pk, number=2, by=None, at=MORNING, weight_g=777)
    shipment = packing.close_shipment(shipment_id=pk, by=None, at=MORNING)
    assert [(p.weight_g, p.volume_ml) for p in shipment.parcels.order_by("number")] == [
        (1650, 6000),
        (777, 6000),
    ]
    assert (shipment.units, shipment.weight_g, shipment.volume_ml) == (2, 2427, 12_000)
    assert shipment.status == ShipmentStatus.PACKED
    assert PublicEvent.objects.filter(type="handling_unit.packed").count() == 2
    assert PublicEvent.objects.get(type="shipment.packed").facts["units"] == 2
    assert not ToteUse.objects.filter(freed_at=None).exists(), "the tote is free for the next order"


def test_the_smallest_carton_that_takes_everything_is_suggested():
    for code, holds, weight in (("L", 50_000, 30_000), ("S", 2_000, 30_000), ("M", 9_000, 30_000)):
        CartonType.objects.create(
            code=code, name=code, length_mm=1, width_mm=1, height_mm=1, holds_ml=holds, max_weight_g=weight
        )
    site, order = ready(4, length_mm=100, width_mm=100, height_mm=200)
    assert site.pack(order).parcel.carton_type.code == "M"


def test_a_shipment_is_not_closed_before_everything_is_in_closed_cartons():
    site, order = ready(4)
    pk = site.shipment(order).pk
    site.pack(order, quantity=3)
    with pytest.raises(NotReadyError, match="1 piece is still in tote"):
        packing.close_shipment(shipment_id=pk, by=None, at=MORNING)
    site.pack(order)
    with pytest.raises(NotReadyError, match=r"Carton 1 is still open."):
        packing.close_shipment(shipment_id=pk, by=None, at=MORNING)
    site.close(order)
    assert site.close(order).status == ShipmentStatus.PACKED, "twice changes nothing"


def test_a_shipment_is_not_closed_before_it_is_picked():
    site = floor(stock=10)
    order = site.world.order(2, 2)
    site.release(order)
    site.pick(site.picks(order)[0])
    site.pack(order, quantity=2)
    with pytest.raises(NotReadyError, match="not picked in full yet"):
        site.close(order)


def test_what_is_short_does_not_keep_the_rest_from_leaving():
    site = floor(stock=10)
    order = site.world.order(2, 2)
    site.release(order)
    first, second = site.picks(order)
    site.pick(first)
    shorting.short_pick(pick_id=second.pk, by=None, at=MORNING)
    site.pack(order, quantity=2)
    assert site.close(order).units == 1


def test_what_was_packed_last_is_taken_out_again():
    site, order = ready(4)
    site.pack(order, quantity=1)
    packed = site.pack(order, quantity=2)
    packing.take_out(shipment_id=site.shipment(order).pk, command="out", by=None, at=MORNING)
    packing.take_out(shipment_id=site.shipment(order).pk, command="out", by=None, at=MORNING)
    assert contents(packed.parcel.handling_unit) == [(site.world.item.sku, 1)]
    assert ParcelLine.objects.get().quantity == 1
    assert packing.left_in_totes(site.shipment(order)) == 3


def test_two_lines_of_one_item_are_packed_in_their_order():
    site = floor(stock=10)
    order = site.world.order(2, 3)
    site.release(order)
    site.pick_all(order)
    site.pack(order, quantity=4)
    lines = ParcelLine.objects.order_by("line__number").values_list("line__number", "quantity")
    assert list(lines) == [(1, 2), (2, 2)]


def test_the_last_parcel_in_the_lane_stages_the_shipment():
    site, order = ready(4)
    site.pack(order, quantity=2)
    pk = site.shipment(order).pk
    packing.close_carton(shipment_id=pk, number=1, by=None, at=MORNING)
    site.pack(order, quantity=2)
    site.close(order, 2)
    first = stage(site, order, number=1)
    assert (first.left, site.shipment(order).status) == (1, ShipmentStatus.PACKED)
    for _twice in range(2):
        staged = stage(site, order, number=2)
        assert (staged.left, staged.warning) == (0, "")
    assert site.shipment(order).status == ShipmentStatus.STAGED
    assert wave_of(order).status == WaveStatus.STAGED
    assert PublicEvent.objects.filter(type="handling_unit.staged").count() == 2
    assert PublicEvent.objects.filter(type="shipment.staged").count() == 1


def test_another_lane_is_refused_with_where_it_belongs():
    site, order = ready(1)
    site.pack(order)
    site.close(order)
    wrong = Location.objects.create(
        site=site.world.site, code="LANE-9", kind=LocationKind.LANE, discipline=Discipline.DEAD_END
    )
    with pytest.raises(WrongPlaceError, match=r"Wrong lane: this is LANE-9. It belongs in LANE.") as refused:
        stage(site, order, lane=wrong)
    assert refused.value.facts == {"place": "LANE-9", "wanted": "LANE"}


def test_out_of_the_lanes_order_it_is_put_there_with_a_warning():
    site = floor(stock=10)
    first, second = site.world.order(1), site.world.order(1)
    site.release(first, second)
    for order, tote in ((first, site.totes[0]), (second, site.totes[1])):
        site.pick_all(order, tote)
        site.pack(order, tote=tote)
        site.close(order)
    staged = stage(site, second)
    assert (staged.before, staged.warning) == (
        1,
        "Out of order: 1 order should be put into LANE first.",
    )
    assert stage(site, first).warning == ""


def test_a_label_of_another_site_is_told_by_the_sites_name():
    site, order = ready(1)
    site.pack(order)
    site.close(order)
    elsewhere = floor(stock=0)
    parcel = Parcel.objects.get()
    with pytest.raises(OtherSiteError, match="This label belongs to"):
        staging.stage(
            code=parcel.handling_unit.sscc, lane="LANE", site_id=elsewhere.world.site.pk,
            command=command(), by=None, at=MORNING,
        )  # fmt: skip


def test_a_tote_is_no_parcel_and_an_open_carton_not_yet():
    site, order = ready(2)
    with pytest.raises(WrongScanError, match="is a Tote, not a parcel"):
        staging.parcel_called(site_id=site.world.site.pk, code=site.totes[0].sscc)
    packed = site.pack(order)
    with pytest.raises(NotReadyError, match="still being packed"):
        staging.parcel_called(site_id=site.world.site.pk, code=packed.parcel.handling_unit.sscc)


def test_a_cancelled_parcel_is_unpacked_into_a_bin():
    site, order = ready(2)
    site.pack(order, quantity=2)
    site.close(order)
    orders.cancel_orders(order_ids=[order.pk], by=None, at=MORNING, even_picked=True)
    unit = Parcel.objects.get().handling_unit
    with pytest.raises(NotReadyError, match="was cancelled"):
        stage(site, order)
    back = Return(unit=unit.sscc, item=site.world.item.sku, place="A-01", quantity=2)
    putting_back.put_back(site=site.world.site, back=back, command=command(), by=None, at=MORNING)
    assert contents(unit) == []
    assert site.world.on_hand(site.world.bins[0]) == 10


def test_a_case_label_packs_its_whole_quantity():
    site = floor(stock=24)
    pack = site.world.item.packs.create(name="case", quantity=6)
    site.world.item.barcodes.create(code="CASE-OF-6", pack=pack)
    order = site.world.order(12)
    site.release(order)
    site.pick_all(order)
    piece = Piece(tote=site.totes[0].sscc, item="CASE-OF-6")
    packed = packing.pack(
        shipment_id=site.shipment(order).pk, piece=piece, command=command(), by=None, at=MORNING
    )
    assert (packed.quantity, packed.left) == (6, 6)


def test_an_order_of_two_items_is_packed_item_by_item():
    site = floor(stock=5)
    tea = worlds.item(sku="TEA", name="Tea")
    site.world.receive(5, item=tea)
    lines = (NewLine(item_id=site.world.item.pk, quantity=1), NewLine(item_id=tea.pk, quantity=2))
    new = NewOrder(
        site_id=site.world.site.pk,
        owner_id=site.world.owner.pk,
        source="test",
        external_id="two",
        lines=lines,
    )
    from wms.models import OutboundOrder

    answer = orders.accept_orders(orders=[new], by=None, at=MORNING)[0]
    order = OutboundOrder.objects.get(pk=answer.order_id)
    site.release(order)
    site.pick_all(order)
    site.pack(order, "TEA", 2)
    site.pack(order)
    with pytest.raises(WrongItemError, match=f"No more of Tea in this tote for order {order.number}."):
        site.pack(order, "TEA")
    assert site.close(order).units == 1
