"""Orders by the API: taken in, read, amended, cancelled; errors have a place; sites keep to themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.public_ids import uuid7
from lastmile.models import Delivery
from tests import factories
from tests.lastmile import intakes
from wms.services import places

pytestmark = pytest.mark.django_db
URL = "/api/v1/lastmile/orders/"


@pytest.fixture
def gus(shop):
    """Gus sends orders for the site in Altdorf."""
    person = factories.user("gus", role="integrator")
    places.grant_access(user=person, site=shop.site)
    return person


@pytest.fixture
def api(client_of, gus):
    return client_of(gus)


def order(name="A", **facts):
    body = {
        "external_id": name,
        "recipient": {"name": "Rosa", "phone": "+49 1"},
        "address": {"line1": "Hauptstraße 7", "postcode": "10115", "town": "Altdorf"},
        "deliver_on": (timezone.now() + timedelta(days=2)).date().isoformat(),
        "windows": ["08:00-12:00"],
        "lines": [{"sku": "APPLE", "quantity": 2}],
    }
    return body | facts


def post(api, *orders, key="k1", **head):
    return api.post(URL, {"orders": list(orders), **head}, headers={"Idempotency-Key": key})


def test_orders_are_taken_in_one_result_each(api, shop):
    answer = post(
        api,
        order("A"),
        order("B", lines=[{"sku": "PEAR", "quantity": 12}]),
        order("C", lines=[{"sku": "PLUM", "quantity": 1}]),
    )
    assert answer.status_code == 200
    body = answer.json()
    assert (body["created"], body["refused"]) == (2, 1)
    first, second, third = body["results"]
    assert (first["outcome"], first["site"], first["address_status"], first["back_ordered"]) == (
        "created",
        "ALT",
        "LOCATED",
        [],
    )
    assert second["back_ordered"] == [{"sku": "PEAR", "quantity": 2, "reason": "NOT_ENOUGH"}]
    assert third["against"] == [
        {"place": "lines[0].sku", "message": "There is no item “PLUM”.", "code": "unknown_item"}
    ]


def test_the_same_request_twice_has_one_effect(api):
    first, second = post(api, order()), post(api, order())
    assert (second.json(), second.headers["Idempotent-Replay"]) == (first.json(), "true")
    assert post(api, order(), key="k2").json()["unchanged"] == 1
    assert Delivery.objects.count() == 1


def test_without_a_key_nothing_is_written(api):
    answer = api.post(URL, {"orders": [order()]})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert not Delivery.objects.exists()


def test_all_or_none_writes_nothing_where_one_is_bad(api):
    answer = post(api, order("A"), order("B", priority=500), all_or_none=True)
    assert (answer.status_code, answer.json()["code"]) == (422, "orders_refused")
    assert answer.json()["errors"][0]["place"] == "orders[1].priority"
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"colour": "red"}, "colour"),
        ({"deliver_on": "tomorrow"}, "deliver_on"),
        ({"windows": ["8 till late"]}, "windows.0"),
        ({"windows": "08:00-12:00"}, "windows"),
        ({"recipient": {"name": "a\u202eb"}}, "recipient.name"),
        ({"recipient": {"name": "x" * 121}}, "recipient.name"),
        ({"recipient": {"name": "Rosa", "email": "nobody"}}, "recipient.email"),
        ({"recipient": "Rosa"}, "recipient"),
        ({"address": {"longitude": "13", "latitude": 52}}, "address.longitude"),
        ({"address": {"longitude": True, "latitude": 52}}, "address.longitude"),
        ({"address": {"longitude": 0, "latitude": 0}}, "longitude"),
        ({"address": {"longitude": 13.001, "latitude": 95}}, "longitude"),
        ({"lines": []}, "lines"),
        ({"lines": [{"sku": "APPLE", "quantity": -1}]}, "lines[0].quantity"),
        ({"lines": [{"sku": "APPLE", "quantity": 1.5}]}, "lines[0].quantity"),
        ({"lines": [{"sku": "APPLE", "quantity": 10**30}]}, "lines[0].quantity"),
        ({"priority": 101}, "priority"),
        ({"service_seconds": -1}, "service_seconds"),
        ({"site": "ELSEWHERE"}, "site"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(api, facts, place):
    answer = post(api, order(**facts))
    (result,) = answer.json()["results"]
    assert (answer.status_code, result["outcome"]) == (200, "refused")
    assert result["against"][0]["place"].startswith(place.split(".")[0].split("[")[0])
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"orders": []},
        {"orders": {}},
        [],
        {"orders": [1] * 501},
        {"orders": [order()], "source": "a b\u0007"},
    ],
)
def test_a_body_that_is_no_list_of_orders_is_a_problem(api, body):
    answer = api.post(URL, body, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_rows_that_are_no_objects_are_refused_one_by_one(api):
    answer = post(api, 1, None, "x", [], order("A"))
    assert [one["outcome"] for one in answer.json()["results"]] == ["refused"] * 4 + ["created"]


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"orders": NaN}', b'{"a":1,"a":2}', b"[" * 100])
def test_what_is_not_json_is_a_problem(api, body):
    answer = api.generic("POST", URL, body, content_type="application/json", headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_an_order_is_read_with_its_lines(api):
    post(api, order(lines=[{"sku": "PEAR", "quantity": 12}]))
    listed = api.get(URL).json()["results"][0]
    assert (listed["external_id"], listed["is_back_ordered"], listed["address"]["line1"]) == (
        "A",
        True,
        "Hauptstraße 7",
    )
    one = api.get(f"{URL}{listed['id']}/").json()
    assert one["lines"] == [
        {
            "sku": "PEAR",
            "quantity": 12,
            "promised": 10,
            "back_ordered": 2,
            "reason": "Not enough stock that is not promised already",
        }
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=Rosa", ["B", "A"]),
        ("q=apple+haupt", ["A"]),
        ("show=back_ordered", ["B"]),
        ("external_id=A", ["A"]),
        ("status=PLANNED", []),
    ],
)
def test_the_list_is_narrowed(api, query, names):
    post(api, order("A"), order("B", lines=[{"sku": "PEAR", "quantity": 12}]))
    assert [one["external_id"] for one in api.get(f"{URL}?{query}").json()["results"]] == names


@pytest.mark.parametrize("query", ["stat=PLANNED", "status=LOST", "deliver_on=soon", "show=all", "q=%00"])
def test_a_parameter_that_means_nothing_is_refused(api, query):
    assert api.get(f"{URL}?{query}").status_code == 422


def test_an_order_is_amended(api):
    post(api, order())
    url = f"{URL}{Delivery.objects.get().public_id}/"
    answer = api.patch(
        url,
        {"instructions": "Ring twice.", "lines": [{"sku": "APPLE", "quantity": 5}]},
        headers={"Idempotency-Key": "p"},
    )
    assert answer.status_code == 200
    assert (answer.json()["instructions"], answer.json()["lines"][0]["promised"]) == ("Ring twice.", 5)
    bad = api.patch(url, {"lines": [{"sku": "PLUM", "quantity": 5}]}, headers={"Idempotency-Key": "q"})
    assert (bad.status_code, bad.json()["errors"][0]["place"]) == (422, "lines[0].sku")


def test_an_order_is_cancelled_once(api):
    post(api, order())
    url = f"{URL}{Delivery.objects.get().public_id}/cancel/"
    for key in ("c", "c", "d"):
        answer = api.post(url, {"reason": "Changed his mind"}, headers={"Idempotency-Key": key})
        assert (answer.status_code, answer.json()["status"]) == (200, "CANCELLED")


def test_a_released_order_is_not_cancelled(api):
    post(api, order())
    delivery = Delivery.objects.get()
    delivery.order.status = "RELEASED"
    delivery.order.save()
    answer = api.post(f"{URL}{delivery.public_id}/cancel/", {}, headers={"Idempotency-Key": "c"})
    assert (answer.status_code, answer.json()["code"]) == (409, "order_underway")


def test_an_order_of_another_site_is_not_found(api, client_of, shop):
    post(api, order())
    stranger = factories.user("hal", role="integrator")
    other = intakes.shop("ELSE", longitude=13.4, APPLE=1)
    places.grant_access(user=stranger, site=other.site)
    theirs, url = client_of(stranger), f"{URL}{Delivery.objects.get().public_id}/"
    assert theirs.get(URL).json()["results"] == []
    assert theirs.get(url).status_code == 404
    assert theirs.patch(url, {"priority": 1}, headers={"Idempotency-Key": "k"}).status_code == 404
    assert theirs.post(f"{url}cancel/", {}, headers={"Idempotency-Key": "k"}).status_code == 404
    (result,) = post(theirs, order("B", site="ALT")).json()["results"]
    assert result["against"][0]["code"] == "unknown_site"


def test_an_unknown_order_is_not_found(api):
    assert api.get(f"{URL}{uuid7()}/").status_code == 404


def test_who_may_only_see_stock_sees_no_orders(client_of, shop):
    picker = client_of(factories.user("pia", role="picker"))
    assert picker.get(URL).status_code == 403
    assert post(picker, order()).status_code == 403
