import csv
import io

import pytest
from django.db import connection
from django.test import Client

from tests import factories
from wms.models import Barcode, Item
from wms.queries.items import matching

pytestmark = pytest.mark.django_db
INDEXES = ["wms_item_sku_part", "wms_item_name_part"]


@pytest.fixture
def page(ada):
    client = Client()
    client.force_login(ada)
    return client


def skus(answer) -> list[str]:
    return [item.sku for item in answer.context["table"].rows]


def test_the_list_is_found_by_any_part_of_sku_or_name_and_by_barcode(page):
    rim = factories.item("RM-M464", name="LL Mountain Rim", external_id="507")
    factories.item("FR-R92B-58", name="HL Road Frame - Black, 58")
    Barcode.objects.create(item=rim, code="4006381333931")
    for text in ("m464", "mountain", "rim LL", "400638133", "507"):
        assert skus(page.get("/items/", {"q": text})) == ["RM-M464"], text
    assert skus(page.get("/items/", {"q": "frame rim"})) == []


def test_filters_narrow_the_list_and_the_figures_beside_them_say_so(page):
    factories.item("A", weight_g=1, length_mm=1, width_mm=1, height_mm=1, category="Dry")
    factories.item("B", temperature="CHILLED", category="Cold")
    factories.item("C", is_active=False)
    factories.item("D", reorder_point=5, category="Cold")
    answer = page.get("/items/")
    counts = answer.context["counts"]
    assert (counts.active, counts.low, counts.none, counts.unmeasured, counts.inactive) == (3, 1, 3, 2, 1)
    assert skus(answer) == ["A", "B", "D"]
    assert skus(page.get("/items/", {"show": "low"})) == ["D"]
    assert skus(page.get("/items/", {"show": "inactive"})) == ["C"]
    assert skus(page.get("/items/", {"show": "unmeasured", "category": "Cold"})) == ["B", "D"]
    assert skus(page.get("/items/", {"temperature": "CHILLED"})) == ["B"]


def test_a_page_of_many_items_costs_the_same_as_one_of_few(page, ada, django_assert_num_queries):
    factories.site(seen_by=ada)
    for number in range(120):
        factories.item(f"N-{number:03d}")
    with django_assert_num_queries(
        13
    ):  # session, user, 2 permissions, sites, total, rows, 5 figures, categories
        answer = page.get("/items/", {"page": "2", "sort": "-sku"})
    assert skus(answer)[0] == "N-069"
    assert (answer.context["table"].span.first, answer.context["table"].span.last) == (51, 100)


@pytest.mark.parametrize(
    "query",
    [
        "q=%00%01", "q=%FF%FE", "q=" + "x" * 5000, "q=%E2%80%AEexe.txt", "q==1%2B1", "q=%25_%5C'", "page=NaN",
        "page=-1", "page=99999999999999999999", "sort=password", "sort=-", "show=x", "temperature=%00",
        "category=%00", "category=" + "x" * 5000, "q=%F0%9F%98%80", "site=%00",
    ],
)  # fmt: skip
@pytest.mark.parametrize("address", ["/items/", "/items/export.csv", "/stock/", "/stock/places/"])
def test_nothing_in_the_address_breaks_a_list(page, ada, address, query):
    factories.site(seen_by=ada)
    factories.item()
    answer = page.get(f"{address}?{query}")
    assert answer.status_code == 200
    if answer.streaming:
        b"".join(answer.streaming_content)


def test_the_file_for_a_spreadsheet_runs_nothing_and_holds_what_the_list_shows(page):
    factories.item("=1+1", name="@SUM(A1)", weight_g=12)
    factories.item("B", category="Other")
    answer = page.get("/items/export.csv", {"q": "SUM"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["sku"], row["name"], row["weight_g"], row["is_active"]) == ("'=1+1", "'@SUM(A1)", "12", "yes")
    assert answer["Content-Type"] == "text/csv"


@pytest.mark.parametrize("address", ["/items/", "/items/export.csv", "/stock/", "/stock/places/"])
def test_someone_without_a_role_may_not_look(eve, address):
    client = Client()
    client.force_login(eve)
    assert client.get(address).status_code == 403


def test_names_cannot_smuggle_markup_into_the_page(page):
    factories.item("X", name="<script>alert(1)</script>", category='"><img src=x>')
    html = page.get("/items/").content.decode()
    assert "<script>alert(1)" not in html
    assert "<img src=x>" not in html


def test_a_search_among_many_items_is_answered_from_the_indexes():
    Item.objects.bulk_create(Item(sku=f"N-{n:05d}", name=f"Thing {n}") for n in range(6000))
    with connection.cursor() as cursor:
        # What autovacuum does by itself: without it new rows wait in a list and make the index look costly.
        cursor.execute("SELECT gin_clean_pending_list(i::regclass) FROM unnest(%s) AS i", [INDEXES])
        cursor.execute("ANALYZE wms_item")
    plan = Item.objects.filter(matching("4711")).explain()
    assert all(index in plan for index in INDEXES), plan
