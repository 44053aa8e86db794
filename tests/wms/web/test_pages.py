"""The pages of one item, bin, lot, unit and posting; the site in the bar; the search; the books."""

import uuid

import pytest
from django.test import Client

from tests import factories
from tests.wms import worlds
from wms.models import Barcode, HandlingUnit, StockTransaction
from wms.services import ledger, places
from wms.services.sscc import next_sscc

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(ada):
    client = Client()
    client.force_login(ada)
    return client


@pytest.fixture
def world(ada):
    """Ada's warehouse: a lot, a unit, a posting and its reversal."""
    made = worlds.warehouse(sku="MILK", name="Milk <b>fresh</b>", tracking="LOT", has_expiry=True)
    places.grant_access(user=ada, site=made.site)
    return made


@pytest.fixture
def stocked(world):
    lot = worlds.lot(world.item)
    unit = HandlingUnit.objects.create(sscc=next_sscc(), site=world.site, location=world.bins[0])
    world.receive(10, lot=lot, to_unit=unit)
    posting = world.post(world.leg(4, world.bins[0], world.bins[1], lot=lot, from_unit=unit))
    ledger.reverse(
        transaction=posting, idempotency=worlds.key(), effective_at=worlds.MORNING, by=None, reason="Slip"
    )
    return {"lot": lot, "unit": unit, "posting": posting}


def addresses(world, stocked) -> dict[str, str]:
    return {
        "item": f"/items/{world.item.public_id}/",
        "history": f"/items/{world.item.public_id}/history/",
        "bin": f"/stock/places/{world.bins[0].public_id}/",
        "lot": f"/stock/lots/{stocked['lot'].public_id}/",
        "unit": f"/stock/units/{stocked['unit'].sscc}/",
        "posting": f"/stock/postings/{stocked['posting'].pk}/",
        "stock": "/stock/",
        "places": "/stock/places/",
    }


def test_every_page_says_what_it_is_about_and_no_markup_of_a_name_gets_through(page, world, stocked):
    for name, address in addresses(world, stocked).items():
        html = page.get(address).content.decode()
        assert "<b>fresh</b>" not in html, name
        assert "MILK" in html or name == "places", name


def test_a_posting_and_its_reversal_point_at_each_other(page, world, stocked):
    undone = page.get(f"/stock/postings/{stocked['posting'].pk}/").content.decode()
    reversal = StockTransaction.objects.get(reverses=stocked["posting"])
    assert f"/stock/postings/{reversal.pk}/" in undone
    assert (
        f"/stock/postings/{stocked['posting'].pk}/"
        in page.get(f"/stock/postings/{reversal.pk}/").content.decode()
    )


def test_what_is_in_another_site_is_not_found(page, ada):
    hidden = worlds.warehouse(tracking="NONE", sku="SECRET")
    unit = HandlingUnit.objects.create(sscc=next_sscc(), site=hidden.site, location=hidden.bins[0])
    posting = hidden.receive(3)
    for address in (
        f"/stock/places/{hidden.bins[0].public_id}/",
        f"/stock/units/{unit.sscc}/",
        f"/stock/postings/{posting.pk}/",
    ):
        assert page.get(address).status_code == 404, address
    item = page.get(f"/items/{hidden.item.public_id}/")
    assert item.context["item"].on_hand == 0
    assert hidden.site.name not in item.content.decode() or item.context["places"] == []
    assert item.context["history"].rows == []
    assert page.get("/search/", {"q": "A-01"}).context["found"] == []
    assert page.get("/search/", {"q": unit.sscc}).context["found"] == []


@pytest.mark.parametrize(
    "address",
    ["/items/{id}/", "/items/{id}/history/", "/stock/places/{id}/", "/stock/lots/{id}/",
     "/stock/postings/{id}/", "/stock/units/123/", "/stock/units/%00/", "/stock/units/١٢٣/",
     "/stock/units/000000000000000000000000/", "/items/7/", "/items/%00/"],
)  # fmt: skip
def test_an_unknown_id_is_a_page_that_says_so(page, address):
    assert page.get(address.format(id=uuid.uuid4())).status_code == 404


@pytest.mark.parametrize("before", ["x", "", "%00", "٣", str(uuid.uuid4()), "9" * 400])
def test_a_history_takes_no_nonsense(page, world, stocked, before):
    assert page.get(f"/items/{world.item.public_id}/history/?before={before}").status_code == 200


