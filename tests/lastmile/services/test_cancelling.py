"""Orders are cancelled and amended until the warehouse has begun; what they held is given back."""

import pytest

from core.errors import NotFoundError
from core.models import PublicEvent
from core.public_ids import uuid7
from lastmile.errors import OrdersRefusedError, OrderUnderwayError
from lastmile.models import Delivery, LoadUnit, RouteRevision, Stop, StopTask
from lastmile.services import cancelling
from lastmile.services.asks import AddressAsk, LineAsk, OrderAsk
from tests.lastmile import worlds
from tests.lastmile.intakes import AT, ask, delivery_of, take
from tests.lastmile.services.test_intake import promised
from wms.models import OutboundOrder, Shipment

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(shop):
    """Three orders on one planned route."""
    take(ask("A"), ask("B"), ask("C"))
    route = worlds.route(worlds.shift(shop.site), *(delivery_of(name) for name in "ABC"))
    Delivery.objects.update(status="PLANNED")
    return route


def sequence() -> list[tuple[str, int]]:
    open_tasks = StopTask.objects.filter(status="OPEN").order_by("stop__sequence")
    return list(open_tasks.values_list("delivery__order__external_id", "stop__sequence"))


def cancel(*names: str) -> None:
    ids = [delivery_of(name).public_id for name in names]
    cancelling.cancel_orders(public_ids=ids, by=None, at=AT, reason="Too late")


def test_a_cancelled_order_gives_back_its_stock(shop):
    take(ask("A"), ask("B"))
    cancel("A")
    delivery = delivery_of("A")
    assert (delivery.status, delivery.cancelled_at, delivery.cancel_reason) == ("CANCELLED", AT, "Too late")
    assert (delivery.order.status, delivery.shipment.status, promised("APPLE")) == (
        "CANCELLED",
        "CANCELLED",
        2,
    )
    event = PublicEvent.objects.get(type="delivery.cancelled")
    assert (event.subject_id, event.subject_seq, event.facts) == (
        delivery.public_id,
        2,
        {"reason": "Too late"},
    )


def test_cancelling_twice_changes_nothing(shop):
    take(ask("A"))
    cancel("A")
    cancel("A")
    assert PublicEvent.objects.filter(type="delivery.cancelled").count() == 1


def test_where_one_order_is_underway_none_is_cancelled(shop):
    take(ask("A"), ask("B"))
    OutboundOrder.objects.filter(external_id="B").update(status="RELEASED")
    with pytest.raises(OrderUnderwayError, match="B"):
        cancel("A", "B")
    assert set(Delivery.objects.values_list("status", flat=True)) == {"PENDING"}
    assert promised("APPLE") == 4


def test_an_unknown_order_is_not_cancelled(shop):
    with pytest.raises(NotFoundError):
        cancelling.cancel_orders(public_ids=[uuid7()], by=None, at=AT)


def test_a_cancelled_order_leaves_its_route_and_the_stops_close_up(planned):
    cancel("B")
    assert sequence() == [("A", 1), ("C", 2)]
    task = StopTask.objects.get(delivery__order__external_id="B")
    assert (task.status, task.stop.status, task.stop.sequence) == ("CANCELLED", "CANCELLED", None)
    (revision,) = RouteRevision.objects.all()
    events = PublicEvent.objects.filter(subject_type__in=["delivery", "route"]).exclude(
        type="delivery.accepted"
    )
    assert sorted(events.values_list("type", flat=True)) == [
        "delivery.cancelled",
        "delivery.unplanned",
        "route.revised",
    ]
    assert (revision.kind, revision.note, revision.number) == ("REMOVE", "cancelled", 1)
    assert [stop["sequence"] for stop in revision.stops] == [1, 2]


def test_an_amendment_that_the_plan_depends_on_takes_the_order_out_of_its_route(planned):
    ask_ = OrderAsk(external_id="", address=AddressAsk("Gartenweg 9", postcode="10115", town="Altdorf"))
    cancelling.amend_order(public_id=delivery_of("A").public_id, ask=ask_, by=None, at=AT)
    assert delivery_of("A").status == "PENDING"
    assert sequence() == [("B", 1), ("C", 2)]


def test_an_amendment_that_the_plan_does_not_depend_on_leaves_the_route_alone(planned):
    ask_ = OrderAsk(external_id="", instructions="Ring twice.")
    cancelling.amend_order(public_id=delivery_of("A").public_id, ask=ask_, by=None, at=AT)
    assert (delivery_of("A").status, delivery_of("A").instructions) == ("PLANNED", "Ring twice.")
    assert not RouteRevision.objects.exists()


def test_an_order_on_a_released_route_stays_on_it(planned):
    planned.status, planned.released_at = "RELEASED", AT
    planned.save()
    with pytest.raises(OrderUnderwayError):
        cancel("A")
    assert sequence() == [("A", 1), ("B", 2), ("C", 3)]
    assert Stop.objects.exclude(status="PLANNED").count() == 0


def test_two_deliveries_at_one_stop_keep_the_stop_until_both_are_gone(shop):
    take(ask("A"), ask("B"))
    route = worlds.route(worlds.shift(shop.site), delivery_of("A"))
    stop = Stop.objects.get(trip__route=route)
    worlds.task(stop, delivery_of("B"), sequence=2)
    Delivery.objects.update(status="PLANNED")
    cancel("A")
    assert Stop.objects.get().status == "PLANNED"
    cancel("B")
    assert Stop.objects.get().status == "CANCELLED"


def test_the_pieces_of_a_cancelled_order_are_not_loaded(planned):
    from lastmile.models import Load

    trip = planned.trips.get()
    load = Load.objects.create(trip=trip)
    for rank, task in enumerate(StopTask.objects.order_by("-stop__sequence"), 1):
        LoadUnit.objects.create(
            load=load, task=task, shipment=task.delivery.shipment, number=1, load_rank=rank
        )
    cancel("C")
    left_out = LoadUnit.objects.exclude(short_reason="").get()
    assert (left_out.task.delivery.order.external_id, left_out.short_reason) == ("C", "TAKEN_OUT")


def test_a_refused_amendment_changes_nothing(shop):
    take(ask("A"))
    before = Shipment.objects.values().get()
    with pytest.raises(OrdersRefusedError) as refusal:
        cancelling.amend_order(
            public_id=delivery_of("A").public_id,
            ask=OrderAsk(external_id="", lines=(LineAsk(sku="PLUM", quantity=1),)),
            by=None,
            at=AT,
        )
    assert refusal.value.facts["errors"][0]["place"] == "orders[0].lines[0].sku"
    assert (Shipment.objects.values().get(), promised("APPLE")) == (before, 2)
