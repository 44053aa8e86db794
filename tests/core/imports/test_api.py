"""Importing by the API."""

import io
import json
from dataclasses import replace

import openpyxl
import pytest
from django.db import connection

from accounts.models import User
from core.imports import kinds
from core.models import ImportRun
from tests.core.imports.people import csv_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/imports/people/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def post(client_of, ann):
    """Post a body as Ann: `post(data, "text/csv", key="1", mode="good_rows")`."""
    keys = iter(range(1000))

    def send(data, content_type="text/csv", *, by=None, key=None, **parameters):
        query = "&".join(f"{name}={value}" for name, value in {"team": "driver", **parameters}.items())
        return client_of(by or ann).generic(
            "POST",
            f"{URL}?{query}",
            data,
            content_type,
            headers={"Idempotency-Key": key or f"key{next(keys)}"},
        )

    return send


def test_a_csv_body_is_checked_and_written_in_one_request(post):
    answer = post(csv_of("bob,Bob,1", "carl,Carl,2"), file_name="team.csv")

    assert answer.status_code == 201
    body = answer.json()
    assert (body["status"], body["file_name"], body["created_count"]) == ("APPLIED", "team.csv", 2)
    assert body["results"] == [
        {"row": 2, "outcome": "created", "reference": "bob"},
        {"row": 3, "outcome": "created", "reference": "carl"},
    ]
    assert User.objects.filter(username__in=["bob", "carl"]).count() == 2


def test_rows_as_json_and_a_workbook_and_a_form_are_taken_alike(post, client_of, ann):
    book = openpyxl.Workbook()
    book.active.append(["username"])
    book.active.append(["carl"])
    file = io.BytesIO()
    book.save(file)

    rows = json.dumps({"rows": [{"username": "bob", "first_name": "Bob"}]})
    assert post(rows, "application/json").json()["created_count"] == 1
    assert post(file.getvalue(), XLSX).json()["created_count"] == 1
    file.seek(0)
    file.name = "../people.xlsx"
    form = client_of(ann).post(
        URL, {"file": file, "team": "driver"}, format="multipart", headers={"Idempotency-Key": "form"}
    )
    assert (form.status_code, form.json()["unchanged_count"], form.json()["file_name"]) == (
        201,
        1,
        "people.xlsx",
    )


def test_a_dry_run_writes_no_record_and_can_be_looked_up(post, client_of, ann):
    answer = post(csv_of("bob,Bob,1", "carl,Carl,99"), dry_run="true")

    assert answer.status_code == 200
    body = answer.json()
    assert (body["status"], body["good_count"], body["bad_count"], body["results"]) == ("CHECKED", 1, 1, [])
    assert body["errors"] == [
        {
            "row": 3,
            "column": "floor",
            "cell": "C3",
            "value": "99",
            "message": "Too large: at most 9 is taken.",
            "code": "too_large",
        }
    ]
    assert not User.objects.filter(username="bob").exists()
    seen = client_of(ann).get(f"/api/v1/imports/{body['public_id']}/").json()
    assert seen == {key: value for key, value in body.items() if key != "results"}


def test_a_bad_row_refuses_all_with_every_reason_and_nothing_is_kept(post):
    answer = post(csv_of("bob,Bob,1", "carl,Carl,99"))

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    body = answer.json()
    assert (body["code"], body["rows"], body["bad"]) == ("rows_refused", 2, 1)
    assert [(error["row"], error["cell"]) for error in body["errors"]] == [(3, "C3")]
    assert not User.objects.filter(username="bob").exists()
    assert not ImportRun.objects.exists()

    good = post(csv_of("bob,Bob,1", "carl,Carl,99"), mode="good_rows")
    assert (good.status_code, good.json()["created_count"], good.json()["bad_count"]) == (201, 1, 1)


