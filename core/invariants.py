"""What must be true of the data at any moment: queries that return the rows for which it is not.

Each app keeps its own in `sql/invariants.sql`, one after the other, each introduced by a line
`-- name: a sentence in snake case` and comment lines that say what it means. They run after every test that
touches the database, by `manage.py check_invariants`, and on a timetable.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import connection

HEADING = re.compile(r"^-- name: (\w+)$", re.MULTILINE)
MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Invariant:
    """One rule about the data, and the query that finds what breaks it."""

    name: str
    says: str
    query: str


@dataclass(frozen=True, slots=True)
class Violation:
    """A row that breaks a rule."""

    invariant: str
    row: dict[str, object]

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.row.items())
        return f"{self.invariant}: {facts}"


@cache
def invariants() -> tuple[Invariant, ...]:
    """The rules of all installed apps."""
    files = (Path(app.path) / "sql" / "invariants.sql" for app in apps.get_app_configs())
    return tuple(rule for file in files if file.is_file() for rule in parse(file.read_text()))


def parse(text: str) -> Iterable[Invariant]:
    """The rules that a file of queries states."""
    _before, *parts = HEADING.split(text)
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        lines = body.strip().splitlines()
        says = " ".join(line[2:].strip() for line in lines if line.startswith("--"))
        query = "\n".join(line for line in lines if not line.startswith("--"))
        yield Invariant(name, says, query.strip().rstrip(";"))


@cache
def statement() -> str:
    """All rules in one statement, so they look at one moment; at most 20 rows for each."""
    parts = [
        f"(SELECT '{rule.name}', to_jsonb(broken) "  # noqa: S608 - our own files
        f"FROM ({rule.query}) AS broken LIMIT {MOST_ROWS})"
        for rule in invariants()
    ]
    return "\nUNION ALL\n".join(parts)


def violations(asked: str = "") -> list[Violation]:
    """What breaks a rule now. `asked`: other words for `statement()`, where the session has prepared it."""
    with connection.cursor() as cursor:
        cursor.execute(asked or statement())
        return [Violation(name, json.loads(row)) for name, row in cursor.fetchall()]
