"""A person brings a file in a real browser. The server is in this process: it knows the tests' kind.

So does the worker of these tests, a thread; the last test has the real one and a real kind.
"""

import os
import signal
import threading
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from accounts.services.roles import write_roles
from core.imports.services import asking, working
from core.models import ImportRun
from tests import factories
from tests.browser.looks.looking import EVERY_WAY, look_at
from tests.core.imports.people import checked, csv_of
from wms.models import Item

pytestmark = pytest.mark.browser


@pytest.fixture
def in_line(transactional_db):
    """Somebody who does what imports wait for, as a worker would."""
    over = threading.Event()

    def work():
        while not over.wait(0.2):
            for run_id in asking.runs_to_ring_for(at=timezone.now() + asking.RING_AFTER):
                working.work_on_run(run_id=run_id, now=timezone.now)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


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


@pytest.mark.usefixtures("in_line")
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


@pytest.mark.usefixtures("in_line")
def test_the_page_works_without_its_script(ann_at):
    page = ann_at(java_script_enabled=False)
    choose(page, csv_of("bob,Bob,1", "carl,Carl,2"))
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import all 2 rows").click()
    while page.get_by_role("heading", name="Importing").count():
        page.get_by_role("link", name="Look again").click()
    page.get_by_text("See: People").wait_for()

    assert User.objects.filter(username__in=["bob", "carl"]).count() == 2


@pytest.mark.usefixtures("in_line")
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


WORK = {"asked_by": "ann", "mode": "ALL", "tries": 1, "row_count": 41234, "good_count": 41234}
READ = {"row_count": 0, "good_count": 0, "preview": {}, "mode": ""}
STATES = {
    "waiting": {"status": "WAITING", **READ},
    "checking": {"status": "CHECKING", **READ, "stage": "READING", "stage_rows": 23500},
    "queued": {"status": "QUEUED"},
    "looking-up": {"status": "APPLYING", "stage": "LOOKING_UP", "stage_rows": 41234},
    "judging": {"status": "APPLYING", "stage": "JUDGING", "stage_rows": 41234, "tries": 2},
    "writing": {"status": "APPLYING", "stage": "WRITING", "stage_rows": 12000},
    "unwanted": {"status": "APPLYING", "stage": "WRITING", "stage_rows": 12000, "is_unwanted": True},
    "silent": {"status": "APPLYING", "stage": "WRITING", "stage_rows": 12000},
    "cancelled": {"status": "CANCELLED"},
    "failed": {
        "status": "FAILED",
        "refusal": "Others wrote the same records meanwhile. Nothing was changed.",
    },
    "refused": {"status": "REFUSED", **READ, "refusal": "Line 2, column 2: the byte 0xF6 is not UTF-8 text."},
}


@pytest.mark.parametrize(("colour", "width"), EVERY_WAY)
def test_an_import_looks_right_in_each_of_its_states(ann_at, width, colour):
    page = ann_at(width=width, colour=colour)
    ann = User.objects.get(username="ann")
    checked(csv_of("bob,Bob,1"), ann, file_name="first.csv")
    for name, facts in STATES.items():
        run = checked(csv_of("bob,Bob,1"), ann, file_name=f"{name} " + "w" * 100 + ".csv")
        at = timezone.now()
        is_held = facts["status"] in ("CHECKING", "APPLYING")
        lease = at + timedelta(seconds=1 if name == "silent" else 900) if is_held else None
        ImportRun.objects.filter(pk=run.pk).update(asked_at=at, lease_expires_at=lease, **{**WORK, **facts})
        page.goto(f"/import/runs/{run.public_id}/")
        look_at(page, f"import-{name}-{colour}-{width}")
    page.goto("/import/people/")
    look_at(page, f"import-history-{colour}-{width}")


def require_fits(page, width, name):
    """No sideways scrolling; with SHOTS=folder a picture of it is kept."""
    page.wait_for_load_state("load")
    if os.environ.get("SHOTS"):
        page.screenshot(path=Path(os.environ["SHOTS"]) / f"import-{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@contextmanager
def held_up(worker):
    """While this lasts the worker stands still."""
    os.killpg(worker.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(worker.pid, signal.SIGCONT)


def test_a_long_file_is_checked_and_written_by_the_worker_while_its_page_and_the_history_follow(
    page_of, worker
):
    write_roles()
    ann = factories.user("ann", role="administrator")
    page = page_of(ann)
    page.goto("/import/items/")
    rows = "".join(f"S-{n:06},Item number {n} with a long name in this file\n" for n in range(7000))
    file = {"name": "items.csv", "mimeType": "text/csv", "buffer": b"sku,name\n" + rows.encode()}
    page.set_input_files("input[type=file]", file)
    with held_up(worker):  # a quick machine has checked the file before its page is there
        page.get_by_role("button", name="Check the file").click()
        page.get_by_role("heading", name="Checking the file").wait_for()
    write = page.get_by_role("button", name="Import all 7,000 rows")
    write.wait_for(timeout=60_000)
    with held_up(worker):
        write.click()
        page.get_by_role("heading", name="Importing").wait_for()
    page.goto("/import/items/")  # one may leave it
    line = page.locator("#import-history li")
    expect(line).to_contain_text("Applied", timeout=60_000)
    line.get_by_role("link").click()
    page.get_by_text("7,000 created, 0 updated, 0 unchanged.").wait_for()
    assert (Item.objects.count(), ImportRun.objects.get().attempt) == (7000, 2)
