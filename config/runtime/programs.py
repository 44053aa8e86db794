"""The processes of the product and the commands that start them: the one list, which docker-compose.yml
is compared with.
"""

import sys
from dataclasses import dataclass, field
from pathlib import Path

from config.runtime.places import BASE

CELERY = ("-m", "celery", "-q", "-A", "config")
WORKER = (*CELERY, "worker", "--without-gossip", "--without-mingle", "--loglevel", "WARNING")

# Arguments of the interpreter, without what differs between here and an image: address, number of
# processes, files.
WEB = ("-m", "uvicorn", "config.server:application", "--lifespan", "off", "--timeout-graceful-shutdown", "1",
       "--no-access-log", "--no-server-header")  # fmt: skip
SOLVER = (*WORKER, "-Q", "solver", "-n", "solver@%h", "-P", "prefork")
IO = (*WORKER, "-Q", "io", "-n", "io@%h", "-P", "threads")
BEAT = (*CELERY, "beat", "--loglevel", "WARNING", "--pidfile=")
ROADS = ("manage.py", "serve_roads")


@dataclass(frozen=True)
class Program:
    """One long-running process: its command, how long it may take to stop, and whether the product can do
    without.
    """

    name: str
    arguments: tuple[str, ...]
    colour: int
    grace_seconds: float = 2.0
    essential: bool = True
    inherited: tuple[int, ...] = field(default=())

    def command(self) -> list[str]:
        """The whole command line."""
        return [sys.executable, *self.arguments]


def programs(*, listener: int, var: Path) -> list[Program]:
    """What `make demo` keeps running. The web process gets the listening socket, so that its address
    never refuses.
    """
    found = [
        Program("web", (*WEB, "--fd", str(listener)), colour=36, inherited=(listener,)),
        Program("worker-solver", (*SOLVER, "-c", "1"), colour=35),
        Program("worker-io", (*IO, "-c", "4"), colour=33),
        Program("beat", (*BEAT, "-s", str(var / "beat")), colour=34),
    ]
    if any(BASE.glob("*/management/commands/serve_roads.py")):
        found.append(Program("roads", ROADS, colour=32, essential=False))
    return found