def test_the_same_request_twice_has_one_effect(post):
    first = post(csv_of("bob,Bob,1"), key="same")
    again = post(csv_of("bob,Bob,1"), key="same")
    other = post(csv_of("carl,Carl,1"), key="same")

    assert again.headers["Idempotent-Replay"] == "true"
    assert again.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "content_type", "parameters", "code", "facts"),
    [
        (
            b"username\nb\xf6b\n",
            "text/csv",
            {},
            "unreadable_table",
            {"reason": "not_text", "line": 2, "column": 2},
        ),
        (b"username\nb\x00b\n", "text/csv", {}, "unreadable_table", {"reason": "not_text", "line": 2}),
        (b"", "text/csv", {}, "bad_input", {}),
        (b"name\nbob\n", "text/csv", {}, "unreadable_table", {"missing": ["username"]}),
        (b'[{"username": NaN}]', "application/json", {}, "unreadable_table", {"reason": "not_json"}),
        (b"[" * 100_000, "application/json", {}, "unreadable_table", {"reason": "not_json"}),
        (b"PK\x03\x04rubbish", XLSX, {}, "unreadable_table", {"reason": "damaged"}),
        (b"username\nbob\n", "text/csv", {"team": "cooks"}, "bad_context", {}),
        (b"username\nbob\n", "text/csv", {"team": "a%00b"}, "bad_context", {}),
        (b"username\nbob\n", "text/csv", {"encoding": "utf-7"}, "bad_context", {}),
        (b"username\nbob\n", "text/csv", {"mode": "most"}, "bad_input", {}),
        (b"username\nbob\n", "text/csv", {"dry_run": "perhaps"}, "bad_input", {}),
        (b'[{"username": "b\\u0000b"}]', "application/json", {}, "rows_refused", {"bad": 1}),
        (b'[{"username": "b\\ud800b"}]', "application/json", {}, "rows_refused", {"bad": 1}),
        ("username\nb\u202eob\n".encode(), "text/csv", {}, "rows_refused", {"bad": 1}),
        (b"username,floor\nbob,NaN\n", "text/csv", {}, "rows_refused", {"bad": 1}),
        (b"username,floor\nbob,-1\n", "text/csv", {}, "rows_refused", {"bad": 1}),
        (b"username,floor\nbob," + b"9" * 400 + b"\n", "text/csv", {}, "rows_refused", {"bad": 1}),
        (b"username,floor\n=1+1,1\n", "text/csv", {}, "rows_refused", {"bad": 1}),
        (b"username\n", "text/csv", {}, "rows_refused", {}),
    ],
)
def test_bad_input_is_a_problem_with_its_place_and_nothing_is_written(
    post, data, content_type, parameters, code, facts
):
    before = User.objects.count()

    answer = post(data, content_type, **parameters)

    body = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert body["code"] == code
    assert {name: body[name] for name in facts} == facts
    assert body["title"]
    assert User.objects.count() == before
    assert not ImportRun.objects.exists()


def test_fifty_megabytes_are_refused_before_they_are_read(post):
    answer = post(b"x" * (50 * 1024 * 1024))

    assert (answer.status_code, answer.json()["reason"]) == (422, "too_big")


def test_a_request_needs_a_key_a_known_media_type_and_a_file(client_of, ann):
    client = client_of(ann)

    assert (
        client.generic("POST", URL, b"username\nx\n", "text/csv").json()["code"] == "idempotency_key_missing"
    )
    picture = client.generic("POST", URL, b"x", "image/png", headers={"Idempotency-Key": "1"})
    assert (picture.status_code, picture.json()["code"]) == (415, "unsupported_media_type")
    empty = client.post(URL, {"team": "driver"}, format="multipart", headers={"Idempotency-Key": "2"})
    assert (empty.status_code, empty.json()["errors"][0]["place"]) == (422, "file")


def test_who_may_not_import_gets_nothing(post, client_of, eve, ann, root):
    assert post(csv_of("bob,Bob,1"), by=eve).status_code == 403
    assert (
        client_of(ann).post("/api/v1/imports/unknown/", headers={"Idempotency-Key": "1"}).status_code == 404
    )

    mine = post(csv_of("bob,Bob,1"), dry_run="true").json()["public_id"]
    theirs = post(csv_of("bob,Bob,1"), by=root, team="administrator", dry_run="true").json()["public_id"]
    assert client_of(eve).get(f"/api/v1/imports/{mine}/").status_code == 404
    assert client_of(ann).get(f"/api/v1/imports/{theirs}/").status_code == 404
    assert client_of(root).get(f"/api/v1/imports/{theirs}/").status_code == 200


@pytest.fixture
def looked_up(monkeypatch):
    """What the kind looked up, each time with whether a transaction was open."""
    seen = []

    def prepare(rows, *, context, by, at):
        seen.append(connection.in_atomic_block)
        return context

    monkeypatch.setitem(kinds._kinds, "people", replace(kinds.kind_named("people"), prepare=prepare))
    return seen


