from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from core.errors import BadInputError
from tests.wms import worlds
from tests.wms.worlds import MORNING
from wms.errors import KeyReusedError, NotEnoughStockError, NotReversibleError, UnitElsewhereError
from wms.models import HandlingUnit, PromiseBucket, StockBalance, StockEntry, StockTransaction
from wms.services import ledger, units
from wms.states import LocationKind, StockStatus, TransactionKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return worlds.warehouse()


def capacity(house) -> int:
    return sum(PromiseBucket.objects.filter(item=house.item).values_list("capacity", flat=True))


def test_a_receipt_puts_on_the_shelf_what_the_supplier_gave(house):
    posted = house.receive(10)
    assert house.on_hand(house.bins[0]) == 10
    assert house.on_hand(house.place(LocationKind.SUPPLIER)) == -10
    entries = StockEntry.objects.filter(transaction=posted).order_by("delta")
    assert [(e.delta, e.after) for e in entries] == [(-10, -10), (10, 10)]
    assert capacity(house) == 10


def test_the_number_of_statements_does_not_grow_with_the_legs(house, django_assert_num_queries):
    things = [worlds.item() for _ in range(40)]
    supplier, lane = house.place(LocationKind.SUPPLIER), house.place(LocationKind.LANE)
    house.post(*(house.leg(5, supplier, house.bins[0], item=thing) for thing in things))
    with django_assert_num_queries(10) as one:
        house.post(house.leg(1, house.bins[0], lane, item=things[0]))
    with django_assert_num_queries(len(one)):
        house.post(*(house.leg(1, house.bins[0], lane, item=thing) for thing in things))


def test_legs_of_one_bin_are_summed_before_they_are_checked(house):
    house.receive(10)
    lane = house.place(LocationKind.LANE)
    with pytest.raises(NotEnoughStockError) as refused:
        house.post(house.leg(6, house.bins[0], lane), house.leg(5, house.bins[0], lane))
    assert refused.value.facts["available"] == 10
    assert house.on_hand(house.bins[0]) == 10
    assert not StockTransaction.objects.filter(kind=TransactionKind.MOVE).exists()


def test_the_same_key_again_changes_nothing_and_answers_with_the_first_posting(house):
    house.receive(10)
    leg = house.leg(3, house.bins[0], house.bins[1])
    first = house.post(leg, idempotency=("scan", "1"))
    again = house.post(leg, idempotency=("scan", "1"))
    assert first.pk == again.pk
    assert house.on_hand(house.bins[1]) == 3


def test_a_key_that_was_used_for_something_else_is_refused(house):
    house.receive(10)
    house.post(house.leg(3, house.bins[0], house.bins[1]), idempotency=("scan", "1"))
    with pytest.raises(KeyReusedError):
        house.post(house.leg(4, house.bins[0], house.bins[1]), idempotency=("scan", "1"))
    assert house.on_hand(house.bins[1]) == 3


def test_stock_takes_its_age_along_and_a_mixture_is_as_old_as_its_oldest_part(house):
    house.receive(5, house.bins[0], at=MORNING)
    house.receive(5, house.bins[1], at=MORNING + timedelta(days=3))
    house.post(house.leg(2, house.bins[0], house.place(LocationKind.LANE)), at=MORNING + timedelta(days=9))
    lane = StockBalance.objects.get(location=house.place(LocationKind.LANE))
    assert lane.fifo_at == MORNING
    house.post(house.leg(1, house.bins[0], house.bins[1]))
    assert StockBalance.objects.get(location=house.bins[1]).fifo_at == MORNING


def test_a_bin_that_was_empty_takes_the_age_of_what_comes(house):
    house.receive(5, at=MORNING)
    house.post(house.leg(5, house.bins[0], house.bins[1]))
    house.receive(5, at=MORNING + timedelta(days=3))
    assert StockBalance.objects.get(location=house.bins[0]).fifo_at == MORNING + timedelta(days=3)


def test_moves_inside_the_house_leave_the_bucket_alone_and_a_vehicle_takes_out_of_it(house):
    house.receive(10)
    house.post(house.leg(4, house.bins[0], house.place(LocationKind.LANE)))
    assert capacity(house) == 10
    house.post(house.leg(4, house.place(LocationKind.LANE), house.place(LocationKind.VEHICLE)))
    assert capacity(house) == 6


