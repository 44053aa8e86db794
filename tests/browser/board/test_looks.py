"""The board at every width, in both themes, with long names and without routes."""

import pytest

from tests.browser.looks.looking import look_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {390: 844, 768: 1024, 1440: 900, 1920: 1080}


@pytest.mark.parametrize(
    ("width", "colour"), [(390, "dark"), (768, "light"), (1440, "dark"), (1920, "light")]
)
def test_the_board_stands_at_every_width(board_of, bo, width, colour):
    page = board_of(bo, width=width, height=SIZES[width], colour=colour)
    look_at(page, f"board-{colour}-{width}")
    page.keyboard.press("j")
    page.wait_for_selector(".run[aria-selected=true]")
    look_at(page, f"board-chosen-{colour}-{width}")
    page.goto("/board/?day=2026-03-09")
    page.wait_for_selector(".dispatch.is-empty")
    look_at(page, f"board-none-{colour}-{width}")
