"""Several stops at a time: picked with keys and pointer, priced, moved as one edit, taken back."""

import pytest

from lastmile.models import RouteEdit
from tests.browser.board.conftest import becomes, leave, open_board
from tests.browser.looks.looking import look_at
from tests.lastmile.board import planned_days
from tests.lastmile.planning import days

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BAR = "[data-selection]"


@pytest.fixture
def planned(bo):
    """Two planned routes of five orders each."""
    return planned_days.committed(bo, orders=10, vans=2)


@pytest.fixture
def page(page_of, bo, planned):
    """Bo at the board, with the first route chosen."""
    opened = page_of(bo)
    open_board(opened, days.DAY)
    opened.click(f'.run[data-route="{planned.first.public_id}"]')
    opened.wait_for_selector(".stops__row")
    yield opened
    leave(opened)


def picked(page) -> int:
    """How many stops the list shows as picked."""
    return page.locator(".stops__row[aria-selected=true]").count()


def test_several_stops_are_picked_moved_taken_back_and_made_again(page, planned):
    before = planned_days.picture(planned)
    mine, others = planned_days.orders(planned.first), planned_days.orders(planned.second)
    row = page.locator(".stops__row")
    row.nth(0).click()
    row.nth(2).click(modifiers=["Shift"])
    becomes(page, picked, 3)
    row.nth(1).click(modifiers=["Control"])
    becomes(page, picked, 2)
    page.wait_for_selector(f"{BAR} button[data-key='1']")
    told = page.inner_text(f"{BAR} button[data-key='1']")
    assert "R02" in told
    assert "km" in told
    look_at(page, "board-picked-light-1440")

    page.keyboard.press("1")
    page.wait_for_selector(".toast >> text=2 stops moved to R02")
    assert planned_days.orders(planned.first) == [mine[1], *mine[3:]]
    assert sorted(planned_days.orders(planned.second)) == sorted([*others, mine[0], mine[2]])
    after = planned_days.picture(planned)

    page.reload()  # taking back is the server's: it stands after a reload
    page.wait_for_selector("[data-undo]:not([disabled])")
    page.keyboard.press("z")
    page.wait_for_selector(".toast >> text=Taken back: 2 stops of")
    assert planned_days.picture(planned) == before
    page.wait_for_selector("[data-redo]:not([disabled])")
    page.keyboard.press("Shift+Z")
    page.wait_for_selector(".toast >> text=Made again: 2 stops of")
    assert planned_days.picture(planned) == after
    assert RouteEdit.objects.count() == 3


def test_stops_are_put_at_an_exact_place_by_pointer_and_by_arrow_keys(page, planned):
    mine = planned_days.orders(planned.first)
    row = page.locator(".stops__row")
    start, end = row.nth(0).bounding_box(), row.nth(2).bounding_box()
    page.mouse.move(start["x"] + 60, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 60, end["y"] + end["height"] - 3, steps=5)
    page.wait_for_selector(".drag-tag >> text=stop 3 at")
    look_at(page, "board-dragging-light-1440")
    page.mouse.up()
    page.wait_for_selector(".toast >> text=Moved to")
    assert planned_days.orders(planned.first) == [mine[1], mine[2], mine[0], *mine[3:]]

    page.click(".toast [data-toast-close]")  # it would go by itself, sooner or later than the next one comes
    page.wait_for_selector("[data-undo]:not([disabled])")  # the list shows the new order
    page.focus(".stops__list")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(f"{BAR} >> text=stop 3 at")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast >> text=Moved to")
    assert planned_days.orders(planned.first) == [mine[2], mine[0], mine[1], *mine[3:]]


def test_all_in_sight_and_a_lasso_pick_and_a_route_is_found_by_its_name(page, planned):
    page.keyboard.press("Control+a")
    becomes(page, picked, 5)
    page.wait_for_selector(f"{BAR} >> text=Nothing would be left")
    page.keyboard.press("Escape")
    becomes(page, picked, 0)
    page.keyboard.press("f")
    box = page.locator("[data-board-map]").bounding_box()
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + 70, box["y"] + 8)
    page.mouse.down()
    for x, y in ((0.99, 0.02), (0.99, 0.98), (0.06, 0.98), (0.06, 0.02)):
        page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    assert page.evaluate("document.querySelector('#board').store.get().picked.size") >= 5

    page.keyboard.press("Escape")
    page.locator(".stops__row").nth(0).click(modifiers=["Control"])
    page.wait_for_selector(f"{BAR} [data-key=m]")
    page.keyboard.press("m")
    page.wait_for_selector("#move-dialog[open]")
    page.keyboard.type(planned.second.driver.name[:6])
    page.wait_for_selector("#move-dialog .moves__row button:not([disabled])")
    look_at(page, "board-move-to-light-1440")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast >> text=Moved to R02")
