"""A worker that is killed while it works out arrivals: another one finishes, and the effect is there once."""

import os
import signal
import socket
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from lastmile.models import Route, SiteWatch, StopEstimate, VehicleState
from lastmile.services import watching
from tests.lastmile import worlds
from tests.lastmile.road import fleets

WORK = """
import django; django.setup()
from django.utils import timezone
from lastmile.services import watching
print("begins", flush=True)
watching.take_turns(now=timezone.now)
print("ended", flush=True)
"""


@pytest.fixture
def silent_roads():
    """A road engine that takes the question and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server


@pytest.mark.django_db(transaction=True)
def test_another_worker_finishes_within_thirty_seconds_what_a_killed_one_began(live_variables, silent_roads):
    route = fleets.gone(worlds.site(), stops=2)
    now = timezone.now()
    Route.objects.update(starts_at=now, ends_at=now + timedelta(hours=2), departed_at=now)
    VehicleState.objects.create(
        vehicle=route.vehicle, route=route, fixed_at=timezone.now(), longitude=24.9, latitude=60.1
    )
    roads = f"http://127.0.0.1:{silent_roads.getsockname()[1]}"
    worker = subprocess.Popen(
        [sys.executable, "-c", WORK], env=live_variables | {"OSRM_URL": roads},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert worker.stdout.readline() == "begins\n"
        silent_roads.settimeout(30)
        asked, _address = silent_roads.accept()  # it holds the turn and waits for the roads
        os.kill(worker.pid, signal.SIGKILL)
        killed_at = time.monotonic()
        assert worker.wait(10) == -signal.SIGKILL
        asked.close()
    finally:
        worker.kill()
        worker.wait()
    assert SiteWatch.objects.get().status == "WORKING"
    assert not StopEstimate.objects.exists()

    while not watching.take_turns(now=timezone.now):
        assert time.monotonic() - killed_at < 30
        time.sleep(1)

    watch = SiteWatch.objects.get()
    assert (watch.status, watch.attempt, watch.lease_expires_at) == ("IDLE", 2, None)
    assert StopEstimate.objects.count() == 2
    assert time.monotonic() - killed_at < 30
