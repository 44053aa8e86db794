"""What is chosen in one view of the board is chosen in all."""

import pytest

from lastmile.models import Stop
from tests.browser.board.conftest import becomes, open_board

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHOSEN = ".run[aria-selected=true]"
LANE = ".gantt__lane.is-chosen"


def listed(page) -> list[str]:
    """The route chosen in the list."""
    return page.locator(f"{CHOSEN} .route-tag").all_inner_texts()


def chosen(page) -> tuple[list[str], list[str], int]:
    """The route chosen in the list, the one on the time line, and how many numbered pins the map has."""
    lanes = page.locator(f"{LANE} .gantt__code").all_text_contents()
    return listed(page), lanes, page.locator(".board-pin").count()


def test_list_map_and_time_line_share_one_selection(board_of, bo, codes):
    page = board_of(bo)
    becomes(page, chosen, ([], [], 2))  # the late and the tight stop are pins, the calm ones dots

    page.click(f'.run[data-route="{codes["R01"]}"]')
    becomes(page, chosen, (["R01"], ["R01"], 5))

    page.click(f'.gantt__lane[data-route="{codes["R02"]}"] .gantt__code')
    becomes(page, chosen, (["R02"], ["R02"], 6))

    page.keyboard.press("Escape")
    becomes(page, chosen, ([], [], 2))

    page.click(".board-pin.is-late")
    becomes(page, chosen, (["R02"], ["R02"], 6))
    assert "Stop 2" in page.inner_text("[data-stop-card]")


def test_hovering_a_route_in_the_list_lights_its_lane(board_of, bo, codes):
    page = board_of(bo)
    page.hover(f'.run[data-route="{codes["R03"]}"]')
    page.wait_for_selector(f'.gantt__lane.is-hovered[data-route="{codes["R03"]}"]')


def test_trouble_is_on_top_and_one_click_shows_all_that_is_late(board_of, bo):
    page = board_of(bo)
    assert page.locator(".run .route-tag").first.inner_text() == "R02"

    page.click("[data-filter=late]")
    page.wait_for_selector(".run.is-dim")

    assert page.locator("[data-filter=late] b").inner_text() == "1"
    assert page.locator(".run:not(.is-dim) .route-tag").all_inner_texts() == ["R02"]
    assert page.locator(".gantt__lane:not(.is-faded) .gantt__code").all_text_contents() == ["R02"]
    assert page.locator(".board-pin").count() == 1


def test_the_day_is_walked_with_the_keyboard_alone(board_of, bo):
    page = board_of(bo)
    page.keyboard.press("j")
    becomes(page, listed, ["R02"])
    page.keyboard.press("j")
    page.keyboard.press("k")
    becomes(page, listed, ["R02"])
    page.keyboard.press("!")
    page.wait_for_selector("[data-filter=late][aria-pressed=true]")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("ivo")
    becomes(page, lambda page: page.locator(".run:not(.is-dim)").count(), 1)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    becomes(page, listed, ["R01"])
    page.focus("ul.runs")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(f"{CHOSEN} .route-tag:not(:text-is('R01'))")


def test_a_name_is_never_read_as_markup(board_of, bo, codes):
    page = board_of(bo)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.click(f'.run[data-route="{codes["R01"]}"]')
    page.click(f'.gantt__lane[data-route="{codes["R01"]}"] .gantt__stop >> nth=0')
    page.wait_for_selector("[data-stop-card] >> text=<img src=x")
    assert [url for url in asked if url.endswith("/x")] == []


def test_what_is_chosen_is_in_the_address_and_comes_back(board_of, bo):
    page = board_of(bo)
    page.keyboard.press("j")
    page.wait_for_url("**#route=*")
    page.reload()
    page.wait_for_selector(CHOSEN)


def test_a_day_without_routes_says_how_to_get_some(page_of, bo, day):
    page = page_of(bo)
    open_board(page, "2026-03-09")
    assert "No routes on this day" in page.inner_text("[data-empty]")
    assert "day=2026-03-09" in page.get_attribute("[data-empty] a", "href")
    assert not Stop.objects.filter(planned_start_at__date="2026-03-09").exists()
