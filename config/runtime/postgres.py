"""A private PostgreSQL on a loopback port: made once, adopted when it outlived a killed supervisor,
stopped cleanly.
"""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from config.runtime import engines
from config.runtime.console import RefusalError
from config.runtime.ports import HOST, free_port
from config.runtime.privileges import ServerUser, home_for
from config.runtime.processes import dies_with, is_alive, wait_until_gone

NAME = "waybill"
STARTING_TAKES_SECONDS = 60
AT_ONCE_SECONDS = 0.5
READY_LINE = 7  # of postmaster.pid: 0 pid, 3 port, 7 status
LAST_CHARACTERS = 800

# For a throw-away cluster: nothing needs to survive a power cut.
UNSAFE_BUT_FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
SETTINGS = (
    f"listen_addresses={HOST}",
    "unix_socket_directories=",  # their paths are limited to 107 bytes
    "max_connections=100",
    "shared_buffers=128MB",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
)


@dataclass(frozen=True)
class Running:
    """A live server, as its postmaster.pid tells."""

    pid: int
    port: int


class Postgres:
    """One cluster below `var`, or where the server's user can reach it when it cannot reach `var`."""

    def __init__(self, var: Path, *, durable: bool = True, dies_with_us: bool = False) -> None:
        self.user = ServerUser()
        self.home = home_for(var, self.user) / "postgres"
        self.home.mkdir(parents=True, exist_ok=True)
        self.user.own(self.home)
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        self.folder = engines.reachable(engines.postgres_for(self.data), self.user, self.home)
        self.durable, self.dies_with_us = durable, dies_with_us
        self.process: subprocess.Popen[bytes] | None = None
        self.running: Running | None = None
        self.adopted = False

    def start(self) -> str:
        """Start the server, or adopt the one that runs; return its address (DATABASE_URL)."""
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        self.running = self._live_server()
        self.adopted = self.running is not None
        if self.running is None:
            self.running = self._start_server(port=0)
        self._make_database()
        return self.url()

    def restart(self) -> None:
        """Start a server that ended by itself again, on the port that its clients know."""
        if self.running is not None:
            self.running = self._start_server(port=self.running.port)

    def has_ended(self) -> bool:
        """Did the server go without being asked to?"""
        if self.process is not None:
            return self.process.poll() is not None
        return self.running is not None and not is_alive(self.running.pid)

    def url(self) -> str:
        """The address for DATABASE_URL, with the password that only this user can read."""
        port = self.running.port if self.running else 0
        return f"postgres://{NAME}:{self._password()}@{HOST}:{port}/{NAME}"

    def ask_to_stop(self) -> None:
        """Ask for a clean end: sessions are ended, everything is written."""
        self._signal(signal.SIGINT)

    def wait_or_kill(self, seconds: float) -> None:
        """Wait for the clean end; then insist on one without it, from which the next start recovers."""
        if self._is_gone(seconds):
            return
        self._signal(signal.SIGQUIT)
        if not self._is_gone(AT_ONCE_SECONDS):
            self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self.running is not None and not self.has_ended():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.running.pid, number)

    def _is_gone(self, seconds: float) -> bool:
        if self.process is None:
            return wait_until_gone([self.running.pid] if self.running else [], seconds=seconds)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return self.process.poll() is not None

    def _make_cluster(self) -> None:
        """Under another name first, so that a killed initdb never looks finished."""
        for leftover in self.home.glob("data.new.*"):
            shutil.rmtree(leftover, ignore_errors=True)
        new = self.data.with_name(f"data.new.{os.getpid()}")
        secret = self.home / "password"
        if not secret.exists():
            _write_secret(secret, secrets.token_urlsafe(24))
        self.user.own(secret)
        text_order = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if engines.postgres_major(self.folder) < 17:  # noqa: PLR2004 - the first with an order of its own
            text_order = ["--locale=C.UTF-8"]
        answer = subprocess.run(
            [self.folder / "initdb", "-D", new, "-U", NAME, "--auth=scram-sha-256", f"--pwfile={secret}",
             "--encoding=UTF8", "--no-instructions", *text_order, *(() if self.durable else ("--no-sync",))],
            cwd="/", capture_output=True, text=True, check=False, **self.user.identity(),
        )  # fmt: skip
        if answer.returncode:
            raise RefusalError(
                f"PostgreSQL could not make its files in {new}: {answer.stderr.strip()[-LAST_CHARACTERS:]}"
            )
        new.rename(self.data)

    def _live_server(self) -> Running | None:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            found = Running(int(lines[0]), int(lines[3]))
            ready = lines[READY_LINE].strip() == "ready"
        except (OSError, IndexError, ValueError):
            return None
        return found if ready and is_alive(found.pid) and self._answers(found.port) else None

    def _start_server(self, port: int) -> Running:
        """A direct child. Retried for a while: a killed predecessor's lock file vanishes only when it is
        reaped.
        """
        deadline = time.monotonic() + STARTING_TAKES_SECONDS
        while time.monotonic() < deadline:
            chosen = port or free_port()
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(
                    self._command(chosen), cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                    start_new_session=True, preexec_fn=dies_with(os.getpid()) if self.dies_with_us else None,
                    **self.user.identity(),
                )  # fmt: skip
            while time.monotonic() < deadline and self.process.poll() is None:
                live = self._live_server()
                if live and live.pid == self.process.pid:
                    return live
                time.sleep(0.03)
            time.sleep(0.3)
        raise RefusalError(
            f"PostgreSQL did not start: {self.log.read_text(errors='replace')[-LAST_CHARACTERS:]}"
        )

    def _command(self, port: int) -> list[str | Path]:
        settings = [part for setting in SETTINGS for part in ("-c", setting)]
        return [
            self.folder / "postgres",
            "-D",
            self.data,
            "-p",
            str(port),
            *settings,
            *(() if self.durable else UNSAFE_BUT_FAST),
        ]

    def _answers(self, port: int) -> bool:
        try:
            self._connect(port).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _connect(self, port: int) -> "psycopg2.extensions.connection":
        return psycopg2.connect(
            host=HOST, port=port, user=NAME, password=self._password(), dbname="postgres", connect_timeout=5
        )

    def _make_database(self) -> None:
        connection = self._connect(self.running.port if self.running else 0)
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", [NAME])
            if not cursor.fetchone():
                cursor.execute(f'create database "{NAME}"')

    def _password(self) -> str:
        return (self.home / "password").read_text().strip()


def _write_secret(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text + "\n")
