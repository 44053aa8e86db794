"""The dry run: what a file would do, and nothing done."""

import pytest
from django.core.files.storage import default_storage

from accounts.models import User
from core.imports.errors import ContextRefusedError
from core.imports.services.checking import shown_name
from core.imports.services.storing import report_path
from core.models import ImportRun
from core.tables.errors import TableError
from tests import factories
from tests.core.imports.people import checked, csv_of

pytestmark = pytest.mark.django_db


def test_a_check_counts_good_and_bad_rows_and_writes_no_record(ann):
    left = factories.user("left")
    left.is_active = False
    left.save()
    before = User.objects.count()

    run = checked(csv_of("bob,Bob,1", "left,Lea,2", "carl,Carl,12", "dee,Dee,"), ann)

    assert (run.status, run.row_count, run.good_count, run.bad_count) == ("CHECKED", 4, 2, 2)
    assert [(e["row"], e["cell"], e["column"], e["value"], e["code"]) for e in run.errors] == [
        (3, "A3", "username", "left", "dormant"),
        (4, "C4", "floor", "12", "too_large"),
    ]
    assert User.objects.count() == before
    assert (run.actor, run.actor_label, run.applied_at) == (ann.actor_name, "Ann", None)


def test_the_preview_shows_the_first_rows_and_what_was_not_asked_for(ann):
    run = checked(b"login;colour\nbob;red\n", ann)

    assert run.preview["columns"] == [
        {"heading": "login", "name": "username"},
        {"heading": "colour", "name": ""},
    ]
    assert run.preview["unknown"] == ["colour"]
    assert run.preview["rows"] == [{"number": 2, "cells": ["bob", "red"]}]
    assert run.notes == ["The cells are separated by a semicolon."]


def test_the_file_is_kept_once_under_the_hash_of_its_content(ann):
    first, second = (checked(csv_of("bob,Bob,1"), ann) for _ in range(2))

    assert first.sha256 == second.sha256
    path = f"imports/{first.sha256[:2]}/{first.sha256}"
    assert default_storage.open(path).read() == csv_of("bob,Bob,1")
    assert default_storage.listdir(f"imports/{first.sha256[:2]}")[1].count(first.sha256) == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\people.csv", "people.csv"),
        ("a\x00b\u202ec.csv", "a\\u0000b\\u202ec.csv"),
        ("", "-"),
        ("x" * 5000, "x" * 200),
    ],
)
def test_a_file_name_is_only_shown(name, shown):
    assert shown_name(name) == shown


def test_a_file_that_cannot_be_read_leaves_a_refused_run(ann):
    with pytest.raises(TableError, match="This column is missing: User name"):
        checked(b"name\nbob\n", ann)

    run = ImportRun.objects.get()
    assert (run.status, run.row_count) == ("REFUSED", 0)
    assert run.refusal.startswith("This column is missing: User name.")


def test_a_file_that_is_too_big_is_not_kept(ann, settings):
    settings.IMPORT_LIMITS = {"file_bytes": 100}

    with pytest.raises(TableError, match="megabytes"):
        checked(csv_of("b" * 100), ann)

    assert not ImportRun.objects.exists()


def test_what_a_user_may_not_choose_is_refused_by_its_field(ann, root):
    with pytest.raises(ContextRefusedError) as refused:
        checked(csv_of("bob,Bob,1"), ann, context={"team": "administrator"})
    assert refused.value.facts["errors"][0]["place"] == "team"
    assert not ImportRun.objects.exists()

    assert checked(csv_of("bob,Bob,1"), root, context={"team": "administrator"}).status == "CHECKED"


def test_many_errors_are_cut_on_the_run_and_whole_in_the_report(ann):
    run = checked(csv_of(*(f"p{n},x,=1+{n}" for n in range(700))), ann)

    assert (len(run.errors), run.errors_left_off, run.bad_count) == (500, 200, 700)
    lines = default_storage.open(report_path(str(run.public_id))).read().decode("utf-8-sig").splitlines()
    assert len(lines) == 701
    assert lines[1].startswith("2,C2,floor,'=1+0,")


def test_the_number_of_queries_does_not_grow_with_the_rows(ann, django_assert_num_queries):
    for count in (1, 2000):
        with django_assert_num_queries(5):  # the context's form (2), the kind's check, savepoint-free write
            checked(csv_of(*(f"p{count}x{n},x,1" for n in range(count))), ann)
