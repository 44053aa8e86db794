"""At the door: delivered, in part, not at all, and what two phones say of one delivery."""

from datetime import timedelta

import pytest

from core.errors import BadInputError, StaleError
from core.events import _handlers, handles
from lastmile.door_states import Conflict, DoorResult, HandOver
from lastmile.errors import AlreadyEndedError, EvidenceMissingError, NotOnTheRoadError
from lastmile.events import ConflictsFound
from lastmile.models import DeliveryAttempt
from lastmile.services import arriving, evidence
from lastmile.services.delivering import Evidence, LineResult, deliver, fail
from lastmile.states import FailureReason
from tests.lastmile import worlds
from tests.lastmile.doors import ENOUGH, OTHER_PHONE, act, move_to, on_the_road
from wms.models import HandlingUnit, Shipment, StockBalance
from wms.states import StockStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """The conflicts that were published."""
    heard: list[ConflictsFound] = []
    handles(ConflictsFound)(heard.append)
    yield heard
    _handlers[ConflictsFound].remove(heard.append)


def _parts(**amounts: int) -> list[LineResult]:
    return [
        LineResult(number=1, result=DoorResult[name.upper()], quantity=quantity)
        for name, quantity in amounts.items()
    ]


def test_a_delivery_moves_the_goods_to_the_customer_and_ends_task_stop_shipment_and_order():
    road = on_the_road((3, 2), (1,))
    delivery, task = road.deliveries[0], road.task(1)
    arriving.arrive(stop=task.stop, act=act(0))

    visit = deliver(task=task, act=act(5), evidence=ENOUGH, hand_over=HandOver.NEIGHBOUR)

    assert visit.conflicts == ()
    assert (road.on_van(), road.with_customers()) == (1, 5)
    task.refresh_from_db()
    delivery.refresh_from_db()
    assert (task.status, task.stop.status, delivery.status) == ("DONE", "DONE", "DELIVERED")
    assert task.stop.departed_at == act(5).occurred_at
    assert delivery.delivered_at == act(5).occurred_at
    delivery.shipment.refresh_from_db()
    assert (delivery.shipment.status, delivery.shipment.order.status) == ("DELIVERED", "FULFILLED")
    assert visit.attempt.arrived_at == act(0).occurred_at
    assert visit.attempt.hand_over == HandOver.NEIGHBOUR
    unit = HandlingUnit.objects.get(balances__item__sku=delivery.order.lines.get(number=1).item.sku)
    assert unit.location.kind == "CUSTOMER"


def test_the_same_command_again_changes_nothing():
    road = on_the_road((3,))
    once = act(5)

    first = deliver(task=road.task(), act=once, evidence=ENOUGH)
    second = deliver(task=road.task(), act=once, evidence=ENOUGH)

    assert second.attempt == first.attempt
    assert DeliveryAttempt.objects.count() == 1
    assert (road.on_van(), road.with_customers()) == (0, 3)


def test_an_order_in_two_shipments_is_fulfilled_by_the_second_one():
    road = on_the_road((1,))
    delivery = road.deliveries[0]
    Shipment.objects.create(order=delivery.order, status="ISSUED")

    deliver(task=road.task(), act=act(), evidence=ENOUGH)

    delivery.order.refresh_from_db()
    assert delivery.order.status == "RELEASED"