def test_someone_without_a_role_may_open_none_of_them(eve, world, stocked):
    client = Client()
    client.force_login(eve)
    for name, address in addresses(world, stocked).items():
        assert client.get(address).status_code == 403, name
    assert client.get("/stock/books/").status_code == 403
    assert client.get("/search/", {"q": "MILK"}).context["found"] == []


def test_an_item_s_page_costs_the_same_however_much_there_is_of_it(
    page, world, stocked, django_assert_max_num_queries
):
    address = f"/items/{world.item.public_id}/"
    page.get(address)
    with django_assert_max_num_queries(19):
        page.get(address)
    for number in range(15):
        lot = worlds.lot(world.item)
        world.receive(1 + number, world.bins[number % 2], lot=lot)
    with django_assert_max_num_queries(19):
        page.get(address)


@pytest.mark.parametrize("address", ["/stock/", "/stock/places/"])
def test_a_list_of_stock_costs_the_same_however_long_it_is(
    page, world, address, django_assert_max_num_queries
):
    for _ in range(20):
        item = worlds.item()
        world.receive(1, item=item)
    with django_assert_max_num_queries(9):
        page.get(address)


def test_stock_is_narrowed_by_state_expiry_zone_and_words(page, world):
    from datetime import timedelta

    from django.utils import timezone

    today = timezone.localdate()
    soon = worlds.lot(world.item, expires_on=today + timedelta(days=5))
    late = worlds.lot(world.item, expires_on=today + timedelta(days=60))
    held = worlds.lot(world.item, status="HOLD")
    for lot, place in ((soon, 0), (late, 1), (held, 1)):
        world.receive(3, world.bins[place], lot=lot)

    def lots(**asked) -> set[str]:
        return {balance.lot.code for balance in page.get("/stock/", asked).context["table"].rows}

    assert lots() == {soon.code, late.code, held.code}
    assert lots(expires="7") == {soon.code}
    assert lots(q="A-02") == {late.code, held.code}
    assert lots(q="milk a-01") == {soon.code}
    assert lots(free="1") == {soon.code, late.code}
    assert lots(status="2") == set()
    assert lots(zone="nowhere") == set()


def test_the_site_in_the_bar_can_be_changed_to_one_that_the_user_may_see(page, ada, world):
    other = factories.site("ZZ", seen_by=ada)
    hidden = factories.site("HID")
    answer = page.post("/sites/choose/", {"site": str(other.public_id), "next": "/stock/"})
    assert (answer.status_code, answer["Location"]) == (302, "/stock/")
    assert page.get("/stock/").context["current_site"] == other
    for wrong in (str(hidden.public_id), "", "nonsense", "\x00"):
        assert page.post("/sites/choose/", {"site": wrong}).status_code == 404
    away = page.post("/sites/choose/", {"site": str(other.public_id), "next": "https://evil.example/"})
    assert away["Location"] == "/"
    assert page.get("/sites/choose/").status_code == 405


def test_a_code_leads_straight_to_what_it_names(page, world, stocked):
    Barcode.objects.create(item=world.item, code="4006381333931")
    sscc = stocked["unit"].sscc
    for code, address in {
        "4006381333931": f"/items/{world.item.public_id}/",
        "milk": f"/items/{world.item.public_id}/",
        "a-02": f"/stock/places/{world.bins[1].public_id}/",
        stocked["lot"].code: f"/stock/lots/{stocked['lot'].public_id}/",
        sscc: f"/stock/units/{sscc}/",
        f"(00){sscc}": f"/stock/units/{sscc}/",
        f"00{sscc}": f"/stock/units/{sscc}/",
    }.items():
        answer = page.get("/search/", {"q": code})
        assert (answer.status_code, answer.get("Location")) == (302, address), code
    assert [match.title for match in page.get("/search/", {"q": "fresh"}).context["found"]] == ["MILK"]


@pytest.mark.parametrize(
    "code", ["", " ", "\x1d", "%", "=1+1", "\u202eKLIM", "x" * 500, "'; DROP TABLE wms_item; --"]
)
def test_a_code_that_names_nothing_is_a_page(page, world, code):
    answer = page.get("/search/", {"q": code})
    assert (answer.status_code, answer.context["found"]) == (200, [])


def test_the_books_are_checked_while_one_looks(page, stocked):
    answer = page.get("/stock/books/")
    assert answer.context["broken"] == 0
    assert len(answer.context["rules"]) >= 5
    assert "rules hold" in answer.content.decode()
