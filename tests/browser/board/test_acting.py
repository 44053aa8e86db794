"""Moving a stop with its price known before, taking it back, and telling people, in a real browser."""

import pytest

from lastmile.models import Route, RouteEdit
from tests.browser.board.conftest import leave, open_board
from tests.browser.looks.looking import look_at
from tests.lastmile.board import planned_days
from tests.lastmile.planning import days
from wms.models import Location

RELEASE_AGAIN = """async address => {
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const headers = {"X-CSRFToken": token, "Idempotency-Key": "again", "Content-Type": "application/json"};
  const answer = await fetch(address, {method: "POST", headers, body: "{}"});
  return [answer.status, (await answer.json()).code];
}"""
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def planned(bo):
    """Two planned routes of four orders each."""
    return planned_days.committed(bo, orders=8, vans=2)


@pytest.fixture
def page(page_of, bo, planned):
    """Bo at the board."""
    opened = page_of(bo)
    open_board(opened, days.DAY)
    yield opened
    leave(opened)


def test_a_stop_is_moved_and_taken_back_with_the_keyboard_alone(page, planned):
    before = planned_days.picture(planned)
    mine, others = planned_days.orders(planned.first), planned_days.orders(planned.second)
    for _ in range(4):
        page.keyboard.press("j")
        page.wait_for_selector(".run[aria-selected=true]")
        if page.locator(".run[aria-selected=true] .route-tag").inner_text() == "R01":
            break
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("[data-stop-card]:not([hidden])")
    page.keyboard.press("m")
    page.wait_for_selector("[data-selection] button[data-key='1']")
    told = page.inner_text("[data-selection] button[data-key='1']")
    for words in ("R02", "min", "in window"):
        assert words in told
    look_at(page, "board-moving-light-1440")
    page.keyboard.press("1")

    page.wait_for_selector(".toast >> text=Moved to R02")
    assert planned_days.orders(planned.first) == mine[1:]
    assert len(planned_days.orders(planned.second)) == len(others) + 1
    assert f"stop {planned_days.orders(planned.second).index(mine[0]) + 1} at" in told

    page.wait_for_selector("[data-undo]:not([disabled])")  # the board follows its word
    page.keyboard.press("Control+z")
    page.wait_for_selector(".toast >> text=Taken back")
    assert planned_days.picture(planned) == before
    assert RouteEdit.objects.count() == 2


def test_a_block_that_is_dragged_to_another_row_says_its_price_and_is_moved_when_let_go(page, planned):
    mine = planned_days.orders(planned.first)
    block = page.locator(f'.gantt__lane[data-route="{planned.first.public_id}"] .gantt__stop').first
    target = page.locator(f'.gantt__lane[data-route="{planned.second.public_id}"] .gantt__row')
    start, end = block.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, end["y"] + end["height"] / 2, steps=6)
    page.wait_for_selector(".drag-tag >> text=in window")
    assert planned_days.orders(planned.first) == mine  # nothing happens before it is let go
    page.mouse.up()

    page.wait_for_selector(".toast >> text=Moved to R02")
    assert planned_days.orders(planned.first) == mine[1:]


def test_publishing_says_who_will_hear_before_it_is_done(page, planned):
    page.click("[data-publish]")
    page.wait_for_selector("#compare-dialog >> text=2 drivers and 8 recipients will hear of it.")
    page.wait_for_selector("[data-changes] >> text=published for the first time")
    page.click("[data-publish-yes]")
    page.wait_for_selector(".toast >> text=2 routes published")
    page.wait_for_selector("[data-publish][disabled]")
    assert set(Route.objects.values_list("sent_revision", flat=True)) == {1}

    page.click(f'.run[data-route="{planned.first.public_id}"]')
    page.locator(".stops__row").nth(0).click(modifiers=["Control"])
    page.wait_for_selector("[data-selection] button[data-key='1']")
    page.keyboard.press("1")
    page.wait_for_selector("[data-publish]:not([disabled])")
    page.keyboard.press("c")
    page.wait_for_selector("[data-changes] >> text=from")
    assert page.locator("[data-numbers] tr").count() == 6
    look_at(page, "board-compare-light-1440")
    page.click("[data-publish-yes]")
    page.wait_for_selector("[data-publish][disabled]")
    assert set(Route.objects.values_list("sent_revision", flat=True)) == {2}
    assert page.locator(".run__mark[aria-label*='has not read']").count() == 2


def test_another_driver_is_chosen_from_those_who_can(page, planned):
    free = planned_days.free_driver(planned.site)
    page.click(f'.run[data-route="{planned.first.public_id}"]')
    page.click("[data-driver]")
    busy = page.locator(f"[data-drivers] button:has-text('{planned.second.driver.name}')")
    assert busy.is_disabled()
    assert planned.second.code in busy.inner_text()
    look_at(page, "board-driver-light-1440")
    page.click(f"[data-drivers] button:has-text('{free.name}')")

    page.wait_for_selector(f".run >> text={free.name}")
    assert Route.objects.get(pk=planned.first.pk).driver == free


def test_a_route_is_released_and_cannot_be_released_twice(page, planned):
    Location.objects.create(
        site=planned.site, code="LANE-1", kind="LANE", discipline="DEAD_END", is_pickable=False
    )
    page.click(f'.run[data-route="{planned.first.public_id}"]')
    page.click("[data-release]")
    page.wait_for_selector("#confirm-dialog >> text=The warehouse starts to pick")
    page.click("[data-confirm-yes]")
    page.wait_for_selector(".toast >> text=it is staged in LANE-1.")
    page.wait_for_selector("[data-release][disabled]")
    planned.refresh()
    assert [route.status for route in planned.routes] == ["RELEASED", "PLANNED"]
    answer = page.evaluate(RELEASE_AGAIN, f"/api/v1/lastmile/routes/{planned.first.public_id}/release/")
    assert answer == [409, "illegal_move"]
