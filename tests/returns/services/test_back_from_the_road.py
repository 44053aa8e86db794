"""What could not be handed over comes back: at the dock in one scan, judged, put away, the route closed."""

import pytest
from django.db import IntegrityError, transaction

from core.errors import BadInputError, StaleError
from core.models import PublicEvent
from lastmile.errors import VehicleNotEmptyError
from lastmile.models import Route
from lastmile.services import closing_routes, returning_routes
from lastmile.services.delivering import deliver
from returns.errors import (
    AlreadyDecidedError,
    DispositionForbiddenError,
    NothingToUndoError,
    NotOnVehicleError,
    NotToldError,
)
from returns.models import DispositionRule, ReturnUnit
from returns.services import inspecting, missing, putting_away, undoing
from returns.services.inspecting import Verdict
from returns.services.receiving import Scan
from returns.states import Disposition, Grade, LossReason
from tests.lastmile.doors import ENOUGH, act, on_the_road
from tests.returns.backs import Back, back, free_to_promise, kinds, only_unit, partly, told
from wms.errors import TooManyError, WrongItemError, WrongPlaceError
from wms.models import Location, StockBalance
from wms.services import places
from wms.states import LocationKind

pytestmark = pytest.mark.django_db
A, B, D = Grade.A, Grade.B, Grade.D


def look(unit, disposition, grade=A, **facts):
    verdict = Verdict(grade=grade, disposition=disposition, **facts)
    return inspecting.decide(unit=unit, verdict=verdict, act=told(100))


def test_a_sealed_parcel_that_was_refused_is_available_with_its_scan_and_closes_the_route():
    van = back((3,))

    received = van.receive()

    unit = only_unit()
    assert (unit.status, unit.disposition, unit.rule.rank, unit.is_sealed) == (
        "DECIDED",
        "RESTOCK",
        110,
        True,
    )
    assert (van.at_the_dock(), van.road.on_van(), free_to_promise(unit)) == ({"AVAILABLE": 3}, 0, 3)
    assert (van.delivery().status, van.delivery().shipment.status) == ("RETURNED", "RETURNED")
    assert (received.is_closed, van.route.status) == (True, "CLOSED")
    assert kinds() == ["RETURN", "RELABEL"]
    told_of = PublicEvent.objects.filter(subject_type="return").values_list("type", flat=True)
    assert list(told_of) == ["return.opened", "return.received", "return.decided"]


def test_it_is_in_inspection_for_a_moment_on_the_books():
    back((3,)).receive()
    dock = Location.objects.get(zone="RETURNS")
    rows = StockBalance.objects.filter(location=dock).order_by("pk")
    steps = [(row.status, [entry.delta for entry in row.entries.order_by("pk")]) for row in rows]
    assert steps == [(3, [3, -3]), (1, [3])]


def test_the_same_scan_again_changes_nothing():
    van = back((3,))
    code, command = van.parcel().sscc, "01890000-0000-7000-8000-000000000001"
    first = van.receive(code, command=command)
    again = van.receive(code, command=command)
    assert [unit.pk for unit in again.units] == [unit.pk for unit in first.units]
    assert (ReturnUnit.objects.count(), kinds(), again.is_closed) == (1, ["RETURN", "RELABEL"], True)


def test_another_scan_of_it_says_where_it_stands():
    van = back((3,), (2,))
    van.receive()
    with pytest.raises(NotOnVehicleError, match="in already"):
        van.receive()
    assert ReturnUnit.objects.count() == 1


def test_a_damaged_parcel_waits_for_an_inspection():
    van = back((3,))
    received = van.receive(is_damaged=True)
    unit = only_unit()
    assert (unit.status, unit.reason, unit.is_sealed) == ("RECEIVED", "DAMAGED", False)
    assert (van.at_the_dock(), free_to_promise(unit)) == ({"INSPECTION": 3}, 0)
    assert received.is_closed


def test_what_nobody_told_of_stays_on_the_van():
    road = on_the_road((3,))
    van = Back(road)
    with pytest.raises(NotToldError):
        van.receive()
    assert (road.on_van(), ReturnUnit.objects.count(), kinds()) == (3, 0, [])


def test_before_the_van_is_said_to_be_back_its_failed_parcels_are_taken_and_the_route_closes_later():
    van = back((3,), finish=False)
    assert not van.receive().is_closed
    assert van.route.status == "DEPARTED"
    returning_routes.finish_route(route=van.route, act=act(95))
    assert closing_routes.close_route(route=van.route, act=act(96)).status == "CLOSED"


@pytest.mark.parametrize(("temperature", "cold", "found"), [
    ("CHILLED", True, ("DECIDED", "RESTOCK", "KEPT")),
    ("CHILLED", None, ("RECEIVED", "", "UNKNOWN")),
    ("FROZEN", False, ("DECIDED", "QUARANTINE", "BROKEN")),
])  # fmt: skip
def test_the_cold_chain_decides(temperature, cold, found):
    van = back((3,), temperature=temperature)
    van.receive(is_cold=cold)
    unit = only_unit()
    assert (unit.status, unit.disposition, unit.cold_chain) == found


