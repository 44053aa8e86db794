"""pytest plugin (`-p tests.pytest_servers`): one real PostgreSQL and one real Valkey for the whole run.

A plugin named on the command line, because Django's settings are read before any conftest.py. The first
process starts the servers; those of pytest-xdist inherit the addresses. DATABASE_URL and REDIS_URL that
are set are respected.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = (
    "config.settings_test"  # before `config` is imported, which names the other
)
os.environ.setdefault(
    "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
)  # Playwright keeps an event loop in the tests' thread

from config.runtime.postgres import Postgres
from config.runtime.processes import die_with_parent, is_alive
from config.runtime.valkey import Valkey

pytest_plugins = ["tests.pytest_live"]

PREFIX = "waybill-test-"
BROKER_DATABASES_APART = 4

_servers: list[Postgres | Valkey] = []
_folders: list[Path] = []


def start_servers() -> None:
    """Start what no variable names. Nothing here outlives the run, not even one that is killed."""
    for variable, server in (("DATABASE_URL", Postgres), ("REDIS_URL", Valkey)):
        if not os.environ.get(variable):
            started = server(_folder(), durable=False, dies_with_us=True)
            _servers.append(started)
            os.environ[f"WAYBILL_OWN_{variable}"] = "1"
            os.environ[variable] = started.start()
    _own_files()


def stop_servers() -> None:
    """Stop what was started and remove its files."""
    for server in _servers:
        server.ask_to_stop()
    while _servers:
        _servers.pop().wait_or_kill(3.0)
    while _folders:
        shutil.rmtree(_folders.pop(), ignore_errors=True)


def _folder() -> Path:
    """One folder of this run's own, readable for the database's user; those of killed runs are removed."""
    if not _folders:
        parent = Path("/var/tmp") if Path("/var/tmp").is_dir() else Path(tempfile.gettempdir())
        for left in parent.glob(f"{PREFIX}*"):
            run = left.name.removeprefix(PREFIX).split("-")[0]
            if run.isdecimal() and not is_alive(int(run)):
                shutil.rmtree(left, ignore_errors=True)
        _folders.append(Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent)))
        _folders[0].chmod(0o755)
    return _folders[0]


def share_servers() -> None:
    """What a process of pytest-xdist has for itself: a broker database, a cache, files.

    Its PostgreSQL database is pytest-django's business; the cache's keys have a prefix (settings_test).
    When the first process is killed, so are these.
    """
    die_with_parent(os.getppid())
    address, _, _ = os.environ["REDIS_URL"].rpartition("/")
    number = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = f"{address}/{number * BROKER_DATABASES_APART}"
    _own_files()


def _own_files() -> None:
    """No file of a demo that runs beside the tests is read or written."""
    var = _folder() / "var"
    (var / "static").mkdir(parents=True)
    os.environ["WAYBILL_VAR"] = str(var)


if "PYTEST_XDIST_WORKER" in os.environ:
    share_servers()
else:
    atexit.register(stop_servers)
    start_servers()


def pytest_unconfigure(config):
    """The end of the run, or of one process of it."""
    stop_servers()
