"""A plan run from asked to answered, with the solver's real process."""

import os
import signal
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from core import events
from routing.engine.evaluate import evaluate
from routing.engine.formats.plan_json import plan_from
from routing.engine.formats.problem_json import problem_from
from routing.errors import RunEndedError
from routing.events import PlanEnded
from routing.models import PlanProgress, PlanRun
from routing.services import keeping, planning, solving
from routing.services.keeping import ClaimLostError
from routing.states import PlanRunStatus, Wish
from tests.routing.problems import problem

pytestmark = pytest.mark.django_db(transaction=True)


def ask(*, seconds: int = 2, **changes) -> PlanRun:
    return planning.request_plan(problem=problem(**changes), seconds=seconds, by=None)


def solve(run: PlanRun) -> PlanRun:
    solving.work_on_run(run_id=run.pk, now=timezone.now)
    run.refresh_from_db()
    return run


def in_thread(run: PlanRun) -> threading.Thread:
    def work():
        try:
            solving.work_on_run(run_id=run.pk, now=timezone.now)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def solver_processes(parent: int = 0) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                its_parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            if b"routing.services.solver_child" in words and its_parent == (parent or os.getpid()):
                found.append(int(folder.name))
    return found


def wait_for(true, seconds: float = 10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came true")


def test_a_run_ends_with_a_plan_whose_cost_our_evaluator_reproduces_and_so_does_every_step_on_the_way():
    run = solve(ask())
    assert (run.status, run.unplanned, run.error) == (PlanRunStatus.FINISHED, 0, "")
    given = problem_from(run.problem)
    for kept in [run.plan, *PlanProgress.objects.filter(run=run).values_list("plan", flat=True)]:
        plan = plan_from(kept)
        judged = evaluate(given, plan)
        assert (judged.cost.total, judged.violations) == (kept["cost"], ())


@pytest.mark.alone
def test_the_time_given_holds():
    began = time.monotonic()
    run = solve(ask(seconds=3, visits=60, vehicles=4))
    assert run.status == PlanRunStatus.FINISHED
    assert time.monotonic() - began < 3 + solving.OVERTIME_SECONDS + 1


def test_a_stopped_run_ends_at_once_with_the_best_plan_so_far():
    run = ask(seconds=60, visits=60, vehicles=4)
    thread = in_thread(run)
    wait_for(lambda: PlanProgress.objects.filter(run=run).exists())
    planning.stop_run(run_id=run.pk)
    thread.join(8)
    assert not thread.is_alive()
    run.refresh_from_db()
    assert (run.status, run.plan is not None) == (PlanRunStatus.FINISHED, True)


def test_a_cancelled_run_kills_its_solver():
    run = ask(seconds=60, visits=60, vehicles=4)
    thread = in_thread(run)
    wait_for(solver_processes)
    planning.cancel_run(run_id=run.pk, at=timezone.now())
    thread.join(8)
    run.refresh_from_db()
    assert (run.status, solver_processes()) == (PlanRunStatus.CANCELLED, [])


def test_a_run_cancelled_before_anybody_took_it_is_never_solved():
    run = ask()
    planning.cancel_run(run_id=run.pk, at=timezone.now())
    assert solve(run).status == PlanRunStatus.CANCELLED
    assert not PlanProgress.objects.exists()


def test_an_ended_run_can_be_neither_stopped_nor_cancelled():
    run = solve(ask(seconds=1))
    with pytest.raises(RunEndedError):
        planning.stop_run(run_id=run.pk)
    with pytest.raises(RunEndedError):
        planning.cancel_run(run_id=run.pk, at=timezone.now())
    run.refresh_from_db()
    assert run.wish == Wish.NONE


def test_a_problem_that_the_engine_refuses_fails_with_the_place():
    asked = problem()
    asked["visits"][3]["place"] = 99
    run = solve(planning.request_plan(problem=asked, seconds=1, by=None))
    assert run.status == PlanRunStatus.FAILED
    assert "visits[3].place" in run.error


def test_a_killed_solver_is_tried_again_and_the_third_death_fails_the_run():
    run = ask(seconds=30, visits=60, vehicles=4)
    for death in (1, 2, 3):
        thread = in_thread(run)
        for pid in wait_for(solver_processes):
            os.kill(pid, signal.SIGKILL)
        thread.join(8)
        run.refresh_from_db()
        assert (run.attempt, run.status) == (
            death,
            PlanRunStatus.QUEUED if death < keeping.MOST_ATTEMPTS else PlanRunStatus.FAILED,
        )
    assert "-9" in run.error


def test_of_two_workers_one_gets_the_run():
    run = ask()
    now = timezone.now()
    claims = [keeping.claim_run(run_id=run.pk, owner=name, at=now) for name in ("one", "two")]
    assert [claim is not None for claim in claims] == [True, False]


def test_a_worker_that_was_thought_dead_cannot_write_over_its_successor():
    run, now = ask(), timezone.now()
    dead = keeping.claim_run(run_id=run.pk, owner="dead", at=now - timedelta(minutes=5))
    assert planning.runs_to_ring_for(at=now) == [run.pk]
    heir = keeping.claim_run(run_id=run.pk, owner="heir", at=now)
    plan = {"cost": 1, "unplanned": [], "routes": []}
    with pytest.raises(ClaimLostError):
        keeping.keep_claim(claim=dead, at=now)
    with pytest.raises(ClaimLostError):
        keeping.keep_progress(claim=dead, number=1, elapsed_ms=1, plan=plan, engine="x")
    with pytest.raises(ClaimLostError):
        keeping.end_run(claim=dead, status=PlanRunStatus.FINISHED, at=now, plan=plan)
    keeping.end_run(claim=heir, status=PlanRunStatus.FINISHED, at=now, plan=plan)
    run.refresh_from_db()
    assert (run.status, run.attempt) == (PlanRunStatus.FINISHED, 2)


def test_a_missed_doorbell_is_rung_again_after_ten_seconds():
    run = ask()
    assert planning.runs_to_ring_for(at=timezone.now()) == []
    assert planning.runs_to_ring_for(at=timezone.now() + timedelta(seconds=11)) == [run.pk]


def test_the_end_of_a_run_is_told_once(monkeypatch):
    told = []
    monkeypatch.setitem(events._handlers, PlanEnded, [told.append])
    run = solve(ask(seconds=1))
    assert [event.run_ids for event in told] == [[run.pk]]
