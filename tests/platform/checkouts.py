"""A checkout of this source in a folder of its own, started by `make demo` and watched from outside."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from config.runtime.places import BASE
from config.runtime.processes import dies_with

PATIENCE_SECONDS = 180  # a wait, not a measurement: two first starts on a machine that does other work
READY = re.compile(r"Waybill is ready after")
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
OURS_ONLY = ("DATABASE_URL", "REDIS_URL", "WAYBILL_VAR", "DJANGO_SETTINGS_MODULE", "PORT", "SECRET_KEY")


def copy_of_the_source(folder: Path, *, with_environment: bool = True) -> Path:
    """The tracked files as they are now, and a link to this environment instead of an install."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=BASE, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        if (BASE / name).is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(BASE / name, folder / name)
    if with_environment:
        (folder / ".venv").symlink_to((BASE / ".venv").resolve())
    return folder


def open_folder(name: str) -> Path:
    """A new folder that the database's user can enter: pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=Path(os.environ["WAYBILL_VAR"]).parent))
    folder.chmod(0o755)
    return folder


def variables(**more: str) -> dict[str, str]:
    """The environment of a person who types make: nothing of this test run."""
    return {name: value for name, value in os.environ.items() if name not in OURS_ONLY} | more


class Demo:
    """One `make demo` in a checkout: its lines, its address, its processes."""

    def __init__(self, folder: Path, command: tuple[str, ...] = ("make", "demo"), **more: str) -> None:
        self.folder = folder
        self.log = folder.with_name(f"{folder.name}-{time.monotonic_ns()}.log")
        self.began = time.monotonic()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=folder, env=variables(EMPTY="1", **more), stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
                preexec_fn=dies_with(os.getpid()),  # noqa: PLW1509 - one prctl
            )  # fmt: skip

    def said(self) -> str:
        """All lines until now."""
        return self.log.read_text(errors="replace")

    def wait_for(self, pattern: str | re.Pattern[str], seconds: float = PATIENCE_SECONDS) -> re.Match[str]:
        """Wait until it says something."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = re.search(pattern, self.said())
            if found:
                return found
            if self.process.poll() is not None and not re.search(pattern, self.said()):
                break
            time.sleep(0.05)
        raise AssertionError(f"{pattern} was not said within {seconds} s:\n{self.said()}")

    def ready(self, seconds: float = PATIENCE_SECONDS) -> float:
        """Wait until the product can be used; how long that took."""
        self.wait_for(READY, seconds)
        return time.monotonic() - self.began

    @property
    def url(self) -> str:
        """The address that it printed."""
        return self.wait_for(ADDRESS).group()

    def fetch(self, path: str) -> tuple[int, str]:
        """Status and body of a page."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def database_url(self) -> str:
        """What manage.py of this checkout would use."""
        lines = (self.folder / ".var" / "env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)["DATABASE_URL"]

    def children(self) -> dict[str, int]:
        """Name and process number of what the supervisor runs."""
        return {
            row["name"]: row["pid"]
            for row in json.loads((self.folder / ".var" / "children.json").read_text())
        }

    def supervisor(self) -> int:
        """The process number of the supervisor."""
        return json.loads((self.folder / ".var" / "running.json").read_text())["pid"]

    def stop(self, number: signal.Signals = signal.SIGTERM, *, group: bool = False) -> float:
        """Send a signal to make, or to its group as a terminal does; seconds until nothing is left of it."""
        began = time.monotonic()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number) if group else os.kill(self.process.pid, number)
        self.process.wait(30)
        while processes_of(self.folder) and time.monotonic() - began < 30:
            time.sleep(0.02)
        return time.monotonic() - began

    def end(self) -> None:
        """Whatever happened in the test: nothing stays behind."""
        if self.process.poll() is None:
            self.stop()
        for pid in processes_of(self.folder):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def processes_of(folder: Path) -> dict[int, str]:
    """Every live process that works in the folder or names it in its command line."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            works_in = str((entry / "cwd").readlink())
        except OSError:
            continue
        if command and (f"{folder}/" in f"{command}/" or f"{works_in}/".startswith(f"{folder}/")):
            found[int(entry.name)] = command
    found.pop(os.getpid(), None)
    return found


def port_of(url: str) -> int:
    """The port in an address."""
    return urlsplit(url).port or 0