def test_nobody_restocks_what_was_too_warm():
    DispositionRule.objects.all().delete()
    van = back((3,), temperature="CHILLED")
    van.receive(is_cold=False)
    with pytest.raises(DispositionForbiddenError):
        look(only_unit(), Disposition.RESTOCK)
    assert (only_unit().status, van.at_the_dock()) == ("RECEIVED", {"INSPECTION": 3})
    with pytest.raises(IntegrityError, match="a_broken_cold_chain_is_never_restocked"), transaction.atomic():
        ReturnUnit.objects.update(status="DECIDED", disposition="RESTOCK")


def test_a_site_s_own_rule_counts_before_the_one_for_every_site():
    van = back((3,))
    DispositionRule.objects.create(site=van.site, rank=110, is_sealed=True, disposition="")
    van.receive()
    assert only_unit().status == "RECEIVED"


def test_parts_that_were_refused_damaged_and_missing_are_scanned_piece_by_piece():
    van = partly(6, ("REFUSED", 2), ("DAMAGED", 1), ("MISSING", 1))
    sku, route = van.road.deliveries[0].order.lines.get().item.sku, van.route
    van.receive(sku, route=route)
    van.receive(sku, route=route, is_damaged=True)
    van.receive(sku, route=route)
    assert not van.receive(sku, route=route, minutes=91).units[0].is_sealed
    assert [unit.reason for unit in ReturnUnit.objects.order_by("pk")] == [
        "REFUSED",
        "DAMAGED",
        "REFUSED",
        "MISSING",
    ]
    assert (van.at_the_dock(), van.route.status, van.delivery().status) == (
        {"INSPECTION": 4},
        "CLOSED",
        "DELIVERED",
    )
    with pytest.raises(WrongItemError):
        van.receive(sku, route=route)


def test_more_than_there_is_is_refused_and_loose_goods_need_their_van():
    van = partly(6, ("REFUSED", 2))
    sku = van.road.deliveries[0].order.lines.get().item.sku
    with pytest.raises(TooManyError):
        van.receive(sku, route=van.route, quantity=3)
    with pytest.raises(BadInputError):
        van.receive(sku)
    assert (ReturnUnit.objects.count(), van.road.on_van()) == (0, 2)


def test_goods_that_are_numbered_come_back_by_their_numbers():
    van = partly_serial()
    sku = van.road.deliveries[0].order.lines.get().item.sku
    van.receive(f"{sku}/2", route=van.route)
    unit = only_unit()
    assert (unit.quantity, unit.serials, van.route.status) == (1, [f"{sku}/2"], "CLOSED")
    look(unit, Disposition.RESTOCK)
    putting_away.put_away(unit=only_unit(), place="A-01", act=told(110))
    assert only_unit().balance.serials.get().number == f"{sku}/2"


def partly_serial() -> Back:
    road = on_the_road((3,), tracking="SERIAL")
    sku = road.deliveries[0].order.lines.get().item.sku
    from lastmile.services.delivering import LineResult

    lines = [
        LineResult(number=1, result="DELIVERED", quantity=2, serials=(f"{sku}/0", f"{sku}/1")),
        LineResult(number=1, result="REFUSED", quantity=1, serials=(f"{sku}/2",)),
    ]
    deliver(task=road.task(), act=act(), evidence=ENOUGH, lines=lines)
    returning_routes.finish_route(route=road.route, act=act(60))
    return Back(road)


def test_a_late_word_that_it_was_delivered_is_refused_once_it_is_back():
    van = back((3,))
    van.receive()
    with pytest.raises(StaleError):
        deliver(task=van.road.task(), act=act(95), evidence=ENOUGH)
    assert (van.delivery().status, van.road.with_customers(), van.at_the_dock()) == (
        "RETURNED",
        0,
        {"AVAILABLE": 3},
    )


def test_a_route_does_not_close_over_goods_that_have_no_disposition():
    van = back((3,), (2,))
    van.receive()
    with pytest.raises(VehicleNotEmptyError) as refused:
        closing_routes.close_route(route=van.route, act=act(100))
    assert (refused.value.facts["left"], van.route.status) == (1, "RETURNED")
    with pytest.raises(IntegrityError, match="goods are left"), transaction.atomic():
        Route.objects.filter(pk=van.route.pk).update(status="CLOSED", closed_at=act(100).occurred_at)


