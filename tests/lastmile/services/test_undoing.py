"""Taking a slip of the finger back, within two minutes by the phone's clock."""

import pytest

from lastmile.door_states import DoorResult
from lastmile.errors import TooLateToUndoError
from lastmile.services.delivering import LineResult, deliver, fail
from lastmile.services.undoing import undo
from lastmile.states import FailureReason
from tests.lastmile.doors import ENOUGH, OTHER_PHONE, act, on_the_road
from wms.models import HandlingUnit, StockBalance, StockTransaction
from wms.states import StockStatus

pytestmark = pytest.mark.django_db


def _statuses(road):
    task, delivery = road.task(), road.deliveries[0]
    delivery.refresh_from_db()
    shipment = delivery.shipment
    shipment.refresh_from_db()
    shipment.order.refresh_from_db()
    return task.status, task.stop.status, delivery.status, shipment.status, shipment.order.status


def test_an_undone_delivery_stands_on_the_van_again_and_can_be_delivered_again():
    road = on_the_road((3,))
    before = _statuses(road)
    visit = deliver(task=road.task(), act=act(), evidence=ENOUGH)

    undone = undo(attempt=visit.attempt, act=act(2))

    assert undone.attempt.undone_at == act(2).occurred_at
    assert _statuses(road) == before == ("OPEN", "PLANNED", "OUT", "ISSUED", "RELEASED")
    assert (road.on_van(), road.with_customers()) == (3, 0)
    assert StockTransaction.objects.get(kind="REVERSAL").reverses == visit.attempt.posting
    assert HandlingUnit.objects.get().location == road.van
    deliver(task=road.task(), act=act(3), evidence=ENOUGH)
    assert (road.on_van(), road.with_customers()) == (0, 3)


def test_undoing_twice_is_undoing_once():
    road = on_the_road((3,))
    visit = deliver(task=road.task(), act=act(), evidence=ENOUGH)
    undo(attempt=visit.attempt, act=act(1))
    undo(attempt=visit.attempt, act=act(1))
    assert (road.on_van(), StockTransaction.objects.filter(kind="REVERSAL").count()) == (3, 1)


def test_in_part_is_undone_with_the_damaged_piece_whole_again():
    road = on_the_road((4,))
    parts = [
        LineResult(number=1, result=DoorResult.DELIVERED, quantity=3),
        LineResult(number=1, result=DoorResult.DAMAGED, quantity=1),
    ]
    visit = deliver(task=road.task(), act=act(), evidence=ENOUGH, lines=parts)

    undo(attempt=visit.attempt, act=act(1))

    left = StockBalance.objects.filter(location=road.van, on_hand__gt=0)
    assert list(left.values_list("status", "on_hand")) == [(StockStatus.AVAILABLE, 4)]


@pytest.mark.parametrize(
    ("when", "phone", "word"),
    [
        (2.1, "phone-1", "for two minutes"),
        (-2.1, "phone-1", "for two minutes"),
        (1, OTHER_PHONE, "Only the phone"),
    ],
)
def test_later_or_by_another_phone_it_stands(when, phone, word):
    road = on_the_road((3,))
    visit = deliver(task=road.task(), act=act(), evidence=ENOUGH)
    with pytest.raises(TooLateToUndoError, match=word):
        undo(attempt=visit.attempt, act=act(when, device=phone))
    assert road.with_customers() == 3


def test_once_the_route_is_back_it_stands():
    road = on_the_road((3,))
    visit = deliver(task=road.task(), act=act(), evidence=ENOUGH)
    road.route.status, road.route.returned_at = "RETURNED", act(1).occurred_at
    road.route.save()
    with pytest.raises(TooLateToUndoError, match="route has ended"):
        undo(attempt=visit.attempt, act=act(1))


def test_an_undone_failure_leaves_the_delivery_to_be_made():
    road = on_the_road((3,))
    visit = fail(task=road.task(), act=act(), reason=FailureReason.NOT_HOME, evidence=ENOUGH)
    undo(attempt=visit.attempt, act=act(1))
    assert _statuses(road) == ("OPEN", "PLANNED", "OUT", "ISSUED", "RELEASED")


def test_when_two_phones_delivered_and_one_undoes_it_the_other_ones_word_stands():
    road = on_the_road((3,))
    first = deliver(task=road.task(), act=act(), evidence=ENOUGH)
    second = deliver(task=road.task(), act=act(0.5, device=OTHER_PHONE), evidence=ENOUGH)

    undo(attempt=first.attempt, act=act(1))

    second.attempt.refresh_from_db()
    assert second.attempt.confirms is None
    assert _statuses(road) == ("DONE", "DONE", "DELIVERED", "DELIVERED", "FULFILLED")
    assert road.with_customers() == 3
    undo(attempt=second.attempt, act=act(2, device=OTHER_PHONE))
    assert (road.on_van(), road.with_customers()) == (3, 0)


def test_undoing_a_delivery_that_had_beaten_a_failure_leaves_the_failure():
    road = on_the_road((3,))
    fail(task=road.task(), act=act(), reason=FailureReason.NOT_HOME, evidence=ENOUGH)
    visit = deliver(task=road.task(), act=act(5, device=OTHER_PHONE), evidence=ENOUGH)

    undo(attempt=visit.attempt, act=act(6, device=OTHER_PHONE))

    assert _statuses(road) == ("FAILED", "DONE", "FAILED", "ISSUED", "RELEASED")
    assert road.on_van() == 3
