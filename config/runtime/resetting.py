"""Starting afresh: what a killed start left running is ended, and the demo's files are removed."""

import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path

from config.runtime.console import RefusalError
from config.runtime.places import RUNNING_FILE
from config.runtime.privileges import ServerUser, home_for
from config.runtime.processes import is_alive, wait_until_gone

GRACE_SECONDS = 5.0


def remove_data(var: Path) -> None:
    """Remove everything below `var` (but the lock that is held), and the database where it lies elsewhere."""
    home = _home_of_data(var)
    for folder in {home, var}:
        _end_servers(folder)
    if home != var:
        shutil.rmtree(home)
    for entry in var.iterdir():
        if entry.name == RUNNING_FILE:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _home_of_data(var: Path) -> Path:
    try:
        return home_for(var, ServerUser())
    except RefusalError:
        return var  # out of the server's reach, but not of ours


def _end_servers(folder: Path) -> None:
    """Servers that outlived a supervisor killed with -9: recognised by working in the folder."""
    left = [pid for pid in _pids_told(folder) if is_alive(pid) and _works_in(pid, folder)]
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        if wait_until_gone(left, seconds=GRACE_SECONDS):
            return


def _pids_told(folder: Path) -> list[int]:
    found = []
    for file in (folder / "postgres" / "data" / "postmaster.pid", folder / "valkey" / "server.pid"):
        with suppress(OSError, ValueError, IndexError):
            found.append(int(file.read_text().splitlines()[0]))
    return found


def _works_in(pid: int, folder: Path) -> bool:
    """A number that somebody else has by now must not be ended."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink().is_relative_to(folder.resolve())
    except OSError:
        return not Path("/proc").is_dir()
