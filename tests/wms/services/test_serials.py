import pytest

from core.errors import BadInputError
from tests.wms import worlds
from tests.wms.worlds import MORNING
from wms.errors import SerialElsewhereError
from wms.models import Serial, SerialMove
from wms.services import ledger
from wms.states import LocationKind, TransactionKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    house = worlds.warehouse(tracking="SERIAL")
    house.receive(2, serials=("A", "B"))
    return house


def lies(number: str) -> str | None:
    balance = Serial.objects.get(number=number).balance
    return balance and balance.location.code


def test_a_piece_moves_from_where_it_lies(house):
    house.post(house.leg(1, house.bins[0], house.bins[1], serials=("B",)))
    assert (lies("A"), lies("B")) == ("A-01", "A-02")
    with pytest.raises(SerialElsewhereError, match="B"):
        house.post(house.leg(1, house.bins[0], house.bins[1], serials=("B",)))
    assert house.on_hand(house.bins[1]) == 1


def test_a_piece_in_the_house_cannot_come_in_again_but_one_that_left_can(house):
    with pytest.raises(SerialElsewhereError, match="A"):
        house.receive(1, serials=("A",))
    gone = house.leg(1, house.bins[0], house.place(LocationKind.CUSTOMER), serials=("A",))
    house.post(gone, kind=TransactionKind.DELIVER)
    assert lies("A") is None
    house.receive(1, serials=("A",))
    assert lies("A") == "A-01"
    assert SerialMove.objects.filter(serial__number="A").count() == 3


@pytest.mark.parametrize("serials", [(), ("C",), ("C", "C")])
def test_as_many_different_numbers_as_pieces_are_named(house, serials):
    with pytest.raises(BadInputError, match="2 different serial numbers"):
        house.receive(2, serials=serials)


def test_two_items_may_use_the_same_number(house):
    other = worlds.item(tracking="SERIAL")
    house.receive(1, item=other, serials=("A",))
    assert Serial.objects.filter(number="A").count() == 2


def test_a_reversed_receipt_takes_the_pieces_out_again(house):
    receipt = house.receive(1, serials=("C",))
    ledger.reverse(
        transaction=receipt, idempotency=worlds.key(), effective_at=MORNING, by=None, reason="typo"
    )
    assert lies("C") is None
