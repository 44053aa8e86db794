"""A private Valkey on a loopback port: broker, cache and live topics. It writes what it holds to a file
as it goes.
"""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import time
from pathlib import Path

import redis

from config.runtime import engines
from config.runtime.console import RefusalError
from config.runtime.ports import HOST, free_port
from config.runtime.processes import born_at, dies_with, is_alive, wait_until_gone

STARTING_TAKES_SECONDS = 30
DATABASES = 64
LAST_CHARACTERS = 800


class Valkey:
    """One server with its files below `var`/valkey."""

    def __init__(self, var: Path, *, durable: bool = True, dies_with_us: bool = False) -> None:
        self.home = var / "valkey"
        self.home.mkdir(parents=True, exist_ok=True)
        self.state = self.home / "state.json"
        self.log = self.home / "server.log"
        self.durable, self.dies_with_us = durable, dies_with_us
        self.process: subprocess.Popen[bytes] | None = None
        self.pid = self.port = 0
        self.password = ""
        self.adopted = False

    def start(self) -> str:
        """Start the server, or adopt the one that runs; return its address (REDIS_URL)."""
        self.adopted = self._adopt()
        if not self.adopted:
            self.password = secrets.token_urlsafe(24)
            self._start_server(port=0)
        return self.url()

    def restart(self) -> None:
        """Start a server that ended by itself again, on the port and with the password that its clients
        know.
        """
        self._start_server(port=self.port)

    def has_ended(self) -> bool:
        """Did the server go without being asked to?"""
        if self.process is not None:
            return self.process.poll() is not None
        return bool(self.pid) and not is_alive(self.pid)

    def url(self, database: int = 0) -> str:
        """The address for REDIS_URL."""
        return f"redis://:{self.password}@{HOST}:{self.port}/{database}"

    def ask_to_stop(self) -> None:
        """Ask for a clean end."""
        self._signal(signal.SIGTERM)

    def wait_or_kill(self, seconds: float) -> None:
        """Wait for it; then end it without: what it holds is on the disk, but for the last second."""
        if not self._is_gone(seconds):
            self._signal(signal.SIGKILL)
            self._is_gone(seconds=1.0)
        self.state.unlink(missing_ok=True)

    def _signal(self, number: signal.Signals) -> None:
        if self.pid and not self.has_ended():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _is_gone(self, seconds: float) -> bool:
        if self.process is None:
            return wait_until_gone([self.pid] if self.pid else [], seconds=seconds)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return self.process.poll() is not None

    def _adopt(self) -> bool:
        try:
            known = json.loads(self.state.read_text())
            self.pid, self.port, self.password = known["pid"], known["port"], known["password"]
        except (OSError, ValueError, KeyError):
            return False
        return born_at(self.pid) == known.get("born_at") and self._answers()

    def _start_server(self, port: int) -> None:
        deadline = time.monotonic() + STARTING_TAKES_SECONDS
        while time.monotonic() < deadline:
            self.port = port or free_port()
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(
                    [engines.valkey_program(), "-"], cwd=self.home, stdin=subprocess.PIPE,
                    stdout=log, stderr=log, start_new_session=True,
                    preexec_fn=dies_with(os.getpid()) if self.dies_with_us else None,
                )  # fmt: skip
            self.pid = self.process.pid
            if self.process.stdin:  # through a pipe: a command line could be read by others
                self.process.stdin.write(self._configuration().encode())
                self.process.stdin.close()
            while time.monotonic() < deadline and self.process.poll() is None:
                if self._answers():
                    self._write_state()
                    return
                time.sleep(0.02)
            time.sleep(0.2)
        raise RefusalError(f"Valkey did not start: {self.log.read_text(errors='replace')[-LAST_CHARACTERS:]}")

    def _configuration(self) -> str:
        return "\n".join(
            (
                f"port {self.port}",
                f"bind {HOST}",
                f"requirepass {self.password}",
                f"databases {DATABASES}",
                f"dir {json.dumps(str(self.home))}",
                f"pidfile {json.dumps(str(self.home / 'server.pid'))}",
                f"appendonly {'yes' if self.durable else 'no'}",
                "appendfsync everysec",
                'save ""',
                "maxmemory-policy noeviction",
                "",
            )
        )

    def _answers(self) -> bool:
        try:
            with redis.Redis(host=HOST, port=self.port, password=self.password, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def _write_state(self) -> None:
        known = {"pid": self.pid, "born_at": born_at(self.pid), "port": self.port, "password": self.password}
        self.state.touch(mode=0o600)
        self.state.chmod(0o600)
        self.state.write_text(json.dumps(known))
