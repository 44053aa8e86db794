"""Facts about processes: is it still that one, who belongs to its session, and dying with one's parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

PR_SET_PDEATHSIG = 1
ON_LINUX = sys.platform == "linux"
_libc = ctypes.CDLL(None, use_errno=True) if ON_LINUX else None


def is_alive(pid: int) -> bool:
    """Does a process of this number exist, and is it more than a zombie?"""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _state_and_session(pid)[0] != "Z"


def born_at(pid: int) -> str:
    """When the process began, as its system writes it; empty when there is none. Tells a reused number
    apart.
    """
    if ON_LINUX:
        try:
            return _stat_fields(pid)[19]
        except (OSError, IndexError):
            return ""
    answer = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()


def session_members(leader: int) -> list[int]:
    """Everybody in the session that a child of ours leads, the leader included."""
    if not ON_LINUX:
        answer = subprocess.run(["ps", "-A", "-o", "pid=,sess="], capture_output=True, text=True, check=False)
        pairs = (line.split() for line in answer.stdout.splitlines())
        return [int(pid) for pid, session in pairs if session == str(leader)]
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())
    members = ((pid, *_state_and_session(pid)) for pid in numbers)
    return [pid for pid, state, session in members if session == leader and state != "Z"]


def end_session(leader: int) -> None:
    """Kill everything that is left in a child's session."""
    for pid in session_members(leader):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def wait_until_gone(pids: Iterable[int], *, seconds: float) -> bool:
    """Wait for processes that are not our children. True when all of them have ended."""
    deadline = time.monotonic() + seconds
    waiting = list(pids)
    while waiting := [pid for pid in waiting if is_alive(pid)]:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def dies_with(parent: int) -> Callable[[], None]:
    """What a new child runs first, so that it ends when its parent is killed with -9 (Linux)."""

    def promise() -> None:
        die_with_parent(parent)

    return promise


def die_with_parent(parent: int) -> None:
    """Ask the kernel for SIGTERM at the parent's death; end at once when that has already happened."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)


def _state_and_session(pid: int) -> tuple[str, int]:
    try:
        fields = _stat_fields(pid)
        return fields[0], int(fields[3])
    except (OSError, IndexError, ValueError):
        return "", 0


def _stat_fields(pid: int) -> list[str]:
    """/proc/PID/stat from the state on: 0 state, 3 session, 19 start time. The name before it may hold
    blanks.
    """
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
