"""A person brings a file in a real browser. The server is in this process: it knows the tests' kind."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from accounts.services.roles import write_roles
from tests import factories
from tests.browser.looks.looking import EVERY_WAY
from tests.core.imports.people import csv_of

pytestmark = pytest.mark.browser


@pytest.fixture
def ann_at(transactional_db, live_server, new_page):
    """`ann_at(width=390)`: Ann's browser on the page of the import."""
    write_roles()
    address = live_server.url.replace("localhost", "127.0.0.1")
    client = Client()
    client.force_login(factories.user("ann", role="administrator"))
    session = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": address,
    }

    def go(**options):
        page = new_page(cookies=[session], base_url=address, **options)
        page.goto("/import/people/")
        return page

    return go


def choose(page, data, name="people.csv"):
    page.get_by_label("Team").select_option("driver")
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": data})


def test_a_file_with_a_bad_row_is_checked_searched_and_imported_without_it(ann_at):
    page = ann_at()
    choose(page, csv_of("bob,Bob,1", *(f"p{n},Pat,99" for n in range(80))))
    page.get_by_role("button", name="Check the file").click()

    page.get_by_text("80 rows are refused").wait_for()
    assert page.locator("#error-rows tbody tr").count() == 50
    page.wait_for_load_state()  # before it, nothing listens yet: the form posts, as without scripts
    page.get_by_label("Search the errors").fill("c81")
    expect(page.locator("#error-rows tbody tr")).to_have_count(1, timeout=20_000)
    assert page.evaluate("document.activeElement.id") == "error-search"
    with page.expect_download() as download:
        page.get_by_role("link", name="All as CSV").click()
    assert len(download.value.path().read_text("utf-8-sig").splitlines()) == 81

    page.get_by_role("button", name="Import only the 1 good row").click()
    page.get_by_text("1 created, 0 updated, 0 unchanged.").wait_for()
    assert User.objects.filter(username="bob").exists()
    assert not User.objects.filter(username="p1").exists()


def test_a_file_that_cannot_be_read_is_said_beside_the_field_and_the_next_one_is_taken(ann_at):
    page = ann_at()
    choose(page, b"username\nb\xf6b\n")
    page.get_by_role("button", name="Check the file").click()
    page.get_by_text("Line 2, column 2: the byte 0xF6 is not UTF-8 text.").wait_for()
    assert page.url.endswith("/import/people/")

    choose(page, csv_of("bob,Bob,1"))
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import 1 row").wait_for()
    assert "/import/runs/" in page.url


def test_the_page_works_without_its_script(ann_at):
    page = ann_at(java_script_enabled=False)
    choose(page, csv_of("bob,Bob,1", "carl,Carl,2"))
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import all 2 rows").click()
    page.get_by_text("See: People").wait_for()

    assert User.objects.filter(username__in=["bob", "carl"]).count() == 2


@pytest.mark.parametrize(("colour", "width"), EVERY_WAY)
def test_nothing_runs_over_the_edge_with_long_names(ann_at, width, colour):
    page = ann_at(width=width, colour=colour)
    choose(page, csv_of("bob,Bob,1", "x" * 29 + ",Pat,99", "y" * 80 + ",Pat,1"), name="w" * 120 + ".csv")
    require_fits(page, width, f"bring-{width}-{colour}")
    page.get_by_role("button", name="Check the file").click()
    page.get_by_text("2 rows are refused").wait_for()
    require_fits(page, width, f"checked-{width}-{colour}")
    page.get_by_role("button", name="Import only the 1 good row").click()
    page.get_by_text("See: People").wait_for()
    require_fits(page, width, f"done-{width}-{colour}")
    page.goto("/import/people/")
    require_fits(page, width, f"history-{width}-{colour}")


def require_fits(page, width, name):
    """No sideways scrolling; with SHOTS=folder a picture of it is kept."""
    page.wait_for_load_state("load")
    if os.environ.get("SHOTS"):
        page.screenshot(path=Path(os.environ["SHOTS"]) / f"import-{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
