"""Orders are located, get a site, stock is promised or back-ordered, and the same again changes nothing."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.models import PublicEvent
from core.tables.moments import TimeWindow
from lastmile.errors import OrdersRefusedError
from lastmile.models import Address, Delivery, ServiceArea
from lastmile.services import intake
from lastmile.services.asks import AddressAsk, LineAsk
from tests.lastmile import intakes
from tests.lastmile.intakes import AT, DAY, ask, delivery_of, take
from wms.models import OutboundOrder, PromiseBucket, Shipment

pytestmark = pytest.mark.django_db


def promised(sku: str) -> int:
    return sum(PromiseBucket.objects.filter(item__sku=sku).values_list("promised", flat=True))


def codes(outcome) -> list[str]:
    return [refusal.code for refusal in outcome.refusals]


def test_an_order_is_located_promised_and_written(shop):
    (outcome,) = take(ask("A", recipient_phone="+49 1", skills=("stairs",), priority=7, service_seconds=90))
    delivery = delivery_of("A")
    assert (outcome.outcome, outcome.site, outcome.address_status, outcome.shortages) == (
        "created", "ALT", "LOCATED", [],
    )  # fmt: skip
    assert outcome.public_id == delivery.public_id
    address = delivery.address
    assert (address.longitude, address.latitude) == pytest.approx((13.0007, 52.0), abs=1e-6)
    assert (address.level, address.source, address.status, address.check_reason) == (
        "HOUSE",
        "local",
        "LOCATED",
        "",
    )
    assert (delivery.status, delivery.deliver_on, delivery.service_seconds) == ("PENDING", DAY, 90)
    assert (delivery.skills, delivery.priority, delivery.recipient_phone) == (["stairs"], 7, "+49 1")
    assert [(w.opens, w.closes) for w in delivery.windows.all()] == [
        (datetime(2026, 3, 3, 7, tzinfo=UTC), datetime(2026, 3, 3, 11, tzinfo=UTC))
    ]
    assert delivery.promised_from == datetime(2026, 3, 3, 7, tzinfo=UTC)
    assert (delivery.site_choice, delivery.site_metres_estimated) == ("ONLY", True)
    assert delivery.shipment.weight_g == 2000
    assert promised("APPLE") == 2


def test_the_log_says_which_site_was_chosen_and_why(shop):
    (outcome,) = take(ask("A"))
    event = PublicEvent.objects.get(subject_type="delivery")
    assert (event.type, event.subject_id, event.subject_seq, event.scope) == (
        "delivery.accepted", outcome.public_id, 1, "ALT",
    )  # fmt: skip
    assert event.facts["site_choice"] == "ONLY"


def test_what_is_not_there_is_back_ordered_with_its_reason(shop):
    (outcome,) = take(ask("A", lines=(LineAsk(sku="PEAR", quantity=12), LineAsk(sku="APPLE", quantity=1))))
    assert [(s.sku, s.quantity, s.reason) for s in outcome.shortages] == [("PEAR", 2, "NOT_ENOUGH")]
    assert promised("PEAR") == 10
    assert delivery_of("A").status == "PENDING"


def test_the_same_orders_again_change_nothing(shop):
    asks = [ask(f"A{n}") for n in range(3)]
    take(*asks)
    before = list(Delivery.objects.order_by("pk").values())
    outcomes = take(*asks, at=AT + timedelta(hours=1))
    assert [one.outcome for one in outcomes] == ["unchanged"] * 3
    assert list(Delivery.objects.order_by("pk").values()) == before
    assert (OutboundOrder.objects.count(), promised("APPLE")) == (3, 6)
    assert PublicEvent.objects.filter(subject_type="delivery").count() == 3


def test_yesterdays_file_is_still_the_same_file(shop):
    take(ask("A"))
    (outcome,) = take(ask("A"), at=AT + timedelta(days=5))
    assert outcome.outcome == "unchanged"


def test_the_same_name_from_another_source_is_another_order(shop):
    take(ask("A"), source="shop")
    (outcome,) = take(ask("A"), source="market")
    assert outcome.outcome == "created"
    assert Delivery.objects.count() == 2


def test_a_changed_order_is_amended(shop):
    take(ask("A"))
    changed = ask(
        "A",
        lines=(LineAsk(sku="APPLE", quantity=5),),
        address=AddressAsk("Gartenweg 3", postcode="10115", town="Altdorf"),
        windows=(TimeWindow(14 * 3600, 16 * 3600), TimeWindow(18 * 3600, 20 * 3600)),
        instructions="Ring twice.",
    )
    (outcome,) = take(changed)
    delivery = delivery_of("A")
    assert outcome.outcome == "updated"
    assert (promised("APPLE"), delivery.shipment.weight_g) == (5, 5000)
    assert (delivery.address.line1, delivery.instructions) == ("Gartenweg 3", "Ring twice.")
    assert [w.opens.hour for w in delivery.windows.order_by("opens")] == [13, 17]
    assert delivery.promised_from is None
    event = PublicEvent.objects.get(type="delivery.amended")
    assert event.changed == ["address", "instructions", "lines", "windows"]
    assert event.subject_seq == 2


def test_what_an_amendment_does_not_say_stays(shop):
    take(ask("A", instructions="Ring twice."))
    (outcome,) = take(
        ask("A", instructions=None, address=None, lines=None, windows=None, recipient_phone="+49 2")
    )
    delivery = delivery_of("A")
    assert outcome.outcome == "updated"
    assert (delivery.instructions, delivery.recipient_phone, delivery.windows.count()) == (
        "Ring twice.",
        "+49 2",
        1,
    )


def test_windows_move_with_the_day_even_over_the_change_of_clocks(shop):
    """Berlin's clocks go forward on 29 March 2026: nine o'clock is eight in UTC before and seven after."""
    take(ask("A", deliver_on=date(2026, 3, 28), windows=(TimeWindow(9 * 3600, 10 * 3600),)))
    take(ask("A", deliver_on=date(2026, 3, 30), windows=None))
    (window,) = delivery_of("A").windows.all()
    assert window.opens == datetime(2026, 3, 30, 7, tzinfo=UTC)


def test_a_released_order_is_not_amended(shop):
    take(ask("A"))
    OutboundOrder.objects.update(status="RELEASED")
    same, changed = take(ask("A"))[0], take(ask("A", recipient_name="Otto"))[0]
    assert (same.outcome, changed.outcome, codes(changed)) == ("unchanged", "refused", ["order_underway"])
    assert delivery_of("A").recipient_name == "Rosa"


def test_a_cancelled_order_does_not_come_back(shop):
    take(ask("A"))
    from lastmile.services import cancelling

    cancelling.cancel_orders(public_ids=[delivery_of("A").public_id], by=None, at=AT)
    (outcome,) = take(ask("A"))
    assert codes(outcome) == ["cancelled"]
    assert promised("APPLE") == 0


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"external_id": "  "}, "external_id", "missing"),
        ({"lines": ()}, "lines", "missing"),
        ({"lines": None}, "lines", "missing"),
        ({"lines": (LineAsk(sku="PLUM", quantity=1),)}, "sku", "unknown_item"),
        ({"lines": (LineAsk(sku="APPLE", quantity=0),)}, "quantity", "out_of_range"),
        ({"lines": (LineAsk(sku="APPLE", quantity=-5),)}, "quantity", "out_of_range"),
        ({"lines": (LineAsk(sku="APPLE", quantity=10**12),)}, "quantity", "out_of_range"),
        ({"lines": tuple(LineAsk(sku="APPLE", quantity=1) for _ in range(201))}, "lines", "too_many_lines"),
        ({"address": None}, "address", "missing"),
        ({"address": AddressAsk("")}, "address", "missing"),
        ({"address": AddressAsk("x", longitude=0.0, latitude=0.0)}, "longitude", "unusable_point"),
        ({"address": AddressAsk("x", longitude=float("nan"), latitude=52.0)}, "longitude", "unusable_point"),
        ({"address": AddressAsk("x", longitude=200.0, latitude=52.0)}, "longitude", "unusable_point"),
        ({"address": AddressAsk("x", longitude=13.0)}, "latitude", "half_a_point"),
        ({"recipient_name": " "}, "recipient_name", "missing"),
        ({"recipient_email": "nobody"}, "recipient_email", "not_an_email"),
        ({"deliver_on": None}, "deliver_on", "missing"),
        ({"deliver_on": date(2026, 3, 1)}, "deliver_on", "day_is_over"),
        ({"deliver_on": date(2028, 3, 1)}, "deliver_on", "too_far_ahead"),
        ({"windows": (TimeWindow(0, 7200), TimeWindow(3600, 9000))}, "windows", "windows_overlap"),
        (
            {"deliver_on": date(2026, 3, 29), "windows": (TimeWindow(9000, 20_000),)},
            "windows",
            "no_such_time",
        ),
        ({"service_seconds": -1}, "service_seconds", "out_of_range"),
        ({"priority": 101}, "priority", "out_of_range"),
        ({"site": "NOWHERE"}, "site", "unknown_site"),
        ({"owner": "NOBODY"}, "owner", "unknown_owner"),
        ({"address": AddressAsk("x", longitude=24.94, latitude=60.17)}, "address", "out_of_reach"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(shop, facts, field, code):
    good = ask("GOOD")
    outcomes = take(good, ask("BAD", **facts) if "external_id" not in facts else ask(**facts))
    assert [one.outcome for one in outcomes] == ["created", "refused"]
    assert [(r.field, r.code) for r in outcomes[1].refusals] == [(field, code)]
    assert list(OutboundOrder.objects.values_list("external_id", flat=True)) == ["GOOD"]
    assert (Delivery.objects.count(), Shipment.objects.count(), Address.objects.count()) == (1, 1, 1)


def test_all_or_none_writes_nothing_where_one_is_refused(shop):
    with pytest.raises(OrdersRefusedError) as refusal:
        take(ask("A"), ask("B", priority=500), all_or_none=True)
    assert [(e["place"], e["order"], e["code"]) for e in refusal.value.facts["errors"]] == [
        ("orders[1].priority", "B", "out_of_range")
    ]
    assert not OutboundOrder.objects.exists()
    assert not Address.objects.exists()


def test_an_order_that_stands_twice_in_one_request_is_refused_the_second_time(shop):
    first, second = take(ask("A"), ask("A", priority=3))
    assert (first.outcome, codes(second)) == ("created", ["repeated"])


@pytest.mark.parametrize(
    ("address", "status", "reason"),
    [
        (AddressAsk("HAUPTSTRASSE 7", postcode="10115", town="altdorf"), "LOCATED", ""),
        (AddressAsk("Hauptstr. 7", town="Altdorf"), "LOCATED", ""),
        (AddressAsk("Hauptstraße 999", postcode="10115", town="Altdorf"), "CHECK", "ONLY_STREET"),
        (AddressAsk("Nirgendwoallee 3", postcode="10115", town="Altdorf"), "CHECK", "ONLY_PLACE"),
        (AddressAsk("Nirgendwoallee 3", town="Atlantis"), "CHECK", "NOT_FOUND"),
        (AddressAsk("", longitude=13.001, latitude=52.0), "LOCATED", ""),
        (AddressAsk("Anywhere", longitude=13.001, latitude=52.0), "LOCATED", ""),
    ],
)
def test_an_address_is_located_or_goes_to_the_check_list(shop, address, status, reason):
    (outcome,) = take(ask("A", address=address))
    found = delivery_of("A").address
    assert (outcome.outcome, found.status, found.check_reason) == ("created", status, reason)


def test_the_same_words_are_one_address_however_they_are_typed(shop):
    take(
        ask("A", address=AddressAsk("Hauptstraße 7", postcode="10115", town="Altdorf")),
        ask("B", address=AddressAsk("HAUPTSTRASSE  7.", postcode="10115", town="ALTDORF")),
    )
    assert Address.objects.count() == 1


def test_a_person_who_moved_a_pin_moved_it_for_the_next_order_too(shop, bo):
    from lastmile.services import addressing

    take(ask("A", address=AddressAsk("Nirgendwoallee 3", town="Atlantis")))
    address = delivery_of("A").address
    addressing.confirm_point(public_id=address.public_id, longitude=13.003, latitude=52.001, by=bo, at=AT)
    (outcome,) = take(ask("B", address=AddressAsk("nirgendwoallee 3", town="Atlantis")))
    again = delivery_of("B").address
    assert (outcome.address_status, again.pk) == ("CONFIRMED", address.pk)
    assert (again.longitude, again.latitude, again.confirmed_by) == (13.003, 52.001, bo)


def test_the_nearest_site_that_can_promise_everything_is_chosen(towns_known):
    intakes.shop("NEAR", longitude=13.001, PEAR=1)
    intakes.shop("FAR", longitude=13.3, APPLE=100, PEAR=100)
    intakes.shop("MID", longitude=13.1, APPLE=3)
    outcomes = take(*(ask(f"A{n}") for n in range(2)))
    assert [one.site for one in outcomes] == ["MID", "FAR"]
    assert [delivery_of(f"A{n}").site_choice for n in range(2)] == ["NEAREST_WITH_STOCK"] * 2


def test_where_no_site_has_everything_the_one_with_most_is_chosen(towns_known):
    intakes.shop("LITTLE", longitude=13.001, APPLE=1)
    intakes.shop("MORE", longitude=13.3, APPLE=5)
    (outcome,) = take(ask("A", lines=(LineAsk(sku="APPLE", quantity=9),)))
    assert (outcome.site, outcome.shortages[0].quantity) == ("MORE", 4)
    assert delivery_of("A").site_choice == "MOST_STOCK"


def test_a_site_past_its_cut_off_is_passed_over_and_the_only_one_refuses(towns_known):
    near = intakes.shop("NEAR", longitude=13.001, APPLE=50)
    ServiceArea.objects.create(site=near.site, cut_off=time(8, 30))
    (late,) = take(ask("A"))
    assert codes(late) == ["past_cut_off"]
    intakes.shop("FAR", longitude=13.3, APPLE=50)
    (outcome,) = take(ask("B"))
    assert (outcome.site, delivery_of("B").site_choice) == ("FAR", "IN_TIME")


def test_an_order_keeps_the_site_that_it_names(towns_known):
    intakes.shop("NEAR", longitude=13.001, APPLE=50)
    intakes.shop("FAR", longitude=13.3, APPLE=50)
    (outcome,) = take(ask("A", site="FAR"))
    assert (outcome.site, delivery_of("A").site_choice) == ("FAR", "GIVEN")
    (moved,) = take(ask("A", site="NEAR"))
    assert codes(moved) == ["other_site"]


def test_sites_of_others_are_not_chosen(towns_known):
    mine = intakes.shop("MINE", longitude=13.3, APPLE=50)
    intakes.shop("THEIRS", longitude=13.001, APPLE=50)
    (outcome,) = take(ask("A"), among=[mine.site.pk])
    assert outcome.site == "MINE"
    (other,) = take(ask("B", site="THEIRS"), among=[mine.site.pk])
    assert codes(other) == ["unknown_site"]


def test_three_hundred_orders_cost_as_many_statements_as_three(shop, django_assert_max_num_queries):
    shop.stock(APPLE=1000)
    asks = [ask(f"A{n}", address=AddressAsk(f"Hauptstraße {n % 40 + 1}", town="Altdorf")) for n in range(300)]
    with django_assert_max_num_queries(45) as few:
        take(*asks[:3])
    with django_assert_max_num_queries(60) as many:
        outcomes = take(*asks[3:])
    assert {one.outcome for one in outcomes} == {"created"}
    assert len(many.captured_queries) - len(few.captured_queries) <= 6


def test_checking_writes_nothing(shop):
    asks = [ask("A"), ask("B", priority=500)]
    found = intake.check_orders(asks=asks, look_ups=intake.look_up_orders(asks=asks), source="shop", at=AT)
    assert [[r.code for r in refusals] for refusals in found] == [[], ["out_of_range"]]
    assert not Address.objects.exists()
