"""Pages of orders, addresses, vehicles and shifts: what they show, refuse and keep to their site."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.public_ids import uuid7
from lastmile.models import Address, Delivery, Shift, Vehicle
from lastmile.services import fleet
from lastmile.services.asks import AddressAsk, LineAsk
from tests import factories
from tests.lastmile import worlds
from tests.lastmile.intakes import ask, delivery_of, take
from wms.services import places

pytestmark = pytest.mark.django_db


@pytest.fixture
def soon():
    return (timezone.now() + timedelta(days=2)).date()


@pytest.fixture
def dee(shop, client):
    """Dee dispatches in Altdorf."""
    person = factories.user("dee", role="dispatcher")
    places.grant_access(user=person, site=shop.site)
    client.force_login(person)
    return person


@pytest.fixture
def orders(shop, dee, soon):
    """One good order, one back-ordered, one to an address that nobody knows."""
    take(
        ask("A-1", deliver_on=soon, recipient_name="Rosa Lind"),
        ask("B-2", deliver_on=soon, recipient_name="Otto Berg", lines=(LineAsk(sku="PEAR", quantity=12),)),
        ask(
            "C-3",
            deliver_on=soon,
            recipient_name="Ida Holm",
            address=AddressAsk("Nirgendwoallee 3", town="Atlantis"),
        ),
        at=timezone.now(),
    )


def shown(client, query="") -> list[str]:
    table = client.get(f"{reverse('lastmile:orders')}?{query}").context["table"]
    return [one.order.external_id for one in table.rows]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("sort=order", ["A-1", "B-2", "C-3"]),
        ("sort=-order", ["C-3", "B-2", "A-1"]),
        ("q=rosa", ["A-1"]),
        ("q=pear", ["B-2"]),
        ("q=nirgendwo", ["C-3"]),
        ("q=b-2", ["B-2"]),
        ("show=back_ordered", ["B-2"]),
        ("show=to_check", ["C-3"]),
        ("status=PLANNED", []),
        ("day=1999-01-01", []),
        ("site=NONE", []),
        (
            "sort=nonsense&show=nonsense&day=nonsense&page=9999&status=x&q=%00&sort=order",
            ["A-1", "B-2", "C-3"],
        ),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(client, orders, query, names):
    found = shown(client, query)
    assert sorted(found) == sorted(names)
    assert found == names or "sort" not in query


def test_the_map_shows_the_orders_of_the_list_that_have_a_pin(client, orders):
    answer = client.get(reverse("lastmile:orders-map"), {"q": "rosa"}).json()
    assert [(one["name"], one["state"]) for one in answer["orders"]] == [("A-1", "open")]
    everything = client.get(reverse("lastmile:orders-map")).json()["orders"]
    assert {one["name"]: one["state"] for one in everything} == {"A-1": "open", "B-2": "short"}


def test_the_list_costs_as_many_statements_with_fifty_orders_as_with_three(
    client, orders, soon, django_assert_max_num_queries
):
    take(*(ask(f"Z{n}", deliver_on=soon) for n in range(47)), at=timezone.now())
    with django_assert_max_num_queries(13):
        client.get(reverse("lastmile:orders"))


def test_an_order_page_says_what_is_short_and_why(client, orders):
    page = client.get(reverse("lastmile:order", args=[delivery_of("B-2").public_id])).content.decode()
    assert "Not enough stock that is not promised already" in page
    assert "The only site there is" in page


def test_an_order_of_another_site_is_not_found(client, orders):
    client.force_login(factories.user("hal", role="dispatcher"))
    for name in ("order", "order-amend"):
        assert client.get(reverse(f"lastmile:{name}", args=[delivery_of("A-1").public_id])).status_code == 404
    assert (
        client.post(reverse("lastmile:order-cancel", args=[delivery_of("A-1").public_id])).status_code == 404
    )
    client.post(reverse("lastmile:orders-cancel"), {"order": [str(delivery_of("A-1").public_id)]})
    assert shown(client) == []
    assert delivery_of("A-1").status == "PENDING"


def test_chosen_orders_are_cancelled_together(client, orders):
    ids = [str(delivery_of(name).public_id) for name in ("A-1", "B-2")] + ["nonsense"]
    client.post(reverse("lastmile:orders-cancel"), {"order": ids})
    assert sorted(
        Delivery.objects.filter(status="CANCELLED").values_list("order__external_id", flat=True)
    ) == ["A-1", "B-2"]


def typed(soon, **facts):
    return {
        "external_id": "", "recipient_name": "Eva", "line1": "Gartenweg 4",
        "postcode": "10115", "town": "Altdorf",
        "deliver_on": soon.isoformat(), "windows": "08:00-12:00 | 14:00-16:00",
        "service_minutes": "5", "priority": "3",
        "sku": ["APPLE", ""], "quantity": ["2", ""],
    } | facts  # fmt: skip


def test_an_order_is_typed_by_hand(client, dee, soon):
    answer = client.post(reverse("lastmile:order-new"), typed(soon))
    delivery = Delivery.objects.get()
    assert answer["Location"] == reverse("lastmile:order", args=[delivery.public_id])
    assert (delivery.order.source, delivery.windows.count(), delivery.service_seconds) == ("hand", 2, 300)
    assert delivery.address.status == "LOCATED"


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"recipient_name": ""}, "recipient_name", "required"),
        ({"windows": "soon"}, "windows", "not a time window"),
        ({"deliver_on": "1999-01-01"}, "deliver_on", "That day is over"),
        ({"sku": ["PLUM"], "quantity": ["1"]}, None, "There is no item"),
        ({"sku": ["APPLE"], "quantity": ["a few"]}, None, "not a whole number"),
        ({"sku": [""], "quantity": [""]}, None, "at least one item"),
        ({"longitude": "0", "latitude": "0"}, "longitude", "Atlantic"),
        ({"priority": "1000"}, "priority", "100"),
    ],
)
def test_a_slip_of_the_hand_is_told_by_its_field(client, dee, soon, facts, field, words):
    answer = client.post(reverse("lastmile:order-new"), typed(soon, **facts))
    form = answer.context["form"]
    assert answer.status_code == 422
    assert words in " ".join(form.errors.get(field or "__all__", []))
    assert not Delivery.objects.exists()


def test_amending_keeps_seconds_and_the_pin_that_came_with_the_order(client, dee, soon):
    take(
        ask(
            "A",
            deliver_on=soon,
            service_seconds=95,
            address=AddressAsk("Kiosk", longitude=13.001, latitude=52.0),
        ),
        at=timezone.now(),
    )
    url = reverse("lastmile:order-amend", args=[delivery_of("A").public_id])
    form = client.get(url).context["form"]
    sent = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    client.post(url, sent | {"sku": ["APPLE"], "quantity": ["2"], "instructions": "Ring"})
    after = delivery_of("A")
    assert (after.service_seconds, after.instructions, after.address.level) == (95, "Ring", "GIVEN")
    client.post(url, sent | {"sku": ["APPLE"], "quantity": ["2"], "line1": "Gartenweg 4", "town": "Altdorf"})
    assert (delivery_of("A").address.level, delivery_of("A").address.line1) == ("HOUSE", "Gartenweg 4")


def test_items_and_addresses_are_found_while_one_types(client, dee):
    assert client.get(reverse("lastmile:order-items"), {"q": "app"}).json()["items"][0]["sku"] == "APPLE"
    page = client.get(
        reverse("lastmile:order-address"), {"line1": "Hauptstr 7", "town": "Altdorf"}
    ).content.decode()
    assert "data-candidate" in page
    assert (
        "Nothing alike" in client.get(reverse("lastmile:order-address"), {"line1": "Xyzzy"}).content.decode()
    )


def test_an_address_is_decided_and_the_next_one_opens(client, orders):
    address = delivery_of("C-3").address
    page = client.get(reverse("lastmile:check"))
    assert page.context["address"] == address
    sent = {
        "decision": "point",
        "longitude": "13.001",
        "latitude": "52.0",
        "version": page.context["version"],
    }
    answer = client.post(reverse("lastmile:address-decide", args=[address.public_id]), sent)
    assert answer["Location"] == f"{reverse('lastmile:check')}?decided={address.public_id}"
    address.refresh_from_db()
    assert (address.status, address.level, address.longitude) == ("CONFIRMED", "HAND", 13.001)
    client.post(reverse("lastmile:address-again", args=[address.public_id]))
    address.refresh_from_db()
    assert (address.status, address.check_reason, address.confirmed_at) == ("CHECK", "ASKED", None)


@pytest.mark.parametrize(
    "sent",
    [
        {"decision": "point", "longitude": "0", "latitude": "0"},
        {"decision": "point", "longitude": "nan", "latitude": "52"},
        {"decision": "point", "longitude": "", "latitude": ""},
        {"decision": "point", "longitude": "1e999", "latitude": "52"},
        {"decision": "stands"},
        {"decision": "nonsense"},
        {"decision": "undeliverable", "version": "2001-01-01T00:00:00+00:00"},
        {},
    ],
)
def test_a_decision_that_cannot_be_meant_changes_nothing(client, orders, sent):
    address = delivery_of("C-3").address
    answer = client.post(reverse("lastmile:address-decide", args=[address.public_id]), sent)
    assert answer.status_code == 302
    assert Address.objects.get(pk=address.pk).status == "CHECK"


def test_an_undeliverable_address_leaves_the_list(client, orders):
    address = delivery_of("C-3").address
    client.post(reverse("lastmile:address-decide", args=[address.public_id]), {"decision": "undeliverable"})
    assert Address.objects.get(pk=address.pk).status == "UNDELIVERABLE"
    assert client.get(reverse("lastmile:check")).context["address"] is None


def test_an_address_of_another_site_is_not_found(client, orders):
    address = delivery_of("C-3").address
    client.force_login(factories.user("hal", role="dispatcher"))
    assert client.get(reverse("lastmile:check-address", args=[address.public_id])).status_code == 404
    assert client.post(reverse("lastmile:address-decide", args=[address.public_id])).status_code == 404


def test_a_vehicle_is_added_with_its_place_for_stock(client, dee, shop):
    fleet.add_vehicle_type(code="van", name="Van", capacity_g=800_000, capacity_ml=8_000_000)
    sent = {"site": "ALT", "code": "VAN-1", "vehicle_type": "van", "plate": "B-1"}
    client.post(reverse("lastmile:vehicle-new"), sent)
    vehicle = Vehicle.objects.get()
    assert (vehicle.location.code, vehicle.location.kind, vehicle.location.is_promisable) == (
        "VEH-VAN-1",
        "VEHICLE",
        False,
    )
    again = client.post(reverse("lastmile:vehicle-new"), sent)
    assert "already" in again.context["form"].errors["code"][0]
    page = client.get(reverse("lastmile:vehicles")).content.decode()
    assert "VAN-1" in page


def test_a_shift_is_planned_at_the_clock_of_its_site(client, dee, shop, soon):
    vehicle = worlds.van(shop.site, "VAN-1")
    sent = {
        "vehicle": str(vehicle.public_id), "works_on": "2026-07-01", "opens": "08:00", "closes": "16:00",
        "break_opens": "11:00", "break_closes": "13:00", "break_minutes": "30",
    }  # fmt: skip
    client.post(reverse("lastmile:shift-new"), sent)
    shift = Shift.objects.get()
    assert (shift.opens.hour, shift.closes.hour, shift.breaks.get().opens.hour) == (6, 14, 9)
    twice = client.post(reverse("lastmile:shift-new"), sent)
    assert "another shift" in twice.context["form"].errors["vehicle"][0]
    assert "VAN-1" in client.get(reverse("lastmile:shifts"), {"day": "2026-07-01"}).content.decode()
    client.post(reverse("lastmile:shift-cancel", args=[shift.public_id]))
    assert Shift.objects.standing().count() == 0
    client.post(reverse("lastmile:shift-restore", args=[shift.public_id]))
    client.post(reverse("lastmile:shifts-copy"), {"day": "2026-07-08"})
    assert Shift.objects.standing().count() == 2


def test_a_shift_with_a_route_is_left_alone(client, dee, shop):
    shift = worlds.shift(shop.site)
    worlds.route(shift)
    answer = client.post(reverse("lastmile:shift-cancel", args=[shift.public_id]))
    assert answer.status_code == 409
    assert Shift.objects.standing().count() == 1


@pytest.mark.parametrize(
    "name", ["orders", "orders-map", "order-new", "check", "vehicles", "vehicle-new", "shifts", "shift-new"]
)
def test_who_may_only_pick_is_sent_away(client, name):
    client.force_login(factories.user("pia", role="picker"))
    assert client.get(reverse(f"lastmile:{name}")).status_code == 403


@pytest.mark.parametrize("name", ["order", "order-amend", "check-address", "vehicle", "shift"])
def test_an_unknown_id_is_not_found(client, dee, name):
    assert client.get(reverse(f"lastmile:{name}", args=[uuid7()])).status_code == 404
