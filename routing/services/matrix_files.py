"""Matrices kept as files beside the roads they were measured on, named by the hash of the question.

They go with their network. Nothing estimated is ever kept.
"""

import contextlib
import hashlib
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from django.conf import settings

from routing.extracts.pointer import Active, read_active
from routing.services.osrm import Matrix, Point

_MOST_FILES = 60


def find(*, points: Sequence[Point]) -> tuple[Matrix, Matrix] | None:
    """Seconds and metres of this very question on the roads in use, if they were measured before."""
    path = _path(points)
    if path is None:
        return None
    try:
        with np.load(path) as kept:
            found: tuple[Matrix, Matrix] = (kept["durations"], kept["distances"])
        os.utime(path)  # the least recently used go first
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None
    return found


def keep(*, points: Sequence[Point], durations: Matrix, distances: Matrix) -> None:
    """Keep an answer; a full disk is no reason to fail."""
    path = _path(points)
    if path is None:
        return
    draft = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(exist_ok=True)
        with draft.open("wb") as file:
            np.savez_compressed(file, durations=durations, distances=distances)
        draft.replace(path)
        _forget_oldest(path.parent)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def _path(points: Sequence[Point]) -> Path | None:
    active = read_active(Path(settings.ROADS_DIR))
    if active is None or settings.OSRM_URL:
        return None  # roads that are run elsewhere may change without our knowing
    return _folder(active) / f"{_question(active, points)}.npz"


def _folder(active: Active) -> Path:
    return Path(settings.ROADS_DIR) / "networks" / active.folder / "matrices"


def _question(active: Active, points: Sequence[Point]) -> str:
    places = np.ascontiguousarray(np.array(points, dtype="<f8"))
    return hashlib.sha256(active.folder.encode() + places.tobytes()).hexdigest()


def _forget_oldest(folder: Path) -> None:
    files = sorted(folder.glob("*.npz"), key=lambda file: file.stat().st_mtime)
    for file in files[:-_MOST_FILES]:
        file.unlink(missing_ok=True)
