"""Importing by the pages."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.imports.services.applying import apply_run
from core.models import ImportRun
from core.states import ImportMode
from tests.core.imports.people import checked, csv_of
from tests.factories import MORNING

pytestmark = pytest.mark.django_db
URL = "/import/people/"


@pytest.fixture
def web(client, ann):
    client.force_login(ann)
    return client


def bring(web, data, name="people.csv", **fields):
    return web.post(URL, {"file": SimpleUploadedFile(name, data), "team": "driver", **fields})


def applied(web, run):
    """The page of the run after it was written."""
    ann = User.objects.get(username="ann")
    apply_run(run_id=run.public_id, mode=ImportMode.ALL, by=ann, at=MORNING)
    return web.get(f"/import/runs/{run.public_id}/").content.decode()


def test_the_page_says_what_a_file_may_hold(web):
    page = web.get(URL).content.decode()

    for words in (
        "Import: People",
        "Who works here.",
        "username",
        "also: login",
        "As on the badge.",
        "needed",
    ):
        assert words in page
    assert "People who are known are updated." in page


def test_a_file_is_checked_shown_and_then_imported(web):
    answer = bring(web, csv_of("bob,Bob,1", "carl,<b>Carl</b>,2"))
    run = ImportRun.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/import/runs/{run.public_id}/")
    page = web.get(answer["Location"]).content.decode()
    assert "Import all 2 rows" in page
    assert "&lt;b&gt;Carl&lt;/b&gt;" in page

    waits = web.post(f"/import/runs/{run.public_id}/apply/", {"mode": "ALL"}, follow=True).content.decode()
    assert "Waiting to be imported" in waits
    assert "You can leave this page and come back." in waits
    assert not User.objects.filter(username="carl").exists()

    done = applied(web, run)
    assert "2 created, 0 updated, 0 unchanged." in done
    assert "See: People" in done
    assert User.objects.get(username="carl").first_name == "<b>Carl</b>"


def test_the_same_file_again_says_so(web):
    for _ in range(2):
        bring(web, csv_of("bob,Bob,1"))
        run = ImportRun.objects.first()
        page = web.get(f"/import/runs/{run.public_id}/").content.decode()
        done = applied(web, run)

    assert "This very file was imported before" in page
    assert "Everything was there already: nothing was changed." in done


def test_bad_rows_are_listed_can_be_searched_and_left_out(web):
    bring(web, csv_of("bob,Bob,1", *(f"p{n},x,{n}" for n in range(10, 90))))
    run = ImportRun.objects.get()
    address = f"/import/runs/{run.public_id}/"

    page = web.get(address).content.decode()
    assert "80 rows are refused" in page
    assert "Import only the 1 good row" in page
    assert "1\u201350 of 80" in page

    part = web.get(address + "?q=c7", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert [f"C{n}" in part for n in (7, 70, 79, 8)] == [True, True, True, False]

    refused = web.post(address + "apply/", {"mode": "ALL"}, follow=True).content.decode()
    assert "80 rows are refused. Nothing was written." in refused
    assert ImportRun.objects.get().status == "CHECKED"
    web.post(address + "apply/", {"mode": "GOOD_ROWS"})
    run.refresh_from_db()
    assert (run.status, run.mode, run.asked_by) == ("QUEUED", "GOOD_ROWS", "ann")


def test_every_error_comes_as_a_csv_that_is_safe_to_open(web):
    bring(web, csv_of("=1+1,x,1", "-2,x,99"))
    run = ImportRun.objects.get()

    answer = web.get(f"/import/runs/{run.public_id}/errors.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    assert answer["Content-Disposition"] == 'attachment; filename="people-errors.csv"'
    assert lines[0] == "row,cell,column,value,message,code"
    assert lines[1].startswith("2,A2,username,'=1+1,")
    assert lines[2].startswith("3,C3,floor,99,")


@pytest.mark.parametrize(
    ("data", "fields", "words"),
    [
        (b"username\nb\xf6b\n", {}, "Line 2, column 2: the byte 0xF6 is not UTF-8 text."),
        (b"", {}, "The file is empty."),
        (b"%PDF-1.7", {}, "This is a PDF file, not a table."),
        (b"username\nbob\n", {"team": "cooks"}, "not one of the available choices"),
        (b"username\nbob\n", {"team": ""}, "This field is required."),
        (b"username\nbob\n", {"encoding": "utf-7"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(web, data, fields, words):
    answer = bring(web, data, **fields)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "field__error" in answer.content.decode()
    assert not ImportRun.objects.exclude(status="REFUSED").exists()


def test_a_form_without_a_file_asks_for_one(web):
    answer = web.post(URL, {"team": "driver"})

    assert (answer.status_code, "This field is required." in answer.content.decode()) == (422, True)


def test_declared_letters_and_decimals_are_obeyed(web):
    bring(
        web, "username;first_name;floor\nbob;Bäb;1,0\n".encode("cp1252"), encoding="cp1252", decimal_mark=","
    )
    run = ImportRun.objects.get()

    assert (run.good_count, run.preview["rows"][0]["cells"]) == (1, ["bob", "Bäb", "1,0"])


def test_a_huge_body_is_refused_before_it_is_read(web):
    answer = web.generic("POST", URL, b"x", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(10**9))

    assert answer.status_code == 422
    assert "at most 20 megabytes" in answer.content.decode()


def test_a_forged_form_is_refused(ann):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ann)

    answer = strict.post(URL, {"file": SimpleUploadedFile("p.csv", csv_of("bob,Bob,1")), "team": "driver"})

    assert (answer.status_code, ImportRun.objects.count()) == (403, 0)


def test_templates_can_be_downloaded_and_imported(web):
    text = web.get(URL + "template.csv")
    assert text["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert text.content.decode("utf-8-sig").splitlines() == ["username,first_name,floor", "ann,Ann,"]
    book = openpyxl.load_workbook(io.BytesIO(web.get(URL + "template.xlsx").content))
    assert book.sheetnames == ["People", "Columns"]

    bring(web, text.content)
    assert ImportRun.objects.get().good_count == 1


def test_who_may_not_import_gets_nothing(client, web, ann, eve, root):
    mine, theirs = (
        checked(csv_of("b,B,1"), ann),
        checked(csv_of("c,C,1"), root, context={"team": "administrator"}),
    )
    page = web.get(URL).content.decode()
    assert (str(mine.public_id) in page, str(theirs.public_id) in page) == (True, False)
    for tail in ("", "apply/", "cancel/", "errors.csv"):
        address = f"/import/runs/{theirs.public_id}/{tail}"
        ask = web.post if tail in ("apply/", "cancel/") else web.get
        assert ask(address, {"mode": "ALL"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.status == "CHECKED"

    client.force_login(eve)
    assert client.get(URL).status_code == 403
    assert client.get(URL + "template.csv").status_code == 403
    assert client.get(f"/import/runs/{mine.public_id}/").status_code == 404
    assert client.get("/import/planets/").status_code == 404


def test_a_page_shows_no_integer_key(web, ann):
    run = checked(csv_of("bob,Bob,1"), ann)

    assert web.get(f"/import/runs/{run.pk}/").status_code == 404


def test_a_long_file_is_left_to_a_worker_and_its_page_tells_so(web):
    answer = bring(web, csv_of(*(f"p{n:09},x,1" for n in range(20_000))))

    run = ImportRun.objects.get()
    assert (answer.status_code, run.status, run.row_count, run.mode) == (302, "WAITING", 0, "")
    page = web.get(answer["Location"]).content.decode()
    assert "Waiting to be checked" in page
    assert "Import all" not in page
    assert 'hx-trigger="live, every 2s"' in page


def test_how_far_a_run_is_comes_as_a_part_until_it_ends(web, ann):
    run = checked(csv_of("bob,Bob,1"), ann)
    address = f"/import/runs/{run.public_id}/"
    web.post(address + "apply/", {"mode": "ALL"})
    asks = {"HX-Request": "true", "HX-Target": "import-state"}
    ImportRun.objects.update(
        status="APPLYING", lease_expires_at=timezone.now() + timedelta(seconds=12), stage="WRITING",
        stage_rows=1200, good_count=4000, row_count=4000, tries=1,
    )  # fmt: skip

    part = web.get(address, headers=asks).content.decode()
    assert "<html" not in part
    assert "1,200 of 4,000 rows written" in part
    assert 'value="30"' in part

    ImportRun.objects.update(lease_expires_at=timezone.now() + timedelta(seconds=3))
    assert "the worker does not answer" in web.get(address, headers=asks).content.decode()
    applied(web, run)
    assert web.get(address, headers=asks)["HX-Refresh"] == "true"


def test_what_waits_can_be_cancelled_and_asked_for_again(web, ann):
    run = checked(csv_of("bob,Bob,1"), ann)
    address = f"/import/runs/{run.public_id}/"
    web.post(address + "apply/", {"mode": "ALL"})

    page = web.post(address + "cancel/", follow=True).content.decode()
    assert "Cancelled: nothing was written" in page
    assert "Import 1 row" in page
    web.post(address + "apply/", {"mode": "ALL"})
    run.refresh_from_db()
    assert (run.status, run.is_unwanted) == ("QUEUED", False)

    applied(web, run)
    late = web.post(address + "cancel/", follow=True).content.decode()
    assert "This import is over: Applied." in late


def test_the_history_follows_what_is_at_work(web, ann):
    page = web.get(URL).content.decode()
    assert "every 5s" not in page
    run = checked(csv_of("bob,Bob,1"), ann)
    web.post(f"/import/runs/{run.public_id}/apply/", {"mode": "ALL"})

    part = web.get(URL, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert ("Waiting to be imported" in part, "every 5s" in part) == (True, True)
