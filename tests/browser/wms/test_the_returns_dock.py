"""Lola takes a van's goods in on a 390 px scanner: sealed, damaged, lost; she inspects, puts away, closes."""

import pytest

from returns.models import ReturnUnit
from tests import factories
from tests.browser.looks.looking import look_at
from tests.browser.wms import scanning
from tests.returns.backs import back
from wms.services import places

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def scan(page, code):
    """As a ring scanner types, after whatever was tapped last was let go."""
    page.evaluate("document.activeElement.blur()")
    scanning.scan(page, code)


def shows(page, tone, text):
    page.locator(f".hero--{tone}").get_by_text(text, exact=False).first.wait_for(timeout=15000)


def test_a_van_is_emptied_by_scan(page_of):
    van = back((3,), (2,), (1,), name="Rindfleischetikettierungsüberwachungsgesetz in zwei Bänden, gebunden")
    lola = factories.user("lola", role="loader")
    places.grant_access(user=lola, site=van.site)
    page = page_of(lola, width=390, height=844, colour="dark")
    page.goto("/floor/returns/")
    page.locator("html[data-ready='']").wait_for()
    look_at(page, "returns-home-390-dark")
    page.get_by_text(van.route.code).click()
    page.locator("html[data-ready='']").wait_for()
    look_at(page, "returns-van-390-dark")

    scan(page, van.parcel(1).sscc)
    shows(page, "ok", "Available")
    scan(page, van.parcel(1).sscc)
    shows(page, "wrong", "in already")
    page.get_by_role("button", name="Damaged").click()
    scan(page, van.parcel(2).sscc)
    shows(page, "warn", "inspection")
    look_at(page, "returns-van-warn-390-dark")
    page.get_by_role("button", name="Not here").first.click()
    look_at(page, "returns-lost-390-dark")
    page.get_by_role("button", name="Write it off").click()
    shows(page, "warn", "Written off")
    assert van.route.status == "CLOSED"

    page.goto("/floor/returns/inspect/")
    page.locator("html[data-ready='']").wait_for()
    page.locator("[data-queue] button").first.click()
    page.get_by_text("Broken or spoilt").click()
    assert page.locator("[name=disposition]").input_value() == "SCRAP"
    page.get_by_text("As new").click()
    look_at(page, "returns-inspect-390-dark")
    page.get_by_role("button", name="Decide").click()
    shows(page, "ok", "Available")

    page.goto("/floor/returns/put-away/")
    page.locator("html[data-ready='']").wait_for()
    scan(page, van.parcel(1).sscc)
    page.locator("[data-hero]").get_by_text("A-01").wait_for()
    look_at(page, "returns-put-away-390-dark")
    scan(page, "A-01")
    shows(page, "ok", "Lies in")
    statuses = ReturnUnit.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["PUT_AWAY", "DECIDED", "MISSING"]


def test_nothing_comes_back_and_it_is_said(page_of):
    site = factories.site()
    lola = factories.user("lola", role="loader")
    places.grant_access(user=lola, site=site)
    page = page_of(lola, width=390, height=844)
    for address, name in {"": "home", "inspect/": "inspect", "put-away/": "put-away"}.items():
        page.goto(f"/floor/returns/{address}")
        page.locator("html[data-ready='']").wait_for()
        look_at(page, f"returns-empty-{name}-390-light")
        assert page.get_by_text("Nothing to").count() >= 1
