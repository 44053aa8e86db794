"""Writing what a checked file brings."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from accounts.models import User
from core.imports.errors import ImportConflictError, RowsRefusedError
from core.imports.kinds import RowResult
from core.imports.services.applying import apply_run
from core.models import ImportRun
from core.states import ImportMode
from core.tables.errors import TableError
from tests import factories
from tests.core.imports.people import BrokenError, checked, csv_of
from tests.factories import MORNING

pytestmark = pytest.mark.django_db


def apply(run, by, mode=ImportMode.ALL):
    return apply_run(run_id=run.public_id, mode=mode, by=by, at=MORNING)


def names() -> set[str]:
    return set(User.objects.exclude(username__in=["ann", "root"]).values_list("username", flat=True))


def test_all_rows_are_written_and_counted(ann):
    factories.user("bob")
    outcome = apply(checked(csv_of("bob,Robert,1", "carl,Carl,2"), ann), ann)

    run = ImportRun.objects.get()
    assert (run.status, run.mode, run.applied_at) == ("APPLIED", "ALL", MORNING)
    assert (run.created_count, run.updated_count, run.unchanged_count) == (1, 1, 0)
    assert outcome.applied.results == {2: RowResult("updated", "bob"), 3: RowResult("created", "carl")}
    assert names() == {"bob", "carl"}


def test_one_bad_row_keeps_all_out_unless_only_the_good_ones_are_asked_for(ann):
    run = checked(csv_of("bob,Bob,1", "carl,Carl,99"), ann)

    with pytest.raises(RowsRefusedError, match=r"1 row is refused\. Nothing was written\.") as refused:
        apply(run, ann)
    assert names() == set()
    assert ImportRun.objects.get().status == "CHECKED"
    assert [error["row"] for error in refused.value.facts["errors"]] == [3]

    apply(run, ann, ImportMode.GOOD_ROWS)
    assert names() == {"bob"}
    run.refresh_from_db()
    assert (run.status, run.created_count, run.bad_count) == ("APPLIED", 1, 1)


def test_a_file_without_a_good_row_writes_nothing_in_either_mode(ann):
    for data in (csv_of("carl,Carl,99"), csv_of()):
        with pytest.raises(RowsRefusedError):
            apply(checked(data, ann), ann, ImportMode.GOOD_ROWS)
    assert not ImportRun.objects.filter(status="APPLIED").exists()


def test_the_same_file_twice_changes_nothing_and_says_so(ann):
    data = csv_of("bob,Bob,1", "carl,Carl,2")
    apply(checked(data, ann), ann)
    before = list(User.objects.order_by("pk").values())

    again = apply(checked(data, ann), ann)

    assert (again.applied.created, again.applied.updated, again.applied.unchanged) == (0, 0, 2)
    assert list(User.objects.order_by("pk").values()) == before


def test_the_same_run_twice_answers_with_the_first_result(ann):
    run = checked(csv_of("bob,Bob,1"), ann)
    first = apply(run, ann)
    User.objects.filter(username="bob").update(first_name="Bobby")

    again = apply(run, ann)

    assert (first.again, again.again) == (False, True)
    assert (again.run.created_count, again.applied.created) == (1, 1)
    assert User.objects.get(username="bob").first_name == "Bobby"


def test_what_changed_between_check_and_writing_is_judged_anew(ann):
    run = checked(csv_of("bob,Bob,1", "carl,Carl,2"), ann)
    left = factories.user("bob")
    left.is_active = False
    left.save()

    with pytest.raises(RowsRefusedError, match="1 row is refused"):
        apply(run, ann)
    assert not User.objects.filter(username="carl").exists()


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("crash", RuntimeError, "Something went wrong on our side"),
        ("refuse", BrokenError, "The team is full."),
    ],
)
def test_a_failure_half_way_leaves_nothing_and_is_written_down_and_can_be_repeated(ann, name, error, words):
    run = checked(csv_of("bob,Bob,1", f"{name},X,2"), ann)

    for _ in range(2):
        with pytest.raises(error):
            apply(run, ann)

    run.refresh_from_db()
    assert (run.status, names()) == ("FAILED", set())
    assert run.refusal.startswith(words)


def test_records_that_others_write_meanwhile_are_a_conflict_and_not_a_crash(ann, monkeypatch):
    run = checked(csv_of("bob,Bob,1"), ann)
    monkeypatch.setattr(
        User.objects, "in_bulk", lambda *args, **kwargs: factories.user("bob") and {}, raising=True
    )

    with pytest.raises(ImportConflictError):
        apply(run, ann)

    run.refresh_from_db()
    assert run.status == "FAILED"


def test_a_kept_file_that_is_gone_or_changed_is_not_believed(ann):
    run = checked(csv_of("bob,Bob,1"), ann)
    path = Path(default_storage.path(f"imports/{run.sha256[:2]}/{run.sha256}"))
    with path.open("ab") as file:
        file.write(b"\neve,Eve,1")
    with pytest.raises(TableError, match="changed since"):
        apply(run, ann)
    default_storage.delete(f"imports/{run.sha256[:2]}/{run.sha256}")
    with pytest.raises(TableError, match="no longer kept"):
        apply(run, ann)
    assert names() == set()


def test_who_may_not_see_the_context_any_more_cannot_apply(ann, root):
    from core.imports.errors import ContextRefusedError

    run = checked(csv_of("bob,Bob,1"), root, context={"team": "administrator"})

    with pytest.raises(ContextRefusedError):
        apply(run, ann)
    assert names() == set()
