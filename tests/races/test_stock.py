"""Many at one shelf: two server processes, real commits. After each race every rule about the data holds."""

from collections import Counter

import pytest

from tests.wms import worlds
from tests.wms.worlds import MORNING
from wms.models import (
    Allocation,
    Backorder,
    OutboundOrder,
    OutboundOrderLine,
    Promise,
    PromiseBucket,
    StockBalance,
    StockTransaction,
)
from wms.services import orders, promising, releasing
from wms.states import LocationKind, OrderStatus, PromiseStatus, TransactionKind

FEW = [1, pytest.param(100, marks=pytest.mark.soak)]
SOME = [4, pytest.param(300, marks=pytest.mark.soak)]


@pytest.fixture
def house(transactional_db):
    return worlds.warehouse()


def kinds_of(answers) -> Counter:
    """How often callers saw what; a crash or a busy database is never among it."""
    seen = Counter(kind for kind, _facts in answers)
    assert not seen["CRASH"], [facts for kind, facts in answers if kind == "CRASH"][:3]
    assert not seen["busy"]
    return seen


def lines(house, number: int, of: int = 1, item=None) -> list[list[int]]:
    """Lines of so many accepted orders that nothing is promised to yet."""
    new = [house.new_order(*[1] * of, item=item) for _ in range(number)]
    ids = [answer.order_id for answer in orders.accept_orders(orders=new, by=None, at=MORNING)]
    rows = OutboundOrderLine.objects.filter(order__in=ids).order_by("order", "number")
    found = {pk: [] for pk in ids}
    for line in rows:
        found[line.order_id].append(line.pk)
    promising.release_promises(line_ids=[line.pk for line in rows], at=MORNING)
    return list(found.values())


def settle(wanted: list[list[int]]) -> None:
    """What was refused in the race waits: an accepted line is promised or back-ordered."""
    promised = set(Promise.objects.filter(status=PromiseStatus.OPEN).values_list("line_id", flat=True))
    left = [line for group in wanted for line in group if line not in promised]
    Backorder.objects.bulk_create([Backorder(line_id=line, quantity=1, reason="NOT_ENOUGH") for line in left])


@pytest.mark.parametrize("_round", range(2))
def test_sixty_four_want_the_last_ten_units(race, house, _round):
    wanted = lines(house, 64)
    house.receive(10)
    answers = race([("promise", {"lines": mine}) for mine in wanted], threads=16)
    assert kinds_of(answers) == {"done": 10, "not_enough_stock": 54}
    assert PromiseBucket.objects.values_list("capacity", "promised").get() == (10, 10)
    refused = [facts for kind, facts in answers if kind == "not_enough_stock"]
    assert all(facts["available"] == 0 for facts in refused)
    settle(wanted)


@pytest.mark.soak
@pytest.mark.parametrize("_round", range(200))
def test_sixty_four_want_the_last_ten_units_two_hundred_times(race, house, _round):
    wanted = lines(house, 64)
    house.receive(10)
    answers = race([("promise", {"lines": mine}) for mine in wanted], threads=16)
    assert kinds_of(answers) == {"done": 10, "not_enough_stock": 54}
    settle(wanted)


def test_two_lines_of_one_order_on_one_item_are_promised_together_or_not_at_all(race, house):
    wanted = lines(house, 16, of=2)
    house.receive(9)
    answers = race([("promise", {"lines": mine}) for mine in wanted])
    assert kinds_of(answers) == {"done": 4, "not_enough_stock": 12}
    assert PromiseBucket.objects.get().promised == 8
    settle(wanted)


@pytest.mark.parametrize("rounds", SOME)
def test_receiving_and_picking_the_same_bin(race, house, rounds):
    house.receive(100)
    order = house.order(40)
    releasing.release(order_ids=[order.pk], by=None, at=MORNING, on=worlds.TODAY)
    claim = Allocation.objects.get()
    supplier, lane = house.place(LocationKind.SUPPLIER), house.place(LocationKind.LANE)
    come = {"item": house.item.pk, "quantity": 3, "origin": supplier.pk, "target": house.bins[0].pk}
    picks = [
        ("pick", {"claim": claim.pk, "quantity": 3, "to": lane.pk, "key": f"pick {n}"}) for n in range(24)
    ]
    receipts = [
        ("post", {"kind": "RECEIPT", "key": f"receipt {n}", "owner": house.owner.pk, "legs": [come]})
        for n in range(4 * rounds)
    ]
    answers = race([act for pair in zip(picks, receipts[:24], strict=False) for act in pair]
                   + picks[len(receipts):] + receipts[24:])  # fmt: skip
    assert kinds_of(answers) == {"done": 13 + len(receipts), "not_allocated": 11}
    assert house.on_hand(house.bins[0]) == 100 - 39 + 3 * len(receipts)
    assert house.on_hand(lane) == 39
    claim.refresh_from_db()
    assert (claim.picked, claim.status) == (39, "OPEN")


