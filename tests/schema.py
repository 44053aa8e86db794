"""The schema is migrated once, and copied wherever it is needed.

Running every migration takes some twenty seconds of both cores. So one template database is made for the run,
from which each process's test database is copied, and what it holds is kept as a dump below `.var` of the
checkout for the next run. The dump is named after everything that decides what migrations do; where a server
of its own is named by DATABASE_URL, nothing is kept.
"""

import fcntl
import os
import subprocess
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg2
import pytest

from config.runtime import engines
from config.runtime.places import BASE

KEPT = BASE / ".var" / "test-schemas"
NAME = "waybill_template"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Have the template ready before pytest-django makes this process's test database."""
    from django.conf import settings
    from django.db import connection

    with django_db_blocker.unblock(), _turn(), _server() as server:
        if not _exists(server):
            _make(server, connection)
    connection.settings_dict["TEST"]["TEMPLATE"] = NAME
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = NAME


@contextmanager
def _turn():
    """The processes of a run come one after the other: the first makes the template."""
    with (Path(os.environ["WAYBILL_TEST_TURNS"]) / "schema").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


@contextmanager
def _server():
    server = psycopg2.connect(os.environ["DATABASE_URL"])
    server.autocommit = True
    try:
        yield server.cursor()
    finally:
        server.close()


def _exists(server):
    server.execute("SELECT FROM pg_database WHERE datname = %s", [NAME])
    return server.rowcount > 0


def _make(server, connection):
    """Under another name first: one that is not finished is nobody's template."""
    unfinished = f"{NAME}_unfinished"
    server.execute(f"DROP DATABASE IF EXISTS {unfinished}")
    server.execute(f"CREATE DATABASE {unfinished}")
    dump = KEPT / f"{fingerprint()}.sql" if "WAYBILL_OWN_DATABASE_URL" in os.environ else None
    if not (dump and dump.exists() and _fill(unfinished, dump)):
        _migrate(unfinished, connection)
        if dump:
            _keep(unfinished, dump)
    server.execute(f"ALTER DATABASE {unfinished} RENAME TO {NAME}")


def _migrate(database, connection):
    from django.core.management import call_command

    connection.close()
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = database
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def _fill(database, dump):
    """Read a dump; what another version wrote may not fit, and then the migrations run as ever."""
    told = _program(
        "psql", database, "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", f"--file={dump}"
    )
    return told.returncode == 0


def _keep(database, dump):
    """Keep the newest only; of two runs at the same time each writes the same."""
    dump.parent.mkdir(parents=True, exist_ok=True)
    made = dump.with_suffix(f".{os.getpid()}")
    if _program("pg_dump", database, f"--file={made}").returncode == 0:
        for old in dump.parent.glob("*.sql"):
            old.unlink(missing_ok=True)
        made.replace(dump)
    made.unlink(missing_ok=True)


def _program(name, database, *arguments):
    program = engines.postgres_folders()[0] / name
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{database}"
    return subprocess.run([program, f"--dbname={url}", *arguments], capture_output=True, check=False)


def fingerprint():
    """Everything that decides what the schema is: migrations, SQL, and the versions of what runs them."""
    found = sha256((BASE / "requirements.lock").read_bytes())
    for path in sorted([*BASE.glob("*/migrations/*.py"), *BASE.glob("*/sql/*.sql"), *BASE.glob("core/*.py")]):
        found.update(str(path.relative_to(BASE)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:24]
