"""A van is loaded on a 390 px scanner: wrong van, too early, damaged, missing; it leaves complete."""

import os

import pytest

from lastmile.models import LoadUnit
from tests import factories
from tests.browser.wms import scanning
from tests.lastmile.loading.docks import dock
from wms.models import Promise, StockBalance
from wms.services import places

pytestmark = pytest.mark.browser
DEPART = """async (load) => {
  const { Outbox } = await import("device/outbox");
  const outbox = await Outbox.open("FLOOR");
  const { answered } = await outbox.enqueue({ kind: "load.depart", subject: load, payload: { load } });
  return (await answered).error;
}"""


@pytest.fixture
def at(transactional_db):
    """A van with four stops, one behind the other."""
    return dock(1, 1, 1, 1, grid=(5, 1, 1), lane="LANE-WITH-A-VERY-LONG-NAME")


@pytest.fixture
def scanner(at, page_of):
    """Lola's scanner at that van."""
    lola = factories.user("lola", role="loader")
    places.grant_access(user=lola, site=at.site)
    page = page_of(lola, width=390, height=844)
    page.goto("/floor/load/")
    page.get_by_text(at.route.code).click()
    page.locator("html[data-ready='']").wait_for()
    return page


def scan(page, code):
    """As a ring scanner types, after whatever was tapped last was let go."""
    page.evaluate("document.activeElement.blur()")
    scanning.scan(page, code)


def shows(page, tone, text):
    page.locator(f".hero--{tone}").get_by_text(text, exact=False).first.wait_for()


def look(page, name):
    """Keep a picture where somebody asked for one."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png")


def test_a_van_is_loaded_by_scans_and_leaves_when_each_missing_unit_has_a_reason(at, scanner):
    other = dock(1, at=at.site, lane="LANE-2")
    load = str(at.load.public_id)
    look(scanner, "load-next")
    scan(scanner, other.code(1))
    shows(scanner, "wrong", other.route.code)
    look(scanner, "load-wrong-van")
    scan(scanner, at.code(1))
    shows(scanner, "wrong", "Too early")
    scan(scanner, at.code(4))
    shows(scanner, "ok", "Load it")
    look(scanner, "load-ok")
    scanner.get_by_role("button", name="Damaged").click()
    scan(scanner, at.code(3))
    shows(scanner, "warn", "Set it aside")
    refused = scanner.evaluate(DEPART, load)
    assert refused["code"] == "departure_refused"
    assert len(refused["facts"]["missing"]) == 2
    scanner.locator("[data-act=left]").click()
    look(scanner, "load-left")
    missing = scanner.locator("#left li").filter(has_text="stop 2")
    missing.get_by_role("combobox").select_option("MISSING")
    scanner.locator("[data-count=missing]").get_by_text("2").wait_for()
    scanner.locator("#left").get_by_role("button", name="Close").click()
    scan(scanner, at.code(1))
    shows(scanner, "ok", "Load it")
    scanner.locator("[data-act=depart]").click()
    shows(scanner, "ok", at.route.code)
    at.route.refresh_from_db()
    assert at.route.status == "DEPARTED"
    on_board = sum(StockBalance.objects.filter(location=at.van).values_list("on_hand", flat=True))
    assert on_board == sum(Promise.objects.filter(status="CLOSED").values_list("loaded", flat=True)) == 2
    reasons = LoadUnit.objects.filter(load=at.load).order_by("task__planned_start_at")
    assert list(reasons.values_list("short_reason", flat=True)) == ["", "MISSING", "DAMAGED", ""]


def test_the_last_scan_is_undone_on_the_page(at, scanner):
    scan(scanner, at.code(4))
    shows(scanner, "ok", "Load it")
    scanner.locator("[data-act=undo]").click()
    shows(scanner, "warn", "Back to the lane")
    assert at.unit(4).handling_unit.location == at.lane
