"""A road server for tests, in this process's care: started for a folder, stopped at the end."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from config.runtime.processes import dies_with
from routing.extracts.pointer import read_served

ROOT = Path(__file__).parents[2]
RUN = (
    "import sys, pathlib; from routing.extracts.server import RoadServer; "
    "RoadServer(pathlib.Path(sys.argv[1]), say=lambda line: print(line, flush=True)).run()"
)


def start_server(roads: Path) -> subprocess.Popen:
    """A road server in its own process."""
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(roads)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=dies_with(os.getpid()),  # noqa: PLW1509 - one prctl
    )


def wait_for(condition, *, seconds: float = 15.0):
    """The first true answer of the condition."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come true in time")


def wait_until_served(roads: Path):
    """Where the road server answers."""
    return wait_for(lambda: read_served(roads))


def engine_pids(server: subprocess.Popen) -> list[int]:
    """The osrm-routed processes of a server."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return [int(pid) for pid in children]


def stop_server(server: subprocess.Popen) -> None:
    """Politely."""
    if server.poll() is None:
        os.kill(server.pid, signal.SIGTERM)
    server.wait(10)