@pytest.mark.parametrize("rounds", FEW)
def test_orders_that_name_the_same_items_in_opposite_order_never_deadlock(race, house, deadlocks, rounds):
    things = [worlds.item() for _ in range(6)]
    supplier = house.place(LocationKind.SUPPLIER)
    house.post(
        *(house.leg(10_000, supplier, house.bins[0], item=thing) for thing in things),
        kind=TransactionKind.RECEIPT,
    )
    before = deadlocks()
    for again in range(rounds):
        forth = [[thing.pk, 1] for thing in things]
        answers = race(
            [
                ("accept", {
                    "site": house.site.pk, "owner": house.owner.pk, "external_id": f"{again}/{n}",
                    "lines": forth if n % 2 else forth[::-1],
                })
                for n in range(32)
            ]
        )  # fmt: skip
        assert kinds_of(answers) == {"done": 32}
    assert deadlocks() == before
    assert set(PromiseBucket.objects.values_list("promised", flat=True)) == {32 * rounds}


@pytest.mark.parametrize("rounds", FEW)
def test_postings_that_cross_each_other_never_deadlock(race, house, deadlocks, rounds):
    things = [worlds.item() for _ in range(6)]
    supplier, (here, there) = house.place(LocationKind.SUPPLIER), house.bins
    for place in house.bins:
        house.post(
            *(house.leg(10_000, supplier, place, item=t) for t in things), kind=TransactionKind.RECEIPT
        )
    before = deadlocks()
    for again in range(rounds):
        acts = []
        for n in range(32):
            origin, target = (here, there) if n % 2 else (there, here)
            legs = [
                {"item": thing.pk, "quantity": 1, "origin": origin.pk, "target": target.pk}
                for thing in things
            ]
            acts.append(
                ("post", {"kind": "MOVE", "key": f"{again}/{n}", "owner": house.owner.pk,
                          "legs": legs if n % 3 else legs[::-1]})
            )  # fmt: skip
        assert kinds_of(race(acts)) == {"done": 32}
    assert deadlocks() == before
    assert set(StockBalance.objects.filter(location=here).values_list("on_hand", flat=True)) == {10_000}


@pytest.mark.parametrize("_round", range(3))
def test_one_piece_is_taken_to_two_places_at_once(race, _round):
    house = worlds.warehouse(tracking="SERIAL", bins=9)
    house.receive(20, serials=tuple(f"P{n}" for n in range(20)))
    acts = [
        ("post", {"kind": "MOVE", "key": f"move {n}", "owner": house.owner.pk, "legs": [{
            "item": house.item.pk, "quantity": 1, "origin": house.bins[0].pk,
            "target": house.bins[1 + n].pk, "serials": ["P7"],
        }]})
        for n in range(8)
    ]  # fmt: skip
    assert kinds_of(race(acts)) == {"done": 1, "serial_elsewhere": 7}
    assert house.on_hand(house.bins[0]) == 19


def test_one_new_piece_is_received_twice_at_once(race):
    house = worlds.warehouse(tracking="SERIAL")
    supplier = house.place(LocationKind.SUPPLIER)
    acts = [
        ("post", {"kind": "RECEIPT", "key": f"receipt {n}", "owner": house.owner.pk, "legs": [{
            "item": house.item.pk, "quantity": 1, "origin": supplier.pk, "target": house.bins[n % 2].pk,
            "serials": ["NEW"],
        }]})
        for n in range(8)
    ]  # fmt: skip
    assert kinds_of(race(acts)) == {"done": 1, "serial_elsewhere": 7}


def test_one_scan_that_is_sent_fifty_times_moves_once(race, house):
    house.receive(100)
    leg = {"item": house.item.pk, "quantity": 7, "origin": house.bins[0].pk, "target": house.bins[1].pk}
    act = ("post", {"kind": "MOVE", "key": "scan 1", "owner": house.owner.pk, "legs": [leg]})
    answers = race([act] * 50, threads=16)
    assert kinds_of(answers) == {"done": 50}
    assert len({posting for _kind, posting in answers}) == 1
    assert house.on_hand(house.bins[1]) == 7
    assert StockTransaction.objects.filter(kind="MOVE").count() == 1


