"""Two server processes that race on one database, and their referee."""

import json
import os
import subprocess
import sys
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
SERVERS = 2
_barriers = count(770_000)


class Referee:
    """Hands out acts to server processes, starts them at one moment, collects what callers saw."""

    def __init__(self) -> None:
        self.servers = [self._start() for _ in range(SERVERS)]
        for server in self.servers:
            assert self._hear(server) == "awake"

    def race(self, acts: list[tuple[str, dict]], *, threads: int = 8) -> list[tuple[str, object]]:
        """Deal the acts out over threads of both processes; the answers in the order of the acts."""
        lanes = [[] for _ in range(min(len(acts), SERVERS * threads))]
        for number, act in enumerate(acts):
            lanes[number % len(lanes)].append((number, act))
        barrier = next(_barriers)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [barrier])
            for number, server in enumerate(self.servers):
                mine = [[act for _n, act in lane] for lane in lanes[number::SERVERS]]
                self._tell(server, {"barrier": barrier, "threads": mine})
            assert [self._hear(server) for server in self.servers] == ["ready"] * SERVERS
            cursor.execute("SELECT pg_advisory_unlock(%s)", [barrier])
        answers: dict[int, tuple[str, object]] = {}
        for number, server in enumerate(self.servers):
            for lane, said in zip(lanes[number::SERVERS], self._hear(server), strict=True):
                answers |= {n: tuple(answer) for (n, _act), answer in zip(lane, said, strict=True)}
        return [answers[n] for n in range(len(acts))]

    def close(self) -> None:
        """End the processes that this referee started."""
        for server in self.servers:
            server.stdin.close()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()

    def _start(self) -> subprocess.Popen:
        facts = connection.settings_dict
        login = quote(facts["USER"]) + (f":{quote(facts['PASSWORD'])}" if facts["PASSWORD"] else "")
        url = f"postgres://{login}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
        return subprocess.Popen(
            [sys.executable, "-m", "tests.races.racer"],
            cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def _tell(self, server: subprocess.Popen, what: object) -> None:
        server.stdin.write(json.dumps(what) + "\n")
        server.stdin.flush()

    def _hear(self, server: subprocess.Popen) -> object:
        line = server.stdout.readline()
        assert line, f"a racer died: {server.poll()}"
        return json.loads(line)


@pytest.fixture(scope="session")
def servers(django_db_setup, django_db_blocker):
    """The two processes, started once for all races."""
    with django_db_blocker.unblock():
        referee = Referee()
        connection.close()
    yield referee
    referee.close()


@pytest.fixture
def race(transactional_db, servers):
    """`race([("cancel", {...}), ...])`: what each caller saw."""
    return servers.race


@pytest.fixture
def deadlocks(transactional_db):
    """How many deadlocks Postgres has broken in this database so far."""

    def count_them() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_force_next_flush(); SELECT pg_stat_clear_snapshot()")
            cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
            return cursor.fetchone()[0]

    return count_them
