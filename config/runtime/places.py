"""Where a checkout keeps what is not source: the folder `.var`, its lock, and room on the disk."""

import contextlib
import fcntl
import json
import os
import shutil
import time
from pathlib import Path
from typing import IO

from config.runtime.console import RefusalError, say
from config.runtime.processes import is_alive

BASE = Path(__file__).resolve().parents[2]
MEGABYTE = 1_000_000
FIRST_RUN_NEEDS = 2_500 * MEGABYTE
LATER_RUN_NEEDS = 300 * MEGABYTE
STOPPING_TAKES_SECONDS = 8
RUNNING_FILE = "running.json"


def var_folder() -> Path:
    """WAYBILL_VAR, or `.var` in the checkout. Made when it is missing."""
    folder = Path(os.environ.get("WAYBILL_VAR") or BASE / ".var").absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RefusalError(
            f"{folder} cannot be made ({error.strerror}): give this user the right to write there"
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise RefusalError(
            f"{folder} belongs to another user (number {folder.stat().st_uid}): "
            "start as that user, or remove the folder"
        )
    return folder


def require_room(folder: Path, *, needed_bytes: int) -> None:
    """Refuse to begin what a full disk would break half-way."""
    free = shutil.disk_usage(folder).free
    if free < needed_bytes:
        raise RefusalError(
            f"The disk that holds {folder} is nearly full: {free // MEGABYTE} MB free, "
            f"{needed_bytes // MEGABYTE} MB needed. Free some room and start again"
        )


class RunningLock:
    """One `make demo` per checkout. The file says who runs and where; the kernel forgets the lock with
    its holder.
    """

    def __init__(self, file: IO[str]) -> None:
        self.file = file

    @classmethod
    def take(cls, var: Path) -> "RunningLock":
        """Take the lock. Waits for a predecessor that is stopping; refuses when one is running."""
        file = (var / RUNNING_FILE).open("a+", encoding="utf-8")
        deadline = time.monotonic() + STOPPING_TAKES_SECONDS
        waiting = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                running = _read(file)
                if not running.get("stopping") or time.monotonic() > deadline:
                    raise RefusalError(_already(running)) from None
                if not waiting:
                    say("The one before is still stopping; waiting for it")
                waiting = True
                time.sleep(0.2)
            else:
                return cls(file)

    def tell(self, **facts: object) -> None:
        """Write down who holds the lock: pid, url, or that it is stopping."""
        self.file.seek(0)
        self.file.truncate()
        json.dump({"pid": os.getpid(), **facts}, self.file)
        self.file.flush()


def refuse_while_running(var: Path) -> None:
    """For what must not happen under a running product."""
    with (var / RUNNING_FILE).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RefusalError(_already(_read(file))) from None


def _read(file: IO[str]) -> dict[str, object]:
    file.seek(0)
    with contextlib.suppress(ValueError):
        facts = json.load(file)
        if isinstance(facts, dict):
            return facts
    return {}


def _already(running: dict[str, object]) -> str:
    pid = running.get("pid")
    where = f" at {running['url']}" if running.get("url") else ""
    how = (
        f"; stop it first: Ctrl-C in its terminal, or kill {pid}"
        if isinstance(pid, int) and is_alive(pid)
        else ""
    )
    return f"Waybill is already running from this checkout{where}{how}"