def test_in_part_what_is_refused_damaged_or_missing_stays_on_the_van():
    road = on_the_road((10,))

    visit = deliver(
        task=road.task(),
        act=act(5),
        evidence=ENOUGH,
        lines=_parts(delivered=6, refused=2, damaged=1, missing=1),
    )

    assert visit.attempt.is_partial
    assert (road.on_van(), road.with_customers()) == (4, 6)
    on_van = StockBalance.objects.filter(location=road.van, on_hand__gt=0)
    assert dict(on_van.values_list("status", "on_hand")) == {
        StockStatus.AVAILABLE: 2, StockStatus.DAMAGED: 1, StockStatus.HOLD: 1,
    }  # fmt: skip
    assert sorted(visit.attempt.lines.values_list("result", "quantity")) == [
        ("DAMAGED", 1), ("DELIVERED", 6), ("MISSING", 1), ("REFUSED", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("amounts", "word"),
    [
        ({"delivered": 9}, "add up to 10"),
        ({"delivered": 11}, "add up to 10"),
        ({"refused": 10}, "Nothing was handed over"),
        ({"delivered": 10, "damaged": 0}, "at least one"),
    ],
)
def test_parts_that_do_not_add_up_are_refused_and_nothing_moves(amounts, word):
    road = on_the_road((10,))
    with pytest.raises(BadInputError, match=word):
        deliver(task=road.task(), act=act(), evidence=ENOUGH, lines=_parts(**amounts))
    assert (road.on_van(), DeliveryAttempt.objects.count()) == (10, 0)


def test_of_numbered_pieces_one_says_which_were_handed_over():
    road = on_the_road((2,), tracking="SERIAL", sku="DRILL")
    kept = LineResult(number=1, result=DoorResult.REFUSED, quantity=1, serials=("DRILL/0",))
    with pytest.raises(BadInputError, match="say which 1 pieces"):
        deliver(
            task=road.task(), act=act(), evidence=ENOUGH,
            lines=[LineResult(number=1, result=DoorResult.DELIVERED, quantity=1), kept],
        )  # fmt: skip

    given = LineResult(number=1, result=DoorResult.DELIVERED, quantity=1, serials=("DRILL/1",))
    deliver(task=road.task(), act=act(), evidence=ENOUGH, lines=[given, kept])

    left = StockBalance.objects.get(location=road.van, on_hand=1)
    assert [serial.number for serial in left.serials.all()] == ["DRILL/0"]


def test_a_failed_visit_leaves_the_goods_on_the_van():
    road = on_the_road((3,))

    visit = fail(task=road.task(), act=act(), reason=FailureReason.NOT_HOME, evidence=ENOUGH, note="Dog")

    delivery = road.deliveries[0]
    delivery.refresh_from_db()
    assert (road.task().status, road.task().stop.status, delivery.status) == ("FAILED", "DONE", "FAILED")
    assert (visit.attempt.reason, visit.attempt.note, road.on_van()) == ("NOT_HOME", "Dog", 3)


def test_before_the_van_has_left_nothing_is_delivered():
    road = on_the_road((3,))
    road.route.departed_at, road.route.status = None, "RELEASED"
    road.route.save()
    with pytest.raises(NotOnTheRoadError, match="has not left"):
        deliver(task=road.task(), act=act(), evidence=ENOUGH)
    with pytest.raises(NotOnTheRoadError):
        arriving.arrive(stop=road.task().stop, act=act())


def test_what_must_be_shown_is_asked_of_whoever_knows_it():
    road = on_the_road((3,))

    def judge(_delivery, ending, brought):
        return [] if "SEAL" in brought.kinds or ending.reason else ["the seal"]

    evidence.require_evidence(judge)
    try:
        with pytest.raises(EvidenceMissingError, match="Still needed: the seal"):
            deliver(task=road.task(), act=act(), evidence=ENOUGH)
        assert road.on_van() == 3
        deliver(task=road.task(), act=act(), evidence=Evidence(kinds=ENOUGH.kinds | {"SEAL"}))
    finally:
        evidence._judges.remove(judge)
    assert road.on_van() == 0


def test_delivered_beats_failed_of_another_phone_and_both_visits_are_kept(told):
    road = on_the_road((3,))
    fail(task=road.task(), act=act(), reason=FailureReason.NOT_HOME, evidence=ENOUGH)

    visit = deliver(task=road.task(), act=act(3, device=OTHER_PHONE), evidence=ENOUGH)

    assert visit.conflicts == (Conflict.DELIVERED_AND_FAILED,)
    assert [(one.kind, one.delivery_ids) for one in told] == [
        ("DELIVERED_AND_FAILED", (road.deliveries[0].pk,))
    ]
    assert list(DeliveryAttempt.objects.values_list("outcome", flat=True)) == ["FAILED", "DELIVERED"]
    road.deliveries[0].refresh_from_db()
    assert (road.deliveries[0].status, road.task().status, road.with_customers()) == ("DELIVERED", "DONE", 3)


def test_failed_told_after_delivered_by_another_phone_changes_nothing_and_is_kept(told):
    road = on_the_road((3,))
    deliver(task=road.task(), act=act(), evidence=ENOUGH)

    visit = fail(
        task=road.task(), act=act(9, device=OTHER_PHONE), reason=FailureReason.REFUSED, evidence=ENOUGH
    )

    assert visit.conflicts == (Conflict.DELIVERED_AND_FAILED,)
    assert [one.kind for one in told] == ["DELIVERED_AND_FAILED"]
    road.deliveries[0].refresh_from_db()
    assert (road.deliveries[0].status, road.task().status, road.with_customers()) == ("DELIVERED", "DONE", 3)


def test_a_driver_who_comes_back_delivers_without_a_conflict(told):
    road = on_the_road((3,))
    fail(task=road.task(), act=act(), reason=FailureReason.NOT_HOME, evidence=ENOUGH)
    assert deliver(task=road.task(), act=act(60), evidence=ENOUGH).conflicts == ()
    assert told == []


def test_one_phone_does_not_end_a_delivery_twice():
    road = on_the_road((3,))
    deliver(task=road.task(), act=act(), evidence=ENOUGH)
    with pytest.raises(AlreadyEndedError, match="Undo that first"):
        deliver(task=road.task(), act=act(1), evidence=ENOUGH)
    with pytest.raises(AlreadyEndedError):
        fail(task=road.task(), act=act(1), reason=FailureReason.OTHER, evidence=ENOUGH)


def test_two_phones_that_say_delivered_move_the_goods_once(told):
    road = on_the_road((3,))
    first = deliver(task=road.task(), act=act(), evidence=ENOUGH)

    second = deliver(task=road.task(), act=act(1, device=OTHER_PHONE), evidence=ENOUGH)

    assert (second.attempt.confirms, second.conflicts) == (first.attempt, (Conflict.DELIVERED_TWICE,))
    assert (road.on_van(), road.with_customers(), len(told)) == (0, 3, 1)


def test_a_stop_that_was_given_to_another_van_and_is_delivered_by_the_first_is_done(told):
    mine, other = on_the_road((3,)), on_the_road((1,))
    task = mine.task()
    given = move_to(mine.deliveries[0], other)

    visit = deliver(task=task, act=act(), evidence=ENOUGH)

    assert visit.conflicts == (Conflict.DONE_ELSEWHERE,)
    assert told[0].facts["now_with"] == other.route.code
    given.refresh_from_db()
    given.stop.refresh_from_db()
    assert (given.status, given.stop.status, given.attempt) == ("DONE", "DONE", visit.attempt)
    assert (visit.attempt.visited, mine.with_customers()) == (task, 3)


def test_a_failed_visit_to_a_stop_that_another_van_has_now_leaves_it_with_that_van(told):
    mine, other = on_the_road((3,)), on_the_road((1,))
    task = mine.task()
    given = move_to(mine.deliveries[0], other)

    fail(task=task, act=act(), reason=FailureReason.NOT_HOME, evidence=ENOUGH)

    given.refresh_from_db()
    mine.deliveries[0].refresh_from_db()
    assert (given.status, mine.deliveries[0].status) == ("OPEN", "OUT")
    assert [one.kind for one in told] == ["DONE_ELSEWHERE"]


def test_a_cancelled_order_that_was_handed_over_is_delivered_and_told(told):
    road = on_the_road((3,))
    delivery = road.deliveries[0]
    delivery.status, delivery.cancelled_at = "CANCELLED", act().occurred_at
    delivery.save()

    deliver(task=road.task(), act=act(), evidence=ENOUGH)

    delivery.refresh_from_db()
    assert (delivery.status, delivery.cancelled_at) == ("DELIVERED", None)
    assert [one.kind for one in told] == ["ORDER_CANCELLED"]


def test_goods_that_were_taken_back_in_cannot_have_been_delivered():
    road = on_the_road((3,))
    road.deliveries[0].status = "RETURNED"
    road.deliveries[0].save()
    with pytest.raises(StaleError, match="taken back into the warehouse"):
        deliver(task=road.task(), act=act(), evidence=ENOUGH)
    assert road.on_van() == 3
    road.deliveries[0].status = "OUT"  # as the books say: only its word was changed above
    road.deliveries[0].save()


def test_what_was_delivered_and_not_loaded_by_the_books_is_told(told):
    road = on_the_road((3,))
    units = road.route.trips.get().load.load_units
    carton = units.get().handling_unit
    units.update(handling_unit=None, loaded_at=None, short_reason="MISSING")

    visit = deliver(task=road.task(), act=act(), evidence=ENOUGH)

    assert (visit.attempt.posting, visit.conflicts) == (None, (Conflict.NOT_ON_VEHICLE,))
    assert (told[0].kind, road.on_van()) == ("NOT_ON_VEHICLE", 3)
    units.update(
        handling_unit=carton, loaded_at=worlds.EIGHT, short_reason=""
    )  # it stood in the van all the time


def test_a_phone_that_tells_after_the_route_ended_is_believed(told):
    road = on_the_road((3,))
    road.route.status, road.route.returned_at = "RETURNED", act(30).occurred_at
    road.route.save()

    deliver(task=road.task(), act=act(), evidence=ENOUGH)

    assert [one.kind for one in told] == ["AFTER_RETURN"]
    assert road.with_customers() == 3


def test_arriving_twice_is_arriving_once_and_skipping_can_be_taken_up_again():
    road = on_the_road((3,))
    stop = road.task().stop
    arriving.arrive(stop=stop, act=act(1))
    assert arriving.arrive(stop=stop, act=act(2)).arrived_at == act(1).occurred_at
    assert arriving.skip(stop=stop, act=act(3)).status == "SKIPPED"
    again = arriving.arrive(stop=stop, act=act(50))
    assert (again.status, again.arrived_at) == ("ARRIVED", act(50).occurred_at)
    assert again.arrived_at - act(1).occurred_at == timedelta(minutes=49)
