"""Imports on real processes: a worker that is killed in the middle, and a broker that is dead."""

import io
import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.services.roles import write_roles
from core.imports.declaring import Declaration
from core.imports.kinds import kind_named
from core.imports.services import asking
from core.imports.services.checking import check_file
from core.models import ImportRun
from core.states import ImportMode
from core.tasks import sweep_imports
from tests import factories
from wms.models import Item

WORK = """
import sys, django; django.setup()
from django.utils import timezone
from core.imports.services import working
working.work_on_run(run_id=int(sys.argv[1]), now=timezone.now)
"""
ASK = """
import sys, uuid, django; django.setup()
from django.utils import timezone
from accounts.models import User
from core.imports.services import asking
from core.states import ImportMode
by = User.objects.get(username="ann")
asking.ask_to_apply(run_id=uuid.UUID(sys.argv[1]), mode=ImportMode.ALL, by=by, at=timezone.now())
"""


@pytest.fixture
def ann(transactional_db):
    write_roles()
    return factories.user("ann", role="administrator")


def checked(ann, rows=50):
    text = "sku,name\n" + "".join(f"S-{n},Item {n}\n" for n in range(rows))
    return check_file(
        kind=kind_named("items"), stream=io.BytesIO(text.encode()), file_name="items.csv",
        declared=Declaration(), by=ann, at=timezone.now(),
    )  # fmt: skip


def until(condition, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


def test_another_worker_finishes_within_thirty_seconds_what_a_killed_one_began(ann, live_variables, worker):
    run = checked(ann)
    pages = Client()
    pages.force_login(ann)
    address = f"/import/runs/{run.public_id}/"
    with connection.cursor() as cursor:  # somebody else writes items: the import stops in the middle
        cursor.execute("SELECT pg_advisory_lock(hashtext('wms.items'))")
    ImportRun.objects.filter(pk=run.pk).update(  # asked for, and no doorbell rung yet
        status="QUEUED", mode="ALL", asked_by="ann", asked_at=timezone.now()
    )
    killed = subprocess.Popen([sys.executable, "-c", WORK, str(run.pk)], env=live_variables)
    try:
        assert until(lambda: ImportRun.objects.get().stage == "WRITING", 30)
        os.kill(killed.pid, signal.SIGKILL)
        killed_at = time.monotonic()
        assert killed.wait(10) == -signal.SIGKILL
    finally:
        killed.kill()
        killed.wait()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    assert (ImportRun.objects.get().status, Item.objects.count()) == ("APPLYING", 0)

    told = []

    def is_over():
        told.append("the worker does not answer" in pages.get(address).content.decode())
        sweep_imports()
        return ImportRun.objects.get().status == "APPLIED"

    assert until(is_over, 30)

    assert time.monotonic() - killed_at < 30
    run.refresh_from_db()
    assert (run.attempt, run.tries, run.created_count, Item.objects.count()) == (2, 2, 50, 50)
    assert True in told
    assert "50 created, 0 updated, 0 unchanged." in pages.get(address).content.decode()


def test_with_a_dead_broker_it_is_asked_for_all_the_same_and_the_sweep_finds_it(ann, live_variables, worker):
    run = checked(ann, rows=3)
    dead = live_variables | {"REDIS_URL": "redis://127.0.0.1:1/0"}
    began = time.monotonic()
    asked = subprocess.run([sys.executable, "-c", ASK, str(run.public_id)], env=dead, timeout=60, check=False)

    assert (asked.returncode, ImportRun.objects.get().status) == (0, "QUEUED")
    assert asking.runs_to_ring_for(at=timezone.now() + asking.RING_AFTER) == [run.pk]
    assert until(lambda: sweep_imports() or ImportRun.objects.get().status == "APPLIED", 30)
    assert (Item.objects.count(), ImportRun.objects.get().mode) == (3, ImportMode.ALL)
    assert time.monotonic() - began < 60
