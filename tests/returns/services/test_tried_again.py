"""What could not be handed over is tried again or goes back to stock: the reason decides, or a person."""

import pytest

from lastmile.states import FailureReason
from returns.models import ReturnUnit
from returns.services import missing, planning_back
from returns.services.receiving import Scan
from returns.states import LossReason
from tests.lastmile.doors import act
from tests.returns.backs import Back, back, free_to_promise, only_unit, told
from wms.models import Backorder, Promise, StockBalance
from wms.services import orders
from wms.services.orders import NewLine, NewOrder

pytestmark = pytest.mark.django_db


def test_nobody_at_home_goes_out_again_and_nobody_who_waits_gets_the_goods():
    van = back((3,), reason=FailureReason.NOT_HOME)
    somebody_waits(van)

    received = van.receive()

    delivery, unit = van.delivery(), only_unit()
    assert (unit.status, unit.disposition, received.is_closed) == ("SENT_AGAIN", "TRY_AGAIN", True)
    assert (delivery.status, delivery.shipment.status, delivery.order.status) == (
        "PENDING",
        "STAGED",
        "RELEASED",
    )
    assert delivery.deliver_on.isoformat() == "2026-03-03"
    assert van.parcel().location.code == "LANE-9"
    promise = Promise.objects.get(line__order=delivery.order, status="OPEN")
    assert (promise.quantity, promise.loaded, free_to_promise(unit)) == (3, 0, 0)
    assert Backorder.objects.get(line__order__external_id="waits").closed_at is None
    assert unit.return_order.status == "CLOSED"


def test_who_waits_is_served_first_when_goods_are_available_again():
    van = back((3,))
    somebody_waits(van)
    van.receive()
    assert Backorder.objects.get(line__order__external_id="waits").closed_at is not None
    assert free_to_promise(only_unit()) == 1


def somebody_waits(van: Back) -> None:
    """An order for two of the item, of which the shelf is empty."""
    order = van.delivery().order
    line = NewLine(item_id=order.lines.get().item_id, quantity=2)
    new = NewOrder(
        source="t", external_id="waits", site_id=van.site.pk, owner_id=order.owner_id, lines=(line,)
    )
    orders.accept_orders(orders=[new], by=None, at=act(70).occurred_at)


def test_after_three_visits_it_goes_back_to_stock():
    van = back((3,), reason=FailureReason.NOT_HOME)
    delivery = van.delivery()
    for number in (2, 3):
        delivery.attempts.create(
            number=number, outcome="FAILED", reason="NOT_HOME", occurred_at=act(50 + number).occurred_at,
            visited=van.road.task(),
        )  # fmt: skip
    van.receive()
    assert (only_unit().disposition, van.delivery().status) == ("RESTOCK", "RETURNED")


def test_the_dispatcher_decides_otherwise_before_and_after_the_scan():
    van = back((3,), (2,), reason=FailureReason.NOT_HOME)
    planning_back.plan_back(delivery=van.delivery(), tries_again=False, try_on=None, act=told(70))
    van.receive()
    assert (van.delivery().status, ReturnUnit.objects.get().disposition) == ("RETURNED", "RESTOCK")
    late = back((4,), value_minor=90_000)
    late.receive()
    assert late.delivery().status == "RETURNED"
    on = late.delivery().deliver_on.replace(day=9)
    planning_back.plan_back(delivery=late.delivery(), tries_again=True, try_on=on, act=told(120))
    assert (late.delivery().status, late.delivery().deliver_on, late.delivery().shipment.status) == (
        "PENDING", on, "STAGED",
    )  # fmt: skip


def test_a_delivery_of_two_parcels_goes_again_with_the_second_one_only():
    van = two_parcels()
    first, second = van.boxes
    van.receive(first.sscc)
    assert (van.delivery().status, van.at_the_dock()) == ("FAILED", {"INSPECTION": 2})
    van.receive(second.sscc)
    assert (van.delivery().status, van.at_the_dock(), van.route.status) == ("PENDING", {}, "CLOSED")


def test_if_the_second_parcel_is_lost_the_first_goes_back_to_stock():
    van = two_parcels()
    first, second = van.boxes
    van.receive(first.sscc)
    missing.report_missing(site=van.site, scan=Scan(code=second.sscc), reason=LossReason.STOLEN, act=told(95))
    units = ReturnUnit.objects.order_by("pk").values_list("status", "disposition")
    assert list(units) == [("DECIDED", "RESTOCK"), ("MISSING", "LOST")]
    assert (van.delivery().status, van.route.status) == ("RETURNED", "CLOSED")


def two_parcels() -> Back:
    """One delivery of two pieces of one item and one of another, each in a parcel of its own."""
    from lastmile.models import LoadUnit
    from wms.models import HandlingUnit
    from wms.services import ledger
    from wms.services.ledger import Leg
    from wms.services.sscc import next_sscc
    from wms.states import TransactionKind

    van = back((2, 1), reason=FailureReason.NOT_HOME)
    whole = van.parcel()
    other = HandlingUnit.objects.create(sscc=next_sscc(), site=van.site, location=van.road.van)
    balance = StockBalance.objects.select_related("item", "owner").get(handling_unit=whole, on_hand=1)
    leg = Leg(item=balance.item, quantity=1, origin=van.road.van, target=van.road.van, owner=balance.owner,
              from_unit=whole, to_unit=other)  # fmt: skip
    ledger.post(idempotency=("test", f"split {whole.pk}"), kind=TransactionKind.RELABEL, site=van.site,
                effective_at=act(61).occurred_at, by=None, legs=[leg])  # fmt: skip
    task, load = van.road.task(), LoadUnit.objects.get(handling_unit=whole).load
    LoadUnit.objects.create(load=load, task=task, shipment=van.delivery().shipment, number=2, load_rank=2,
                            handling_unit=other, loaded_at=act(-60).occurred_at)  # fmt: skip
    van.boxes = (whole, other)
    return van