@pytest.mark.django_db(transaction=True)
def test_what_may_ask_the_network_is_asked_once_and_outside_any_transaction(post, looked_up):
    assert post(csv_of("bob,Bob,1"), key="K").status_code == 201
    assert looked_up == [False]
    again = post(csv_of("bob,Bob,1"), key="K")
    assert (again.status_code, again.headers["Idempotent-Replay"], looked_up) == (201, "true", [False])


@pytest.mark.django_db(transaction=True)
def test_a_refused_request_leaves_no_run_behind(post, looked_up):
    assert post(csv_of("bob,Bob,many")).status_code == 422
    assert post(b"\x00").status_code == 422
    assert not ImportRun.objects.exists()


LONG = csv_of(*(f"p{n:09},Pat with a name,1" for n in range(11_000)))


def test_a_long_file_is_left_to_a_worker_and_can_be_polled(post, client_of, ann):
    answer = post(LONG, key="long", mode="good_rows")

    body = answer.json()
    address = f"/api/v1/imports/{body['public_id']}/"
    assert (answer.status_code, answer["Location"], answer["Retry-After"]) == (202, address, "1")
    assert (body["status"], body["mode"], body["row_count"], body["stage"]) == ("WAITING", "GOOD_ROWS", 0, "")
    assert client_of(ann).get(address).json() == body
    assert not User.objects.filter(username__startswith="p0").exists()

    again = post(LONG, key="long", mode="good_rows")
    assert (again.status_code, again.json()) == (202, body)
    assert ImportRun.objects.count() == 1


def test_with_wait_a_long_file_is_answered_when_it_is_written(post):
    answer = post(LONG, wait="true")

    assert (answer.status_code, answer.json()["created_count"]) == (201, 11_000)


@pytest.fixture
def act(client_of, ann):
    """`act(run, "apply", key="1", mode="all")` as Ann."""
    keys = iter(range(1000))

    def send(public_id, verb, *, by=None, key=None, **parameters):
        query = "&".join(f"{name}={value}" for name, value in parameters.items())
        address = f"/api/v1/imports/{public_id}/{verb}/?{query}"
        return client_of(by or ann).post(address, headers={"Idempotency-Key": key or f"act{next(keys)}"})

    return send


def test_what_a_dry_run_found_good_is_written_once(post, act):
    run = post(csv_of("bob,Bob,1"), dry_run="true").json()["public_id"]

    first = act(run, "apply", key="K")
    assert (first.status_code, first.json()["status"], first.json()["created_count"]) == (200, "APPLIED", 1)
    assert first.json()["results"] == [{"row": 2, "outcome": "created", "reference": "bob"}]
    assert act(run, "apply", key="K").json() == first.json()
    other = act(run, "apply", key="L")
    assert (other.status_code, other.json()["created_count"], other.json()["results"]) == (200, 1, [])
    assert User.objects.filter(username="bob").count() == 1


def test_refused_rows_refuse_the_writing_unless_the_good_ones_are_wanted(post, act):
    run = post(csv_of("bob,Bob,1", "carl,Carl,99"), dry_run="true").json()["public_id"]

    refused = act(run, "apply")
    assert (refused.status_code, refused.json()["code"], refused.json()["bad"]) == (422, "rows_refused", 1)
    assert act(run, "apply", mode="most").json()["errors"][0]["place"] == "mode"
    assert not User.objects.filter(username="bob").exists()
    assert act(run, "apply", mode="good_rows").json()["created_count"] == 1


def test_a_long_checked_file_waits_for_a_worker_and_can_be_cancelled(post, act, client_of, ann, eve):
    run = post(LONG, dry_run="true", wait="1").json()["public_id"]

    asked = act(run, "apply", key="K")
    assert (asked.status_code, asked.json()["status"]) == (202, "QUEUED")
    assert act(run, "apply", key="K").json() == asked.json()
    assert act(run, "apply").json()["asked_at"] == asked.json()["asked_at"]
    assert act(run, "apply", mode="good_rows").json()["code"] == "import_open"
    assert (act(run, "cancel", by=eve).status_code, act(run, "apply", by=eve).status_code) == (404, 404)

    cancelled = act(run, "cancel")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "CANCELLED")
    over = act(run, "cancel")
    assert (over.status_code, over.json()["code"]) == (409, "import_over")
    assert not User.objects.filter(username__startswith="p0").exists()
    assert act(run, "apply", wait="yes").json()["created_count"] == 11_000
