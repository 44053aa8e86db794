"""A worker that is killed while it solves: its solver dies with it, another worker finishes, once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from routing.models import PlanProgress, PlanRun
from routing.services import planning
from routing.tasks import sweep_plan_runs
from tests.routing.problems import problem
from tests.routing.services.test_plan_runs import solver_processes, wait_for

WITHIN_SECONDS = 30
WORK = """
import django; django.setup()
import sys
from django.utils import timezone
from routing.services import solving
solving.work_on_run(run_id=int(sys.argv[1]), now=timezone.now)
"""


@pytest.mark.django_db(transaction=True)
def test_another_worker_finishes_within_thirty_seconds_what_a_killed_one_began(worker, live_variables):
    with transaction.atomic():
        run = planning.request_plan(problem=problem(visits=40, vehicles=3), seconds=4, by=None)
        connection.run_on_commit.clear()  # its doorbell is lost: the heir is not to begin first
    victim = subprocess.Popen([sys.executable, "-c", WORK, str(run.pk)], env=live_variables)
    try:
        wait_for(lambda: PlanProgress.objects.filter(run=run).exists(), seconds=60)
        solvers = solver_processes(parent=victim.pid)
        assert len(solvers) == 1
        os.kill(victim.pid, signal.SIGKILL)
        killed_at = time.monotonic()
        assert victim.wait(10) == -signal.SIGKILL
    finally:
        victim.kill()
        victim.wait()
    run.refresh_from_db()
    assert (run.status, run.attempt) == ("SOLVING", 1)
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in solvers))

    while PlanRun.objects.get(pk=run.pk).status != "FINISHED":
        assert time.monotonic() - killed_at < WITHIN_SECONDS
        sweep_plan_runs.delay()
        time.sleep(1)

    run.refresh_from_db()
    assert (run.attempt, run.lease_expires_at, run.error) == (2, None, "")
    assert run.plan == PlanProgress.objects.filter(run=run, attempt=2).order_by("number").last().plan
    assert run.ended_at <= timezone.now()