def test_what_is_not_on_the_van_is_written_off_and_turns_up_by_its_label():
    van = back((3,))
    scan = Scan(code=van.parcel().sscc)
    done = missing.report_missing(site=van.site, scan=scan, reason=LossReason.NOT_FOUND, act=told())
    assert (done.is_closed, only_unit().status, only_unit().loss_reason) == (True, "MISSING", "NOT_FOUND")
    assert (van.road.on_van(), van.delivery().status, kinds()) == (0, "FAILED", ["ADJUST"])
    with pytest.raises(NotOnVehicleError, match="written off"):
        undo = van.receive()
    unit = missing.turn_up(unit=only_unit(), act=told(200))
    assert (unit.status, van.at_the_dock(), unit.return_order.status) == (
        "RECEIVED",
        {"INSPECTION": 3},
        "APPROVED",
    )
    undo = missing.turn_up(unit=only_unit(), act=told(201))
    assert (undo.status, kinds()) == ("RECEIVED", ["ADJUST", "ADJUST"])


def test_a_lost_parcel_may_still_have_been_delivered_says_a_phone_that_comes_to_life():
    van = back((3,))
    missing.report_missing(
        site=van.site, scan=Scan(code=van.parcel().sscc), reason=LossReason.GIVEN_OUT, act=told()
    )
    visit = deliver(task=van.road.task(), act=act(95), evidence=ENOUGH)
    assert van.delivery().status == "DELIVERED"
    assert "NOT_ON_VEHICLE" in [one.name for one in visit.conflicts]


def test_a_unit_is_split_over_two_dispositions():
    van = back((5,))
    van.receive(is_damaged=True)
    part = look(only_unit(), Disposition.SCRAP, D, quantity=2, note="crushed", photos=["a" * 64])
    rest = ReturnUnit.objects.exclude(pk=part.pk).get()
    assert (part.quantity, part.status, rest.quantity, rest.status) == (2, "DESTROYED", 3, "RECEIVED")
    with pytest.raises(BadInputError):
        look(rest, Disposition.LOST)
    look(rest, Disposition.RESTOCK)
    assert (van.at_the_dock(), free_to_promise(rest)) == ({"AVAILABLE": 3}, 3)
    with pytest.raises(AlreadyDecidedError):
        look(part, Disposition.RESTOCK)


def test_it_is_put_into_the_bin_that_is_scanned_and_nowhere_else():
    van = back((3,))
    van.receive()
    unit = only_unit()
    cold = Location.objects.create(site=van.site, code="FRIDGE", temperature="CHILLED")
    for wrong in ("LANE-9", cold.code):
        with pytest.raises(WrongPlaceError):
            putting_away.put_away(unit=unit, place=wrong, act=told(110))
    assert van.at_the_dock() == {"AVAILABLE": 3}
    putting_away.put_away(unit=unit, place="a-01", act=told(110))
    unit = only_unit()
    assert (unit.status, unit.balance.location.code, unit.return_order.status) == (
        "PUT_AWAY",
        "A-01",
        "CLOSED",
    )
    assert kinds() == ["RETURN", "RELABEL", "MOVE"]


def test_the_vendor_takes_it_back():
    van = back((3,))
    van.receive(is_damaged=True)
    look(only_unit(), Disposition.VENDOR, B)
    with pytest.raises(AlreadyDecidedError):
        putting_away.put_away(unit=only_unit(), place="A-01", act=told(110))
    putting_away.ship_out(unit=only_unit(), act=told(120))
    assert (only_unit().status, only_unit().balance, van.at_the_dock()) == ("SHIPPED_OUT", None, {})


def test_every_step_at_the_dock_can_be_taken_back():
    van = back((3,), (1,))
    van.receive()
    unit = only_unit()
    putting_away.put_away(unit=unit, place="A-01", act=told(110))
    undoing.undo_last(unit=unit, act=told(111))
    assert (only_unit().status, van.at_the_dock()) == ("DECIDED", {"AVAILABLE": 3})
    command = told(112)
    undoing.undo_last(unit=only_unit(), act=command)
    undoing.undo_last(unit=only_unit(), act=command)
    assert (only_unit().status, only_unit().disposition, van.at_the_dock(), van.road.on_van()) == (
        "WITHDRAWN", "", {}, 4,
    )  # fmt: skip
    assert (van.delivery().status, van.delivery().shipment.status) == ("FAILED", "ISSUED")
    assert van.parcel().location == van.road.van
    van.receive()
    assert list(ReturnUnit.objects.values_list("status", flat=True).order_by("pk")) == [
        "WITHDRAWN",
        "DECIDED",
    ]


def test_nothing_goes_back_onto_a_van_whose_route_is_closed():
    van = back((3,))
    van.receive()
    with pytest.raises(NothingToUndoError, match="closed"):
        undoing.undo_last(unit=only_unit(), act=told(112))
    assert (only_unit().status, van.at_the_dock()) == ("DECIDED", {"AVAILABLE": 3})


def test_the_returns_dock_is_made_once_and_a_dock_of_that_zone_is_preferred():
    van = back((3,))
    own = Location.objects.create(site=van.site, code="R1", kind=LocationKind.DOCK, zone="RETURNS")
    assert places.returns_dock(site_id=van.site.pk) == own
