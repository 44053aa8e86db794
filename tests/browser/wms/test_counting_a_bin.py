"""Bins are counted on the floor by scan and decided at the desk."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import factories
from tests.browser.looks.looking import EVERY_WAY, WIDTHS, look_at, open_quietly
from tests.browser.wms.scanning import said, scan, wait_for
from tests.wms import worlds
from tests.wms.floors import floor
from wms.models import CountRequest, Pick
from wms.services import count_requests, places
from wms.services.counting import Counted, Tally, count
from wms.states import CountReason, CountStatus

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Reading lamp with a swan neck and a very long name that has to wrap somewhere in the middle"


def ready(page):
    page.locator("html[data-ready='']").wait_for()


def ask(site, item=None) -> CountRequest:
    (request,) = count_requests.ask_for_count(
        site=site.world.site,
        place=site.world.bins[0],
        item=item or site.world.item,
        by=None,
        at=timezone.now(),
    )
    return request


@pytest.fixture
def site(ada):
    made = floor(stock=6, sku="LAMP", name=LONG, value_minor=1990)
    places.grant_access(user=ada, site=made.world.site)
    made.world.item.barcodes.create(code="5012345678900")
    return made


def test_a_bin_is_counted_twice_and_its_difference_approved(page_of, site, ada, db):
    bo = factories.user("bea", role="picker")
    places.grant_access(user=bo, site=site.world.site)
    request = ask(site)
    page = page_of(bo, width=390, height=844)
    page.goto("/floor/counts/")
    ready(page)
    look_at(page, "floor-counts-390-light")
    scan(page, "A-01")
    page.wait_for_url("**/floor/counts/*-*/")
    ready(page)
    look_at(page, "floor-count-390-light")
    assert "6" not in page.locator("main").inner_text(), "blind: nothing says what the books have"
    scan(page, "A-02")
    wait_for(page, "A-01", tone="wrong")
    scan(page, "A-01")
    page.locator("[data-hero]:not(.hero--ok)").wait_for()
    scan(page, "5012345678900")
    expect(page.locator("[data-count=counted]")).to_have_text("1")
    scan(page, "LAMP")
    expect(page.locator("[data-count=counted]")).to_have_text("2")
    look_at(page, "floor-counting-390-light")
    page.get_by_role("button", name="Type the number").click()
    page.locator("#number input[name=quantity]").fill("4")
    look_at(page, "floor-count-number-390-light")
    page.get_by_role("button", name="Take this number").click()
    expect(page.locator("[data-count=counted]")).to_have_text("4")
    page.get_by_role("button", name="That is all of it").click()
    wait_for(page, "A-01", tone="warn")
    assert said(page)[0] == "Counted. Somebody else counts it again"
    look_at(page, "floor-count-recount-390-light")
    page.get_by_role("link", name="Back to the counts", exact=True).last.click()
    page.get_by_text("You counted this.").wait_for()

    count(
        request_id=request.pk,
        tally=Tally(place="A-01", item="LAMP", lines=(Counted(quantity=4),)),
        command="second",
        by=ada,
        at=timezone.now(),
    )
    desk = page_of(ada, width=1440, height=900)
    open_quietly(desk, "/stock/counts/")
    look_at(desk, "counts-1440-light")
    desk.get_by_role("link", name="A-01").click()
    look_at(desk, "count-to-approve-1440-light")
    desk.get_by_role("button", name="Approve the difference").click()
    desk.get_by_text("Say why").wait_for()
    desk.get_by_label("Reason").fill("Dropped")
    desk.get_by_role("button", name="Approve the difference").click()
    desk.get_by_text("Books adjusted").wait_for()
    assert site.world.on_hand(site.world.bins[0]) == 4
    look_at(desk, "count-adjusted-1440-light")
    desk.get_by_role("button", name="Take the adjustment back").click()
    desk.get_by_text("Taken back").wait_for()
    assert site.world.on_hand(site.world.bins[0]) == 6
    assert CountRequest.objects.open().get().reason == CountReason.UNDONE


def test_a_bin_that_should_be_empty_and_is_not_is_counted(page_of, site, ada):
    order = site.world.order(6, at=timezone.now())
    site.release(order)
    page = page_of(ada, width=390, height=844, colour="dark")
    page.goto("/floor/")
    ready(page)
    page.get_by_role("button", name="Pick").click()
    page.wait_for_url("**/floor/pick/*/")
    ready(page)
    scan(page, "A-01")
    page.locator("[data-hero]:not(.hero--ok)").wait_for()
    scan(page, "LAMP")
    page.locator("[data-hero]:not(.hero--ok)").wait_for()
    page.get_by_role("button", name="I have all of it").click()
    scan(page, site.totes[0].sscc)
    page.locator("[data-emptied]:not([hidden])").wait_for()
    look_at(page, "floor-pick-emptied-390-dark")
    page.get_by_role("button", name="Something is left").click()
    page.locator(".hero--warn").wait_for()
    page.locator("[data-sync-pill][data-state=sent]").wait_for()
    request = CountRequest.objects.get()
    assert (request.reason, request.status) == (CountReason.NOT_EMPTY, CountStatus.TO_COUNT)
    assert Pick.objects.get().picked == 6


@pytest.mark.parametrize(("colour", "width"), EVERY_WAY)
def test_the_leads_pages(page_of, site, ada, colour, width):
    page = page_of(ada, width=width, height=WIDTHS[width], colour=colour)
    open_quietly(page, "/stock/counts/")
    look_at(page, f"counts-empty-{width}-{colour}")
    page.goto("/stock/counts/ask/")
    page.get_by_label("Bin").fill("A-99")
    page.get_by_role("button", name="Ask for a count").click()
    page.get_by_text("Nothing here is called A-99.").wait_for()
    look_at(page, f"counts-ask-{width}-{colour}")
    milk = worlds.item(sku="MILK", name="Milk " * 20, tracking="LOT")
    lots = [worlds.lot(milk) for _ in range(3)]
    for lot in lots:
        site.world.receive(50, item=milk, lot=lot)
    ask(site)
    request = ask(site, milk)
    lines = tuple(Counted(quantity=49 + n, lot=lot.code) for n, lot in enumerate(lots))
    tally = Tally(place="A-01", item="MILK", lines=lines)
    count(request_id=request.pk, tally=tally, command="first", by=ada, at=timezone.now())
    page.goto("/stock/counts/")
    look_at(page, f"counts-{width}-{colour}")
    page.goto(f"/stock/counts/{request.public_id}/")
    look_at(page, f"count-lots-{width}-{colour}")
