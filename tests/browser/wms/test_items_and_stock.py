"""The first real pages, clicked through as people do, with what they import themselves."""

import os
import re
from pathlib import Path

import pytest

from tests import factories
from tests.architecture.sources import ROOT
from tests.browser.looks.looking import EVERY_WAY, WIDTHS, look_at, open_quietly, turn_round, write_longer
from tests.wms import worlds
from wms.models import Item, StockEntry
from wms.services import places

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DATA = Path(os.environ.get("REALDATA") or ROOT.parent / "shared" / "data") / "adventureworks"
LONG = (
    "Whole milk, pasteurised, organic, from the hills, one litre carton with a screw cap and a very long name"
)


@pytest.fixture
def world(ada):
    """Ada's warehouse with milk in two bins, of two lots, some of it promised."""
    made = worlds.warehouse(sku="MILK-1L", name=LONG, tracking="LOT", has_expiry=True, category="Dairy")
    places.grant_access(user=ada, site=made.site)
    made.receive(40, lot=worlds.lot(made.item, expires_on=worlds.TODAY))
    lot = worlds.lot(made.item)
    made.receive(20, lot=lot)
    made.post(made.leg(5, made.bins[0], made.bins[1], lot=lot))
    for number in range(60):
        factories.item(f"N-{number:03d}", name=f"Thing {number}")
    return made


def test_from_signing_in_to_an_item(page, live_site, ada, world):
    page.goto(f"{live_site}/items/")
    page.wait_for_url(re.compile("/sign-in/"))
    page.fill("#id_username", "ada")
    page.fill("#id_password", "secret")
    page.press("#id_password", "Enter")
    page.wait_for_url(re.compile("/items/$"))
    page.keyboard.press("f")
    page.keyboard.type("screw milk")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q=screw\+milk"))
    page.get_by_role("link", name="MILK-1L").click()
    page.wait_for_url(re.compile(r"/items/[0-9a-f-]{36}/$"))
    assert page.inner_text("h1") == LONG
    assert page.locator(".stat__value").first.inner_text().startswith("60")


def test_a_filter_is_applied_at_once_and_stands_in_the_address(page_of, ada, world):
    page = page_of(ada)
    page.goto("/items/")
    page.select_option("select[name=category]", "Dairy")
    page.wait_for_url(re.compile("category=Dairy"))
    assert page.locator("tbody tr").count() == 1
    page.go_back()
    page.wait_for_function("document.querySelectorAll('tbody tr').length > 1")


def test_a_scanned_code_in_the_bar_leads_to_the_bin(page_of, ada, world):
    page = page_of(ada)
    page.goto("/items/")
    page.keyboard.press("/")
    page.keyboard.type("A-02")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/stock/places/"))
    assert page.inner_text("h1") == "A-02"


@pytest.mark.realdata
def test_a_real_company_s_items_and_bins_are_dropped_on_the_page(page_of, ada, worker):
    if not DATA.exists():
        pytest.skip("REALDATA: the data folder beside the repository is missing")
    factories.site("K1", name="Kingsferry", seen_by=ada)
    page = page_of(ada)
    page.goto("/items/")
    page.get_by_role("link", name="Import", exact=True).click()
    page.set_input_files("input[type=file]", DATA / "items.csv")
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import all 504 rows").click()
    page.get_by_text("504 created, 0 updated, 0 unchanged.").wait_for()
    assert Item.objects.count() == 504

    page.goto("/stock/")
    page.get_by_role("link", name="Import", exact=True).click()
    page.set_input_files("input[type=file]", DATA / "stock_by_bin.csv")
    page.get_by_role("button", name="Check the file").click()
    page.get_by_text("There is no item with the external id 5.").wait_for()
    page.get_by_role("button", name=re.compile(r"Import only the 504 good rows")).click()
    page.get_by_text(re.compile(r"\d+ created, 0 updated, \d+ unchanged\.")).wait_for()
    before = StockEntry.objects.count()
    assert before > 0
    page.goto("/stock/?q=Tool+Crib")
    assert "Tool Crib-1-A" in page.inner_text("main")


@pytest.mark.parametrize(("theme", "width"), EVERY_WAY)
def test_pages_look_right(page_of, ada, world, theme, width):
    place, lot = world.bins[0].public_id, world.item.lots.first().public_id
    for name, address in {
        "items": "/items/?q=thing",
        "item": f"/items/{world.item.public_id}/",
        "stock": "/stock/",
        "places": "/stock/places/",
        "bin": f"/stock/places/{place}/",
        "lot": f"/stock/lots/{lot}/",
        "search": "/search/?q=screw",
        "books": "/stock/books/",
    }.items():
        page = page_of(ada, width=width, height=WIDTHS[width], colour=theme)
        open_quietly(page, address)
        look_at(page, f"wms-{name}-{theme}-{width}")


@pytest.mark.parametrize(("theme", "width"), EVERY_WAY)
def test_pages_without_data_look_right(page_of, ada, theme, width):
    for name in ("items", "stock", "stock/places", "search"):
        page = page_of(ada, width=width, height=WIDTHS[width], colour=theme)
        open_quietly(page, f"/{name}/")
        look_at(page, f"wms-empty-{name.replace('/', '-')}-{theme}-{width}")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("change", [write_longer, turn_round])
def test_longer_words_and_the_other_direction_fit(page_of, ada, world, width, change):
    page = page_of(ada, width=width)
    for address in (f"/items/{world.item.public_id}/", "/stock/", "/items/"):
        page.goto(address)
        change(page)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, address
