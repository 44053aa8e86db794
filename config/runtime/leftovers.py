"""What a supervisor that was killed with -9 left behind: its children are ended before new ones are
started.
"""

import json
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from config.runtime.child import Child
from config.runtime.console import say
from config.runtime.processes import born_at, end_session, is_alive, wait_until_gone

FILE = "children.json"
GRACE_SECONDS = 3.0


def remember(var: Path, children: Sequence[Child]) -> None:
    """Write down who runs, so that the next start can tell its own from strangers."""
    file = var / FILE
    new = file.with_suffix(".new")
    new.write_text(json.dumps([child.identity() for child in children if child.is_running()]))
    new.replace(file)


def forget(var: Path) -> None:
    """All of them have ended."""
    (var / FILE).unlink(missing_ok=True)


def clean_up(var: Path) -> None:
    """End what is left of the children of a killed supervisor. A number that somebody else has now is
    left alone.
    """
    try:
        known = json.loads((var / FILE).read_text())
    except (OSError, ValueError):
        return
    ours = [row for row in known if not _is_a_stranger(row)]
    left = [row for row in ours if is_alive(row["pid"])]
    for row in left:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(row["pid"], signal.SIGTERM)
    if left:
        say(f"Ending what a killed start left behind: {', '.join(row['name'] for row in left)}")
        wait_until_gone((row["pid"] for row in left), seconds=GRACE_SECONDS)
    for row in ours:
        end_session(row["pid"])
    forget(var)


def _is_a_stranger(row: dict[str, Any]) -> bool:
    """Does this number belong to somebody else by now?"""
    return is_alive(row["pid"]) and born_at(row["pid"]) != row["born_at"]
