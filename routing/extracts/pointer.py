"""Two small files by which the programs around the roads find each other, each replaced in one step.

`active.json` says which network is in use; `server.json` says where the road server answers for it now.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Active:
    """The network in use: its row, its folder, and whether contraction hierarchies are ready."""

    network: int
    name: str
    folder: str
    has_hierarchies: bool


@dataclass(frozen=True)
class Served:
    """Where the road server answers: large matrices (CH once it is ready), and all that is live (MLD)."""

    network: int
    planning: str
    live: str


def write_active(roads: Path, active: Active | None) -> None:
    """Point to a network, or to none."""
    _write(roads / "active.json", asdict(active) if active else None)


def read_active(roads: Path) -> Active | None:
    """The network in use, or None."""
    found = _read(roads / "active.json")
    return Active(**found) if found else None


def write_served(roads: Path, served: Served | None) -> None:
    """Say where the road server answers, or that it does not."""
    _write(roads / "server.json", asdict(served) if served else None)


def read_served(roads: Path) -> Served | None:
    """Where the road server answers, or None."""
    found = _read(roads / "server.json")
    return Served(**found) if found else None


def _write(path: Path, content: dict[str, object] | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.part")
    draft.write_text(json.dumps(content))
    draft.replace(path)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None
