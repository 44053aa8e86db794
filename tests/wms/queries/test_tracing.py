from datetime import date

import pytest

from tests.wms import worlds
from wms.queries.tracing import trace_lot
from wms.services import ledger
from wms.states import LocationKind, StockStatus, TransactionKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.warehouse(tracking="LOT", has_expiry=True)


def crossings(found) -> list[tuple]:
    return [(crossing.kind, crossing.place.code, crossing.quantity) for crossing in found]


def test_a_trace_tells_where_a_lot_came_from_where_it_lies_and_where_it_went(world):
    lot = worlds.lot(world.item, expires_on=date(2027, 1, 1))
    world.receive(20, lot=lot)
    world.post(world.leg(8, world.bins[0], world.bins[1], lot=lot))
    world.post(
        world.leg(5, world.bins[1], world.place(LocationKind.CUSTOMER), lot=lot), kind=TransactionKind.DELIVER
    )
    world.lose(2, lot=lot)
    trace = trace_lot(lot, [world.site.pk])
    assert crossings(trace.origins) == [("RECEIPT", "@SUPPLIER", 20)]
    assert [(balance.location.code, balance.on_hand) for balance in trace.places] == [
        ("A-01", 10),
        ("A-02", 3),
    ]
    assert crossings(trace.destinations) == [("DELIVER", "@CUSTOMER", 5), ("ADJUST", "@LOSS", 2)]
    assert (trace.came, trace.held, trace.left) == (20, 13, 7)


def test_what_was_reversed_did_not_go_anywhere(world):
    lot = worlds.lot(world.item)
    world.receive(20, lot=lot)
    lost = world.lose(2, lot=lot)
    ledger.reverse(
        transaction=lost, idempotency=worlds.key(), effective_at=worlds.MORNING, by=None, reason="found again"
    )
    trace = trace_lot(lot, [world.site.pk])
    assert trace.destinations == []
    assert crossings(trace.origins) == [("RECEIPT", "@SUPPLIER", 20)]


def test_changes_of_lot_are_followed_forwards_and_back(world):
    first, second, third, alien = (worlds.lot(world.item) for _ in range(4))
    world.receive(20, lot=first)
    world.receive(1, lot=alien)
    for old, new in ((first, second), (second, third)):
        world.post(
            world.leg(5, world.bins[0], world.bins[0], lot=old, to_lot=new), kind=TransactionKind.RELABEL
        )
    assert [lot.code for lot in trace_lot(third, [world.site.pk]).ancestors] == [second.code, first.code]
    assert [lot.code for lot in trace_lot(first, [world.site.pk]).descendants] == [second.code, third.code]
    assert trace_lot(second, [world.site.pk]).ancestors == [first]
    assert trace_lot(alien, [world.site.pk]).ancestors == []


def test_a_change_of_state_is_no_change_of_lot(world):
    lot = worlds.lot(world.item)
    world.receive(20, lot=lot)
    world.post(
        world.leg(5, world.bins[0], world.bins[0], lot=lot, to_status=StockStatus.HOLD),
        kind=TransactionKind.RELABEL,
    )
    trace = trace_lot(lot, [world.site.pk])
    assert (trace.ancestors, trace.descendants) == ([], [])


def test_a_trace_shows_nothing_of_sites_that_the_reader_may_not_see(world):
    lot = worlds.lot(world.item)
    world.receive(20, lot=lot)
    trace = trace_lot(lot, [])
    assert (trace.origins, trace.places, trace.destinations, trace.orders) == ([], [], [], [])
