"""The dock's pages and the scanner's acts: who may, what is listed, what an act answers, what it refuses."""

import pytest
from django.test import Client

from returns.models import ReturnUnit
from tests import factories
from tests.accounts.phones import Phone
from tests.returns.backs import Back, back, partly
from wms.services import places

pytestmark = pytest.mark.django_db


def lola_at(van: Back):
    """Lola, who loads and unloads, her browser and her scanner."""
    lola = factories.user("lola", role="loader")
    places.grant_access(user=lola, site=van.site)
    client = Client()
    client.force_login(lola)
    return client, Phone(lola, scope="FLOOR")


def answer(phone: Phone, kind: str, subject, payload=None):
    """What the server said to one act."""
    return phone.told(phone.made(kind, payload or {}, subject=str(subject)))[-1]


def test_a_morning_s_refused_parcel_lies_in_its_bin_and_the_books_show_each_step():
    van = back((3,))
    browser, phone = lola_at(van)
    page = browser.get("/floor/returns/").content.decode()
    assert van.route.code in page
    state = browser.get(f"/floor/returns/vans/{van.route.public_id}/state.json").json()
    assert [(one["sscc"], one["reason"], one["again"]) for one in state["left"]] == [
        (van.parcel().sscc, "Refused", False)
    ]

    got = answer(phone, "return.receive", van.site.public_id, {"code": van.parcel().sscc})
    assert (got["status"], got["result"]["closed"]) == ("applied", True)
    (unit,) = got["result"]["units"]
    assert (unit["disposition"], unit["quantity"]) == ("RESTOCK", 3)
    (task,) = browser.get("/floor/returns/put-away/state.json").json()["tasks"]
    assert (task["id"], task["bin"]) == (unit["id"], "A-01")
    done = answer(phone, "return.put_away", unit["id"], {"place": "A-01"})
    assert done["result"]["units"][0]["status"] == "PUT_AWAY"
    assert browser.get("/floor/returns/put-away/state.json").json()["tasks"] == []


def test_what_is_to_be_looked_at_is_graded_and_undone():
    van = partly(4, ("DAMAGED", 1), ("REFUSED", 1))
    browser, phone = lola_at(van)
    state = browser.get(f"/floor/returns/vans/{van.route.public_id}/state.json").json()
    assert [(g["status"], g["quantity"]) for g in state["left"][0]["goods"]] == [
        ("AVAILABLE", 1),
        ("DAMAGED", 1),
    ]
    sku, route = van.road.deliveries[0].order.lines.get().item.sku, str(van.route.public_id)
    for is_damaged in (True, False):
        answer(
            phone, "return.receive", van.site.public_id, {"code": sku, "route": route, "damaged": is_damaged}
        )
    tasks = browser.get("/floor/returns/inspect/state.json").json()["tasks"]
    assert [(one["reason"], one["proposed"]["A"], one["proposed"]["D"]) for one in tasks] == [
        ("DAMAGED", "RESTOCK", "SCRAP"), ("REFUSED", "RESTOCK", "SCRAP"),
    ]  # fmt: skip
    said = {"grade": "D", "disposition": "SCRAP", "note": "crushed"}
    answer(phone, "return.decide", tasks[0]["id"], said)
    assert ReturnUnit.objects.get(public_id=tasks[0]["id"]).status == "DESTROYED"
    answer(phone, "return.undo", tasks[0]["id"])
    assert ReturnUnit.objects.get(public_id=tasks[0]["id"]).status == "RECEIVED"


@pytest.mark.parametrize(("kind", "payload", "place"), [
    ("return.receive", {"code": 7}, "payload/code"),
    ("return.receive", {"code": "x", "cold": "yes"}, "payload/cold"),
    ("return.receive", {"code": "x", "quantity": -1}, "payload/quantity"),
    ("return.receive", {"code": "x", "route": "nonsense"}, "payload/route"),
    ("return.missing", {"code": "x", "reason": "BORED"}, "payload/reason"),
])  # fmt: skip
def test_an_act_that_cannot_be_meant_is_refused_with_its_place(kind, payload, place):
    van = back((3,))
    _browser, phone = lola_at(van)
    said = answer(phone, kind, van.site.public_id, payload)
    assert (said["status"], said["error"]["facts"]["place"]) == ("rejected", place)
    assert (ReturnUnit.objects.count(), van.road.on_van()) == (0, 3)


def test_another_site_s_van_and_units_are_nobody_s_business_here(eve):
    van, other = back((3,)), back((2,))
    other.receive(is_damaged=True)
    browser, phone = lola_at(van)
    unit = ReturnUnit.objects.get()
    assert browser.get(f"/floor/returns/vans/{other.route.public_id}/").status_code == 404
    said = answer(phone, "return.decide", unit.public_id, {"grade": "A", "disposition": "RESTOCK"})
    assert said["error"]["code"] == "not_found"
    stranger = Client()
    stranger.force_login(eve)
    assert stranger.get("/floor/returns/").status_code == 403


def test_the_dock_asks_no_more_questions_for_more_vans(django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from returns.queries import dock

    first = back((3,))
    with CaptureQueriesContext(
        connection,
    ) as one:
        dock.vans_back(first.site)
    back((1,), (2,), site=first.site)
    back((1,), (2,), (2,), site=first.site)
    with django_assert_num_queries(len(one)):
        assert [row["count"] for row in dock.vans_back(first.site)] == [1, 2, 3]