def test_a_change_of_status_goes_through_transit_and_out_of_what_may_be_promised(house):
    house.receive(10)
    leg = house.leg(4, house.bins[0], house.bins[0], to_status=StockStatus.DAMAGED)
    posted = house.post(leg, kind=TransactionKind.RELABEL)
    assert house.on_hand(house.bins[0]) == 6
    assert house.on_hand(house.bins[0], StockStatus.DAMAGED) == 4
    assert capacity(house) == 6
    assert StockEntry.objects.filter(transaction=posted).count() == 4


def test_a_lot_is_relabelled_and_every_lot_still_sums_to_zero():
    house = worlds.warehouse(tracking="LOT")
    wrong, right = worlds.lot(house.item), worlds.lot(house.item)
    house.receive(10, lot=wrong)
    house.post(
        house.leg(10, house.bins[0], house.bins[0], lot=wrong, to_lot=right), kind=TransactionKind.RELABEL
    )
    left = {b.lot_id: b.on_hand for b in StockBalance.objects.filter(location=house.bins[0])}
    assert left == {wrong.pk: 0, right.pk: 10}
    assert capacity(house) == 10


def test_a_reversal_undoes_a_posting_once(house):
    receipt = house.receive(10)
    undo = {"transaction": receipt, "effective_at": MORNING, "by": None, "reason": "typed twice"}
    first = ledger.reverse(idempotency=("undo", "1"), **undo)
    assert ledger.reverse(idempotency=("undo", "1"), **undo).pk == first.pk
    with pytest.raises(NotReversibleError):
        ledger.reverse(idempotency=("undo", "2"), **undo)
    assert (house.on_hand(house.bins[0]), capacity(house)) == (0, 0)
    assert first.reverses == receipt


def test_what_has_gone_on_cannot_be_reversed(house):
    receipt = house.receive(10)
    house.post(house.leg(8, house.bins[0], house.bins[1]))
    with pytest.raises(NotEnoughStockError):
        ledger.reverse(
            transaction=receipt, idempotency=worlds.key(), effective_at=MORNING, by=None, reason="typo"
        )
    assert house.on_hand(house.bins[0]) == 2


def test_a_unit_moves_with_its_stock_and_the_units_in_it(house):
    dock, lane = house.place(LocationKind.DOCK), house.place(LocationKind.LANE)
    pallet = HandlingUnit.objects.create(sscc="1" * 18, kind="PALLET", site=house.site, location=dock)
    carton = HandlingUnit.objects.create(sscc="2" * 18, site=house.site, location=dock, parent=pallet)
    house.receive(5, dock, to_unit=pallet)
    house.receive(3, dock, to_unit=carton)
    move = {"idempotency": ("scan", "9"), "unit": pallet, "target": lane, "effective_at": MORNING, "by": None}
    first = units.move_unit(**move)
    assert house.on_hand(lane) == 8
    carton.refresh_from_db()
    pallet.refresh_from_db()
    assert (carton.location, pallet.location, carton.parent) == (lane, lane, pallet)
    assert units.move_unit(**move).pk == first.pk
    with pytest.raises(UnitElsewhereError):
        house.receive(1, dock, to_unit=carton)


@pytest.mark.parametrize("quantity", [0, -1, 10**15 + 1])
def test_quantities_that_cannot_be_meant_are_refused(house, quantity):
    with pytest.raises(BadInputError):
        house.receive(quantity)


def test_tracked_items_name_their_lot_and_others_do_not(house):
    tracked = worlds.item(tracking="LOT")
    with pytest.raises(BadInputError, match="kept by lot"):
        house.receive(1, item=tracked)
    with pytest.raises(BadInputError, match="another item"):
        house.receive(1, lot=worlds.lot(tracked))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE wms_stockbalance SET on_hand = 99",
        "UPDATE wms_promisebucket SET capacity = 99",
        "UPDATE wms_stockentry SET delta = 99",
        "DELETE FROM wms_stocktransaction",
        "UPDATE wms_location SET kind = 'VEHICLE' WHERE code = 'A-01'",
        (
            "INSERT INTO wms_stockentry (transaction_id, balance_id, item_id, delta, after, posted_at) "
            "SELECT transaction_id, balance_id, item_id, 5, 5, now() FROM wms_stockentry LIMIT 1"
        ),
    ],
)
def test_the_database_itself_refuses_what_is_not_a_posting(house, statement):
    house.receive(10)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert house.on_hand(house.bins[0]) == 10
