"""The pages that every page stands on, in both themes, on a desk and on a phone."""

import re

import pytest

from tests.browser.looks.looking import (
    EVERY_WAY,
    WIDTHS,
    look_at,
    open_quietly,
    sticks_out,
    turn_round,
    write_longer,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("theme", "width"), EVERY_WAY)
def test_signing_in_looks_right(new_page, live_site, theme, width):
    page = new_page(width=width, height=WIDTHS[width], colour=theme)
    open_quietly(page, f"{live_site}/sign-in/")
    look_at(page, f"sign-in-{theme}-{width}")
    page.fill("#id_username", "nobody")
    page.fill("#id_password", "wrong")
    page.click("main button:not([data-reveal])")
    page.wait_for_selector(".notice--late")
    look_at(page, f"sign-in-refused-{theme}-{width}")


@pytest.mark.parametrize(("theme", "width"), EVERY_WAY)
@pytest.mark.parametrize("address", ["/", "/design/", "/nowhere/"])
def test_a_page_looks_right(page_of, zoe, theme, width, address):
    page = page_of(zoe, width=width, height=WIDTHS[width], colour=theme)
    open_quietly(page, address)
    look_at(page, f"{address.strip('/') or 'start'}-{theme}-{width}")


def test_the_password_can_be_shown(page, live_site, ada):
    page.goto(f"{live_site}/sign-in/")
    page.fill("#id_username", "ada")
    page.fill("#id_password", "secret")
    page.click("[data-reveal]")
    assert page.get_attribute("#id_password", "type") == "text"
    page.click("[data-reveal]")
    assert page.get_attribute("#id_password", "type") == "password"
    page.press("#id_password", "Enter")
    page.wait_for_url(re.compile(r"/$"))
    assert "Ada" in page.inner_text("h1")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("change", [write_longer, turn_round])
def test_longer_words_and_the_other_direction_fit(page_of, zoe, width, change):
    page = page_of(zoe, width=width)
    for address in ("/", "/design/"):
        page.goto(address)
        change(page)
        page.screenshot(
            path=f"test-results/looks/{change.__name__}-{address.strip('/') or 'start'}-{width}.png",
            full_page=True,
        )
        assert sticks_out(page) <= 0


def test_a_german_browser_gets_german(new_page, live_site):
    page = new_page(locale="de-DE")
    page.goto(f"{live_site}/sign-in/")
    assert page.inner_text("h1") == "Anmelden"
    assert page.get_attribute("html", "lang") == "de"
