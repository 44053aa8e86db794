"""The road server: keeps the road engine running for the network in use, and follows a change of it."""

import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from routing.extracts.engine_process import EngineProcess
from routing.extracts.errors import ProgramError
from routing.extracts.graph import Algorithm, Graph
from routing.extracts.pointer import Active, Served, read_active, write_served

_LOOK_SECONDS = 0.3
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 30.0
_OLD_ONES_FINISH_SECONDS = 2.0

type Say = Callable[[str], None]


class RoadServer:
    """Watches `active.json` below the roads' folder. With a fixed port one engine runs: the best there is."""

    def __init__(
        self, roads: Path, *, say: Say, bind: str = "127.0.0.1", port: int = 0, threads: int = 2
    ) -> None:
        self._roads, self._say = roads, say
        self._bind, self._port, self._threads = bind, port, threads
        self._active: Active | None = None
        self._engines: dict[Algorithm, EngineProcess] = {}
        self._pause, self._try_again_at = _FIRST_PAUSE_SECONDS, 0.0
        self._stop = threading.Event()

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)
        write_served(self._roads, None)
        if read_active(self._roads) is None:
            self._say("no roads yet: waiting for `manage.py build_roads`")
        try:
            while not self._stop.is_set():
                self.look()
                self._stop.wait(_LOOK_SECONDS)
        finally:
            self.close()

    def look(self) -> None:
        """One round: start what is missing, change over, bring back what fell."""
        if time.monotonic() < self._try_again_at:
            return
        active = read_active(self._roads)
        fallen = [algorithm for algorithm, engine in self._engines.items() if not engine.is_running()]
        if active == self._active and not fallen:
            return
        if fallen:
            write_served(self._roads, None)
            self._say(f"osrm-routed ({', '.join(fallen)}) ended; it is started again")
        try:
            self._change_over(active)
            self._pause = _FIRST_PAUSE_SECONDS
        except (ProgramError, OSError) as failure:
            self._say(f"{failure}; tried again in {self._pause:.1f} s")
            self._try_again_at = time.monotonic() + self._pause
            self._pause = min(2 * self._pause, _LONGEST_PAUSE_SECONDS)

    def close(self) -> None:
        """Stop every engine and say that nobody answers."""
        write_served(self._roads, None)
        for engine in self._engines.values():
            engine.stop()
        self._engines = {}

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()

    def _change_over(self, active: Active | None) -> None:
        if active is None:
            self.close()
            self._active = None
            return
        graph = Graph(self._roads / "networks" / active.folder)
        wanted = self._wanted(active, graph)
        kept = {
            algorithm: engine
            for algorithm, engine in self._engines.items()
            if algorithm in wanted and engine.is_running() and engine.base == graph.base(algorithm)
        }
        gone = [engine for algorithm, engine in self._engines.items() if kept.get(algorithm) is not engine]
        if self._port:
            for engine in gone:
                engine.stop()
        started = self._start([algorithm for algorithm in wanted if algorithm not in kept], graph)
        self._engines, self._active = {**kept, **started}, active
        best = self._engines[wanted[0]]
        live = self._engines.get("mld", best)
        write_served(self._roads, Served(active.network, best.url, live.url))
        self._say(
            f"{active.name}: " + ", ".join(f"{name} on {one.url}" for name, one in self._engines.items())
        )
        if any(engine.is_running() for engine in gone):
            self._stop.wait(_OLD_ONES_FINISH_SECONDS)
        for engine in gone:
            engine.stop()

    def _wanted(self, active: Active, graph: Graph) -> list[Algorithm]:
        """The best for planning first."""
        ready: list[Algorithm] = []
        if active.has_hierarchies and graph.is_ready("ch"):
            ready.append("ch")
        ready.append("mld")
        return ready[:1] if self._port else ready

    def _start(self, algorithms: list[Algorithm], graph: Graph) -> dict[Algorithm, EngineProcess]:
        started: dict[Algorithm, EngineProcess] = {}
        try:
            for algorithm in algorithms:
                started[algorithm] = EngineProcess(
                    graph.base(algorithm),
                    algorithm,
                    log=self._roads / f"osrm-{algorithm}.log",
                    bind=self._bind,
                    port=self._port,
                    threads=self._threads,
                )
            for engine in started.values():
                engine.wait_until_it_answers()
        except BaseException:
            for engine in started.values():
                engine.stop()
            raise
        return started


if __name__ == "__main__":  # without a database: `python -m routing.extracts.server FOLDER`
    RoadServer(Path(sys.argv[1]), say=print).run()
