"""A warehouse driven at random beside a model of it: after each step both agree and every rule holds."""

from collections import defaultdict

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.invariants import violations
from tests.wms import worlds
from tests.wms.worlds import MORNING, TODAY
from wms.errors import NotEnoughStockError, OrderUnderwayError
from wms.models import Allocation, OutboundOrder, PromiseBucket, StockBalance
from wms.services import expiring, holding, orders, picking, releasing
from wms.states import AllocationStatus, LocationKind, LotStatus, OrderStatus, StockStatus, TransactionKind

pytestmark = pytest.mark.django_db

QUANTITIES = st.integers(1, 12)
SHELVES = st.sampled_from(["A-01", "A-02", "A-03", "DOCK", "LANE"])
LOTS = st.sampled_from([0, 1])
AVAILABLE, DAMAGED = StockStatus.AVAILABLE, StockStatus.DAMAGED


class Warehouse(RuleBasedStateMachine):
    """The model knows what lies where, by place, lot and status, and which lots are held."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.house = worlds.warehouse(bins=3, tracking="LOT", has_expiry=True)
        self.lots = [worlds.lot(self.house.item, expires_on=TODAY) for _ in range(2)]
        self.places = {place.code: place for place in self.house.site.locations.all()}
        self.there: dict[tuple[str, int, StockStatus], int] = defaultdict(int)
        self.held: set[int] = set()
        self.steps = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def leg(self, quantity, origin, target, lot, **facts):
        return self.house.leg(quantity, origin, target, lot=self.lots[lot], **facts)

    @rule(quantity=QUANTITIES, place=SHELVES, lot=LOTS)
    def receive(self, quantity, place, lot):
        self.house.receive(quantity, self.places[place], lot=self.lots[lot])
        self.there[place, lot, AVAILABLE] += quantity

    @rule(quantity=QUANTITIES, origin=SHELVES, aim=SHELVES, lot=LOTS)
    def move(self, quantity, origin, aim, lot):
        if origin == aim:
            return
        free = self._free(origin, lot)
        try:
            self.house.post(self.leg(quantity, self.places[origin], self.places[aim], lot))
        except NotEnoughStockError:
            assert free < quantity
        else:
            assert free >= quantity
            self.there[origin, lot, AVAILABLE] -= quantity
            self.there[aim, lot, AVAILABLE] += quantity

    @rule(quantity=QUANTITIES, origin=SHELVES, lot=LOTS)
    def lose(self, quantity, origin, lot):
        leg = self.leg(quantity, self.places[origin], self.house.place(LocationKind.LOSS), lot)
        self._fact(leg, TransactionKind.COUNT, (origin, lot, AVAILABLE), None)

    @rule(quantity=QUANTITIES, origin=SHELVES, lot=LOTS)
    def damage(self, quantity, origin, lot):
        place = self.places[origin]
        leg = self.leg(quantity, place, place, lot, to_status=DAMAGED)
        self._fact(leg, TransactionKind.RELABEL, (origin, lot, AVAILABLE), (origin, lot, DAMAGED))

    @rule(quantity=QUANTITIES, place=SHELVES, lot=LOTS)
    def come_back(self, quantity, place, lot):
        customer = self.house.place(LocationKind.CUSTOMER)
        leg = self.leg(quantity, customer, self.places[place], lot, to_status=DAMAGED)
        self.house.post(leg, kind=TransactionKind.RETURN)
        self.there[place, lot, DAMAGED] += quantity

    @rule(quantities=st.lists(QUANTITIES, min_size=1, max_size=3), priority=st.integers(0, 2))
    def order(self, quantities, priority):
        before = PromiseBucket.objects.filter(item=self.house.item).first()
        free = before.capacity - before.promised if before else 0
        order = self.house.order(*quantities, priority=priority)
        promised = sum(order.lines.values_list("promises__quantity", flat=True).exclude(promises=None))
        assert promised == min(sum(quantities), free)

    @precondition(lambda self: self._living(OrderStatus.ACCEPTED))
    @rule(data=st.data(), whole=st.booleans())
    def release(self, data, whole):
        order = data.draw(st.sampled_from(self._living(OrderStatus.ACCEPTED)))
        releasing.release(order_ids=[order.pk], by=None, at=MORNING, on=TODAY, whole=whole)

    @precondition(lambda self: self._claims())
    @rule(data=st.data(), quantity=QUANTITIES)
    def pick(self, data, quantity):
        claim = data.draw(st.sampled_from(self._claims()))
        quantity = min(quantity, claim.quantity - claim.picked)
        picking.pick_allocated(
            idempotency=worlds.key(), allocation=claim, quantity=quantity, effective_at=MORNING, by=None,
            to_location=self.places["LANE"],
        )  # fmt: skip
        lot = [lot.pk for lot in self.lots].index(claim.balance.lot_id)
        self.there[claim.balance.location.code, lot, AVAILABLE] -= quantity
        self.there["LANE", lot, AVAILABLE] += quantity

    @precondition(lambda self: self._living(OrderStatus.ACCEPTED, OrderStatus.RELEASED))
    @rule(data=st.data())
    def cancel(self, data):
        order = data.draw(st.sampled_from(self._living(OrderStatus.ACCEPTED, OrderStatus.RELEASED)))
        picked = Allocation.objects.filter(line__order=order, picked__gt=0).exists()
        try:
            orders.cancel_orders(order_ids=[order.pk], by=None, at=MORNING)
        except OrderUnderwayError:
            assert picked
        else:
            assert not picked

    @precondition(lambda self: self._living(OrderStatus.ACCEPTED))
    @rule(data=st.data(), quantities=st.lists(QUANTITIES, min_size=1, max_size=3))
    def amend(self, data, quantities):
        order = data.draw(st.sampled_from(self._living(OrderStatus.ACCEPTED)))
        new = self.house.new_order(*quantities, external_id=order.external_id, priority=order.priority)
        orders.amend_order(order_id=order.pk, new=new, by=None, at=MORNING)
        assert list(order.lines.order_by("number").values_list("quantity", flat=True)) == quantities

    @rule(lot=LOTS)
    def hold_or_release_a_lot(self, lot):
        status = LotStatus.RELEASED if lot in self.held else LotStatus.HOLD
        holding.set_lot_status(lot_ids=[self.lots[lot].pk], status=status, by=None, at=MORNING)
        self.held ^= {lot}

    @precondition(lambda self: self.steps > 10)
    @rule()
    def let_it_expire(self):
        expiring.expire_stock(at=MORNING.replace(day=3))
        for (place, lot, status), quantity in list(self.there.items()):
            if status == AVAILABLE:
                self.there[place, lot, StockStatus.EXPIRED] += quantity
                self.there[place, lot, AVAILABLE] = 0

    @invariant()
    def model_and_database_agree(self):
        self.steps += 1
        rows = StockBalance.objects.real().there().filter(item=self.house.item)
        found = {
            (code, [lot.pk for lot in self.lots].index(lot), StockStatus(status)): on_hand
            for code, lot, status, on_hand in rows.values_list(
                "location__code", "lot_id", "status", "on_hand"
            )
        }
        assert found == {key: quantity for key, quantity in self.there.items() if quantity}
        bucket = PromiseBucket.objects.filter(item=self.house.item).first()
        for_sale = sum(
            quantity for (_place, lot, status), quantity in self.there.items()
            if status == AVAILABLE and lot not in self.held
        )  # fmt: skip
        assert (bucket.capacity if bucket else 0) == for_sale

    @invariant()
    def every_rule_about_the_data_holds(self):
        assert violations() == []

    def _fact(self, leg, kind, source, target):
        """A fact about the shelf is refused only where there is not so much."""
        enough = self.there[source] >= leg.quantity
        try:
            self.house.post(leg, kind=kind)
        except NotEnoughStockError:
            assert not enough
            return
        assert enough
        self.there[source] -= leg.quantity
        if target:
            self.there[target] += leg.quantity

    def _free(self, place, lot) -> int:
        rows = StockBalance.objects.filter(
            location=self.places[place], lot=self.lots[lot], status=AVAILABLE, item=self.house.item
        )
        return sum(balance.free for balance in rows)

    def _living(self, *statuses) -> list[OutboundOrder]:
        return list(OutboundOrder.objects.filter(site=self.house.site, status__in=statuses).order_by("pk"))

    def _claims(self) -> list[Allocation]:
        return list(Allocation.objects.filter(status=AllocationStatus.OPEN).order_by("pk"))


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Warehouse,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_whatever_happens_the_books_agree_with_the_shelves():
    run(examples=12, steps=20)


@pytest.mark.soak
def test_whatever_happens_the_books_agree_with_the_shelves_for_long():
    run(examples=2000, steps=50)
