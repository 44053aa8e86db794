"""One osrm-routed process that answers on loopback."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from routing.extracts.errors import ProgramError
from routing.extracts.graph import Algorithm
from routing.extracts.programs import last_words, program

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_KILL_AFTER_SECONDS = 3.0
_START_SECONDS = 60.0
MOST_POINTS = 25_000
_POLL_SECONDS = 0.05


class EngineProcess:
    """A road engine for one graph and one way to search it. It ends with the process that started it."""

    def __init__(
        self, base: Path, algorithm: Algorithm, *, log: Path, bind: str, port: int, threads: int
    ) -> None:
        self.base, self.algorithm, self.log = base, algorithm, log
        self.bind, self.port = bind, port or free_port(bind)
        with log.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, our own arguments
                [
                    str(program("routed")),
                    *("--algorithm", algorithm.upper(), "--ip", bind, "--port", str(self.port)),
                    *(
                        "--threads",
                        str(threads),
                        "--max-table-size",
                        str(MOST_POINTS),
                        "--verbosity",
                        "WARNING",
                    ),
                    *("--max-viaroute-size", "2000", "--keepalive-timeout", "60"),
                    str(base),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=_dies_with(os.getpid()),  # noqa: PLW1509 - the road server has one thread
            )

    @property
    def pid(self) -> int:
        """The process number."""
        return self._process.pid

    @property
    def url(self) -> str:
        """Where it answers on this machine."""
        return f"http://127.0.0.1:{self.port}"

    def is_running(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def answers(self) -> bool:
        """Whether it takes questions by now."""
        try:
            with urllib.request.urlopen(f"{self.url}/nearest/v1/driving/0,0", timeout=2):  # noqa: S310 - ours
                return True
        except urllib.error.HTTPError:
            return True  # it answered, if only that it cannot find the point
        except OSError:
            return False

    def wait_until_it_answers(self, *, seconds: float = _START_SECONDS) -> None:
        """Raises ProgramError with its last words when it ends or stays silent."""
        deadline = time.monotonic() + seconds
        while not self.answers():
            if not self.is_running():
                raise ProgramError(f"osrm-routed ended at its start: {last_words(self.log)}")
            if time.monotonic() > deadline:
                raise ProgramError(
                    f"osrm-routed did not answer within {seconds:.0f} s: {last_words(self.log)}"
                )
            time.sleep(_POLL_SECONDS)

    def stop(self) -> None:
        """End it, politely first."""
        if self.is_running():
            self._process.terminate()
            try:
                self._process.wait(_KILL_AFTER_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def free_port(bind: str) -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((bind, 0))
        port: int = probe.getsockname()[1]
        return port


def _dies_with(parent: int) -> Callable[[], None] | None:
    """What the child does before it becomes osrm-routed (Linux): end when we are killed with -9."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)

    def promise() -> None:
        library.prctl(_DIE_WITH_PARENT, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)

    return promise