@pytest.mark.parametrize("rounds", SOME)
def test_an_order_is_cancelled_while_it_is_released(race, house, rounds):
    house.receive(100)
    for _ in range(rounds):
        order = house.order(5)
        answers = race([("cancel", {"order": order.pk}), ("release", {"order": order.pk})])
        assert kinds_of(answers) in ({"done": 2}, {"done": 1, "illegal_move": 1})
        assert OutboundOrder.objects.get(pk=order.pk).status == OrderStatus.CANCELLED
    assert StockBalance.objects.get(location=house.bins[0]).allocated == 0
    assert PromiseBucket.objects.get().promised == 0


@pytest.mark.parametrize("rounds", FEW)
def test_orders_that_are_released_at_once_never_claim_the_same_goods(race, house, rounds):
    for _ in range(rounds):
        house.receive(16, house.bins[0])
        house.receive(14, house.bins[1])
        ten = [house.order(3) for _ in range(10)]
        seen = kinds_of(race([("release", {"order": order.pk}) for order in ten]))
        assert seen == {"done": 10}
        assert set(
            StockBalance.objects.filter(location__in=house.bins).values_list("allocated", flat=True)
        ) == {
            16,
            14,
        }
        orders.cancel_orders(order_ids=[order.pk for order in ten], by=None, at=MORNING)
        house.lose(16, house.bins[0])
        house.lose(14, house.bins[1])


@pytest.mark.parametrize("rounds", SOME)
def test_a_loss_is_posted_while_the_same_stock_is_promised(race, house, rounds):
    loss = house.place(LocationKind.LOSS)
    leg = {"item": house.item.pk, "quantity": 8, "origin": house.bins[0].pk, "target": loss.pk}
    for again in range(rounds):
        house.receive(10)
        left_before = PromiseBucket.objects.get().capacity
        acts = [
            ("accept", {"site": house.site.pk, "owner": house.owner.pk, "external_id": f"{again}/{n}",
                        "lines": [[house.item.pk, 3]]})
            for n in range(5)
        ]  # fmt: skip
        lose = ("post", {"kind": "ADJUST", "key": f"loss {again}", "owner": house.owner.pk, "legs": [leg]})
        assert kinds_of(race([*acts[:2], lose, *acts[2:]])) == {"done": 6}
        bucket = PromiseBucket.objects.get()
        assert bucket.capacity == left_before - 8
        assert bucket.promised == bucket.capacity


@pytest.mark.parametrize("rounds", SOME)
def test_a_loss_is_posted_while_the_same_stock_is_claimed_and_picked(race, house, rounds):
    lane, loss = house.place(LocationKind.LANE), house.place(LocationKind.LOSS)
    leg = {"item": house.item.pk, "quantity": 8, "origin": house.bins[0].pk, "target": loss.pk}
    for again in range(rounds):
        house.receive(10)
        first, second = house.order(3), house.order(4)
        releasing.release(order_ids=[first.pk], by=None, at=MORNING, on=worlds.TODAY)
        claim = Allocation.objects.filter(line__order=first).latest("pk")
        lose = ("post", {"kind": "COUNT", "key": f"loss {again}", "owner": house.owner.pk, "legs": [leg]})
        pick = ("pick", {"claim": claim.pk, "quantity": 3, "to": lane.pk, "key": f"pick {again}"})
        seen = kinds_of(race([("release", {"order": second.pk}), lose, pick]))
        assert seen["done"] + seen["not_allocated"] + seen["not_enough_stock"] == 3
        orders_left = [
            o.pk for o in (first, second) if not Allocation.objects.filter(line__order=o, picked__gt=0)
        ]
        orders.cancel_orders(order_ids=orders_left, by=None, at=MORNING)


@pytest.mark.parametrize("rounds", SOME)
def test_a_lot_is_held_and_released_while_stock_of_it_comes(race, rounds):
    house = worlds.warehouse(tracking="LOT", bins=9)
    lot, supplier = worlds.lot(house.item), house.place(LocationKind.SUPPLIER)
    house.receive(1, lot=lot)
    for again in range(rounds):
        acts = [
            ("post", {"kind": "RECEIPT", "key": f"{again}/{n}", "owner": house.owner.pk, "legs": [{
                "item": house.item.pk, "quantity": 2, "origin": supplier.pk, "lot": lot.pk,
                "target": house.bins[n].pk,
            }]})
            for n in range(8)
        ]  # fmt: skip
        turn = ("set_lot", {"lot": lot.pk, "status": "RELEASED" if again % 2 else "HOLD"})
        assert kinds_of(race([*acts[:4], turn, *acts[4:]])) == {"done": 9}
        for_sale = 1 + 16 * (again + 1) if again % 2 else 0
        assert PromiseBucket.objects.get().capacity == for_sale
