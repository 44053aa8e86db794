"""One process under supervision: its own session, its lines in the terminal and in a file, started again
when it fails.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

from config.runtime.console import paint, say, write
from config.runtime.places import BASE
from config.runtime.processes import born_at, dies_with, end_session
from config.runtime.programs import Program

CRASHES_ALLOWED = 5
WITHIN_SECONDS = 60.0
FIRST_BACK_OFF_SECONDS = 0.3
LOG_LIMIT_BYTES = 5_000_000
UVICORN_READY = "Uvicorn running on"


class Child:
    """A program that runs, ran, or will be started again in a moment."""

    def __init__(self, program: Program, variables: Mapping[str, str], logs: Path) -> None:
        self.program, self.variables = program, variables
        self.log = logs / f"{program.name}.log"
        self.crashes: list[float] = []
        self.start_again_at: float | None = None
        self.given_up = self.quiet = False
        self.accepts = threading.Event()  # the web process has said that it takes requests

    def start(self) -> None:
        """Start the process. Only the main thread may: the promise to die with us is tied to the thread
        that forks.
        """
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        self.start_again_at = None
        self.accepts.clear()
        self.process = subprocess.Popen(
            self.program.command(), cwd=BASE, env=self.variables, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", bufsize=1,
            start_new_session=True, preexec_fn=dies_with(os.getpid()), pass_fds=self.program.inherited,
        )  # fmt: skip
        if self.process.stdout:
            threading.Thread(target=self._tell, args=(self.process.stdout,), daemon=True).start()

    def identity(self) -> dict[str, object]:
        """How a later start recognises this process when we are killed."""
        return {"name": self.program.name, "pid": self.process.pid, "born_at": born_at(self.process.pid)}

    def watch(self, changed: Callable[[], None]) -> bool:
        """Start it again after a crash, later each time. False when it has failed too often."""
        if self.given_up:
            return False
        if self.start_again_at is not None:
            if time.monotonic() >= self.start_again_at:
                self.start()
                changed()
            return True
        status = self.process.poll()
        if status is None:
            return True
        end_session(self.process.pid)
        now = time.monotonic()
        self.crashes = [at for at in self.crashes if now - at < WITHIN_SECONDS] + [now]
        self.given_up = len(self.crashes) >= CRASHES_ALLOWED
        ended = f"killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
        if self.given_up:
            say(f"{self.program.name} {ended}, {CRASHES_ALLOWED} times in a minute: given up. See {self.log}")
            return False
        back_off = FIRST_BACK_OFF_SECONDS * 2 ** (len(self.crashes) - 1)
        say(f"{self.program.name} {ended}; started again in {back_off:.1f} s")
        self.start_again_at = now + back_off
        return True

    def ask_to_stop(self) -> None:
        """Ask politely; nothing it says from now on goes to the terminal."""
        self.quiet = True
        if self.is_running():
            self.process.terminate()

    def is_running(self) -> bool:
        """Is the process there now?"""
        return hasattr(self, "process") and self.process.poll() is None

    def wait_or_kill(self, deadline: float) -> None:
        """Wait until the deadline, then kill; nobody of its session stays behind either way."""
        if not hasattr(self, "process"):
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{self.program.name} did not stop in time and is killed; the next start takes up its work")
        end_session(self.process.pid)
        self.process.wait()

    def _tell(self, lines: IO[str]) -> None:
        name = paint(f"{self.program.name:>13}", self.program.colour)
        with self.log.open("a", encoding="utf-8") as log:
            for line in lines:
                log.write(line)
                log.flush()
                if UVICORN_READY in line:
                    self.accepts.set()
                if not self.quiet and not _is_chatter(line):
                    write(f"{name} | {line.rstrip()}")


def _is_chatter(line: str) -> bool:
    """Lines that say what our own lines say already."""
    return line.startswith("INFO:") or not line.strip()
