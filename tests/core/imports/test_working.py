"""Workers: what is asked of them is done once, told while it goes on, and given up when nobody wants it."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.services.roles import write_roles
from core.imports import kinds
from core.imports.errors import ImportOpenError, ImportOverError, RowsRefusedError
from core.imports.services import asking, claiming, working
from core.imports.services.claiming import LEASE_SECONDS, ClaimLostError
from core.models import ImportRun
from core.states import ImportMode, ImportStatus
from tests import factories
from tests.core.imports.people import PEOPLE, checked, csv_of
from tests.factories import MORNING

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ann(transactional_db):
    write_roles()
    return factories.user("ann", role="administrator")


@pytest.fixture
def held_up(monkeypatch):
    """The kind waits in the middle of its writing: `reached` is set there, `go` lets it on."""
    reached, go = threading.Event(), threading.Event()

    def apply(rows, **facts):
        applied = PEOPLE.apply(rows, **facts)
        reached.set()
        assert go.wait(30)
        facts["written"](len(rows))
        return applied

    monkeypatch.setitem(kinds._kinds, "people", replace(PEOPLE, apply=apply))
    yield reached, go
    go.set()


def asked(ann, *rows, mode=ImportMode.ALL):
    run = checked(csv_of(*rows), ann)
    return asking.ask_to_apply(run_id=run.public_id, mode=mode, by=ann, at=timezone.now())


def work(run):
    working.work_on_run(run_id=run.pk, now=timezone.now)
    run.refresh_from_db()
    return run


def at_work(run):
    """A worker in a thread of its own."""

    def go():
        try:
            working.work_on_run(run_id=run.pk, now=timezone.now)
        finally:
            connection.close()

    thread = threading.Thread(target=go)
    thread.start()
    return thread


def names():
    return set(User.objects.exclude(username="ann").values_list("username", flat=True))


def lapse(run):
    """As if its worker had been silent for as long as the lease lasts."""
    ImportRun.objects.filter(pk=run.pk).update(lease_expires_at=timezone.now() - timedelta(seconds=1))


def test_what_is_asked_for_is_written_and_the_run_says_what(ann):
    run = work(asked(ann, "bob,Bob,1", "carl,Carl,2"))

    assert (run.status, run.created_count, run.applied_by_label) == ("APPLIED", 2, "Ann")
    assert (run.lease_expires_at, run.stage, run.attempt) == (None, "", 1)
    assert names() == {"bob", "carl"}
    assert work(run).attempt == 1  # a doorbell that rings once more


def test_asking_twice_is_asking_once_and_another_mode_is_refused(ann):
    run = asked(ann, "bob,Bob,1")
    again = asking.ask_to_apply(run_id=run.public_id, mode=ImportMode.ALL, by=ann, at=timezone.now())
    assert (again.pk, again.asked_at) == (run.pk, run.asked_at)
    with pytest.raises(ImportOpenError):
        asking.ask_to_apply(run_id=run.public_id, mode=ImportMode.GOOD_ROWS, by=ann, at=timezone.now())

    work(run)
    asking.ask_to_apply(run_id=run.public_id, mode=ImportMode.ALL, by=ann, at=timezone.now())
    run.refresh_from_db()
    assert run.status == "APPLIED"


def test_what_cannot_be_written_is_refused_when_it_is_asked_for(ann):
    for rows, mode in ((("bob,B,1", "carl,C,99"), ImportMode.ALL), (("carl,C,99",), ImportMode.GOOD_ROWS)):
        with pytest.raises(RowsRefusedError):
            asked(ann, *rows, mode=mode)
    assert set(ImportRun.objects.values_list("status", flat=True)) == {"CHECKED"}


def test_rows_that_became_bad_meanwhile_are_told_and_nothing_is_written(ann):
    run = asked(ann, "bob,Bob,1", "carl,Carl,2")
    left = factories.user("bob")
    left.is_active = False
    left.save()

    work(run)

    assert (run.status, run.refusal) == ("FAILED", "1 row is refused. Nothing was written.")
    assert (run.good_count, run.bad_count, [error["row"] for error in run.errors]) == (1, 1, [2])
    assert names() == {"bob"}
    asking.ask_to_apply(run_id=run.public_id, mode=ImportMode.GOOD_ROWS, by=ann, at=timezone.now())
    assert (work(run).status, names()) == ("APPLIED", {"bob", "carl"})


@pytest.mark.parametrize(
    ("name", "words"), [("crash", "Something went wrong on our side"), ("refuse", "The team is full.")]
)
def test_a_failure_half_way_leaves_nothing_but_its_reason(ann, name, words):
    run = work(asked(ann, "bob,Bob,1", f"{name},X,2"))

    assert (run.status, names(), run.lease_expires_at) == ("FAILED", set(), None)
    assert run.refusal.startswith(words)


def test_who_lost_the_right_meanwhile_imports_nothing(ann):
    run = asked(ann, "bob,Bob,1")
    ann.groups.clear()

    assert (work(run).status, names()) == ("FAILED", set())
    assert "no longer" in run.refusal


def test_a_long_file_is_checked_and_if_asked_for_written(ann, tmp_path):
    for mode, ended in ((None, ["CHECKED"]), (ImportMode.ALL, ["QUEUED", "APPLIED"])):
        run = kept(ann, csv_of("bob,Bob,1"), mode)
        assert [work(run).status for _ in ended] == ended
        assert (run.row_count, run.preview["rows"][0]["cells"][0]) == (1, "bob")
    assert names() == {"bob"}

    bad = work(kept(ann, csv_of("bob,Bob,99"), ImportMode.ALL))
    assert (bad.status, bad.refusal, len(bad.errors)) == (
        "FAILED",
        "1 row is refused. Nothing was written.",
        1,
    )
    unreadable = work(kept(ann, b"username\nb\xf6b\n", None))
    assert (unreadable.status, unreadable.refusal[:16]) == ("REFUSED", "Line 2, column 2")


def kept(ann, data, mode):
    import io

    from core.imports.declaring import Declaration

    declared = Declaration(context={"team": "driver"})
    run = asking.keep_file(
        kind=PEOPLE, stream=io.BytesIO(data), file_name="p.csv", declared=declared, by=ann, at=MORNING
    )
    return asking.ask_for_check(run=run, by=ann, at=timezone.now(), mode=mode)


def test_how_far_it_is_can_be_seen_while_nothing_is_written_yet(ann, held_up):
    reached, go = held_up
    run = asked(ann, *(f"p{n},x,1" for n in range(40)))
    thread = at_work(run)
    assert reached.wait(20)

    assert waited_for(lambda: ImportRun.objects.get().stage_rows == 39)
    seen = ImportRun.objects.get()
    assert (seen.status, seen.stage, names()) == ("APPLYING", "WRITING", set())
    go.set()
    thread.join(20)
    assert (ImportRun.objects.get().status, len(names())) == ("APPLIED", 40)


def waited_for(condition):
    deadline = timezone.now() + timedelta(seconds=15)
    while timezone.now() < deadline and not condition():
        threading.Event().wait(0.1)
    return condition()


def test_cancelled_in_the_middle_of_writing_nothing_is_written(ann, held_up):
    reached, go = held_up
    run = asked(ann, "bob,Bob,1")
    thread = at_work(run)
    assert reached.wait(20)

    assert asking.cancel(run_id=run.public_id).is_unwanted
    go.set()  # before the next beat or after it: the final write looks too
    thread.join(20)

    run.refresh_from_db()
    assert (run.status, run.is_unwanted, names()) == ("CANCELLED", False, set())
    with pytest.raises(ImportOverError):
        asking.cancel(run_id=run.public_id)


def test_a_worker_that_was_thought_dead_takes_back_everything(ann, held_up, monkeypatch):
    """Its lease ran out while it slept; another one has finished. The fence is the attempt."""
    monkeypatch.setattr("core.imports.services.beating.BEAT_SECONDS", 1000)  # it gives no sign of life
    monkeypatch.setattr(
        "core.imports.services.writing._wait_for_turn", lambda _kind: None
    )  # nor holds a turn
    reached, go = held_up
    run = asked(ann, "bob,Bob,1")
    slow = at_work(run)
    assert reached.wait(20)
    lapse(run)
    claim = claiming.claim_run(run_id=run.pk, owner="another", at=timezone.now())
    assert claim.attempt == 2

    go.set()
    slow.join(20)

    run.refresh_from_db()
    assert (run.status, run.attempt, run.lease_owner, names()) == ("APPLYING", 2, "another", set())


def test_a_late_word_of_a_dead_worker_changes_nothing(ann):
    run = asked(ann, "bob,Bob,1")
    first = claiming.claim_run(run_id=run.pk, owner="one", at=timezone.now())
    lapse(run)
    claiming.claim_run(run_id=run.pk, owner="two", at=timezone.now())
    before = ImportRun.objects.values().get()

    with pytest.raises(ClaimLostError):
        claiming.keep_claim(claim=first, at=timezone.now(), stage="WRITING", rows=7)
    with pytest.raises(ClaimLostError):
        claiming.fail_claimed(claim=first, reason="I was dead")
    with pytest.raises(ClaimLostError):
        claiming.give_back(claim=first)
    claiming.cancel_claimed(claim=first)
    assert ImportRun.objects.values().get() == before


@pytest.mark.parametrize("_round", range(3))
def test_two_workers_at_one_run_have_one_effect(ann, _round):
    run = asked(ann, *(f"p{n},x,1" for n in range(200)))
    threads = [at_work(run) for _ in range(4)]
    for thread in threads:
        thread.join(30)

    run.refresh_from_db()
    assert (run.status, run.attempt, run.created_count, len(names())) == ("APPLIED", 1, 200, 200)


def test_of_one_kind_one_is_written_at_a_time_and_the_next_is_rung_for(ann, held_up, monkeypatch):
    rung = []
    monkeypatch.setattr(
        "celery.app.task.Task.apply_async", lambda *_, kwargs, **__: rung.append(kwargs["run_id"])
    )
    reached, go = held_up
    first, second = asked(ann, "bob,Bob,1"), asked(ann, "carl,Carl,1")
    thread = at_work(first)
    assert reached.wait(20)

    assert (work(second).status, second.attempt) == ("QUEUED", 0)
    go.set()
    thread.join(20)
    assert rung == [first.pk, second.pk, second.pk]
    assert (work(second).status, names()) == ("APPLIED", {"bob", "carl"})


def test_the_sweep_finds_missed_doorbells_and_dead_workers_and_nothing_else(ann):
    at = timezone.now()
    _fresh, missed, held, dead, over = (asked(ann, f"p{n},x,1") for n in range(5))
    ImportRun.objects.filter(pk=missed.pk).update(asked_at=at - timedelta(seconds=6))
    for run, seconds in ((held, 5), (dead, -1)):
        ImportRun.objects.filter(pk=run.pk).update(
            status="APPLYING", lease_expires_at=at + timedelta(seconds=seconds)
        )
    work(over)

    assert set(asking.runs_to_ring_for(at=at)) == {missed.pk, dead.pk}


def test_a_file_that_kills_its_worker_every_time_is_given_up_with_a_reason(ann):
    run = asked(ann, "bob,Bob,1")
    for _ in range(3):
        assert claiming.claim_run(run_id=run.pk, owner="x", at=timezone.now())
        lapse(run)

    assert claiming.claim_run(run_id=run.pk, owner="x", at=timezone.now()) is None
    run.refresh_from_db()
    assert (run.status, run.refusal[:40], names()) == (
        "FAILED",
        "The program that worked on this file end",
        set(),
    )


def test_cancelled_after_its_worker_died_it_ends_with_the_next_look(ann):
    run = asked(ann, "bob,Bob,1")
    claiming.claim_run(run_id=run.pk, owner="x", at=timezone.now())
    asking.cancel(run_id=run.public_id)
    lapse(run)

    assert (work(run).status, names()) == ("CANCELLED", set())


def test_a_live_lease_is_not_taken(ann):
    run = asked(ann, "bob,Bob,1")
    at = timezone.now()
    assert claiming.claim_run(run_id=run.pk, owner="x", at=at)

    assert claiming.claim_run(run_id=run.pk, owner="y", at=at + timedelta(seconds=LEASE_SECONDS - 1)) is None
    assert claiming.claim_run(run_id=run.pk, owner="y", at=at + timedelta(seconds=LEASE_SECONDS))
    assert ImportRun.objects.get().status == ImportStatus.APPLYING
