"""A dispatcher plans a day in a browser, a real worker solves it."""

import json

import pytest

from lastmile.models import Delivery, PlanDraft, Route, Shift
from lastmile.services import drafting, planning
from lastmile.states import DraftStatus
from tests.browser.looks.looking import EVERY_WAY, WIDTHS, look_at, open_quietly
from tests.factories import MORNING
from tests.lastmile.planning import days
from wms.models import SiteAccess

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = days.DAY.isoformat()
PATIENCE_MS = 45_000


@pytest.fixture
def depot(bo):
    """A depot with three vans and thirty orders, one of them for somebody with an evil name."""
    at = days.site(name="A distribution centre whose name is longer than anybody would like it to be")
    SiteAccess.objects.create(user=bo, site=at)
    for _ in range(3):
        days.shift(at, rest=True)
    days.spread(at, 30)
    Delivery.objects.filter(pk=Delivery.objects.first().pk).update(
        recipient_name="<img src=x onerror=alert(1)>"
    )
    return at


def test_from_the_form_to_the_manifest(page_of, bo, depot, worker):
    page = page_of(bo)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_quietly(page, f"/plan/?day={DAY}")
    look_at(page, "plan-board-light-1440")
    page.select_option("#plan-seconds", "15")
    page.click("text=Plan 30 orders")

    page.wait_for_selector("details.tour", timeout=PATIENCE_MS)
    page.wait_for_selector("[data-tours=drawn]")
    assert page.locator("progress[data-ticks]").count() == 1
    look_at(page, "plan-solving-light-1440")
    page.click("#stop-search")
    page.wait_for_selector("text=Commit", timeout=PATIENCE_MS)
    page.wait_for_selector(".board__map .tour-mark")
    look_at(page, "plan-preview-light-1440")
    page.click("details.tour summary >> nth=0")
    page.wait_for_selector(".board__map .call-mark")
    look_at(page, "plan-selected-light-1440")
    page.keyboard.press("c")

    page.wait_for_url("**/routes/?day=*")
    page.wait_for_selector(".board__map .tour-mark")
    look_at(page, "routes-light-1440")
    assert page.locator(".tour a").count() == Route.objects.count() > 0
    page.click(".tour a >> nth=0")
    page.wait_for_selector("text=Order of loading")
    ranks = page.locator(".route-papers tbody tr td:nth-child(2)").all_inner_texts()
    assert [int(rank) for rank in ranks] == sorted(map(int, ranks), reverse=True)
    look_at(page, "route-light-1440")
    page.keyboard.press("m")
    page.wait_for_selector("text=Load in this order")
    look_at(page, "manifest-light-1440")
    assert PlanDraft.objects.get().status == DraftStatus.COMMITTED
    assert [url for url in asked if url.endswith("/x")] == []  # a name is never read as a picture


def test_cancelling_ends_the_search_and_writes_no_route(page_of, bo, depot, worker):
    page = page_of(bo)
    open_quietly(page, f"/plan/?day={DAY}")
    page.select_option("#plan-seconds", "60")
    page.click("text=Plan 30 orders")
    page.wait_for_selector("details.tour", timeout=PATIENCE_MS)

    page.click("#cancel-search")

    page.wait_for_url("**/plan/?day=*")
    assert "The preview was thrown away" in page.inner_text("body")
    assert PlanDraft.objects.get().status == DraftStatus.DISCARDED
    assert not Route.objects.exists()


@pytest.mark.parametrize(("colour", "width"), EVERY_WAY)
def test_every_page_of_a_day_stands_at_every_width(page_of, bo, depot, width, colour):
    days.delivery(depot, skills=["piano"])
    shifts = list(Shift.objects.values_list("pk", flat=True))
    made = [
        days.solved(planning.draft_plan(site=depot, plan_on=days.DAY, shift_ids=shifts, seconds=1, by=bo))
        for _ in range(2)
    ]
    page = page_of(bo, width=width, height=WIDTHS[width], colour=colour)
    open_quietly(page, f"/plan/{made[1].public_id}/")
    page.wait_for_selector(".board__map .tour-mark")
    assert _is_near(page, ".left-mark", made[1].site, east=0.01, north=0.01)
    look_at(page, f"plan-left-out-{colour}-{width}")
    drafting.commit_with_paths(draft=made[0], version=1, by=bo, at=MORNING)
    route = Route.objects.first()
    for address, name in (
        (f"/plan/?day={DAY}", "plan-board"),
        ("/plan/?day=2026-03-09", "plan-board-none"),
        (f"/routes/?day={DAY}", "routes"),
        ("/routes/?day=2026-03-09", "routes-none"),
        (f"/routes/{route.public_id}/", "route"),
        (f"/routes/{route.public_id}/manifest/", "manifest"),
    ):
        page = page_of(bo, width=width, height=WIDTHS[width], colour=colour)
        open_quietly(page, address)
        if page.locator("[data-tours-url]").count():
            page.wait_for_selector("[data-tours=drawn]")
        look_at(page, f"{name}-{colour}-{width}")


def _is_near(page, mark: str, site, *, east: float, north: float) -> bool:
    """Whether a mark is painted where the map says that point is."""
    box = page.locator(mark).evaluate("mark => JSON.stringify(mark.getBoundingClientRect())")
    wanted = page.evaluate(
        """([at]) => {
          const map = document.querySelector('.map').baseMap;
          const frame = map.getContainer().getBoundingClientRect();
          const point = map.latLngToContainerPoint(at);
          return [frame.x + point.x, frame.y + point.y];
        }""",
        [[site.latitude + north, site.longitude + east]],
    )
    painted = json.loads(box)
    return abs(painted["x"] - wanted[0]) < 10 and abs(painted["y"] - wanted[1]) < 10
