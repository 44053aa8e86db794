"""Travel matrices: inline in JSON, or in a file that is named by the hash of its content.

A file holds one int32 array of shape (2, n, n): seconds, then metres.
"""

from pathlib import Path

import numpy as np

from routing.engine import limits
from routing.engine.errors import ProblemError
from routing.engine.formats.strict_json import as_is, fields
from routing.engine.problem import Matrix, Travel

HASH_DIGITS = 64


def travel_from(value: object, place: str, folder: Path | None) -> Travel:
    """{"durations": [[…]], "distances": [[…]]} (null: no road), or {"sha256": "…"} of a file in `folder`."""
    if isinstance(value, dict) and "sha256" in value:
        return read_matrix(fields(value, place, {"sha256": as_is})["sha256"], f"{place}.sha256", folder)
    read = fields(value, place, {"durations": _matrix, "distances": _matrix})
    return Travel(read["durations"], read["distances"])


def read_matrix(digest: object, place: str, folder: Path | None) -> Travel:
    """The matrices with this content hash; ProblemError when the file is missing or is something else."""
    if not isinstance(digest, str) or len(digest) != HASH_DIGITS or set(digest) - set("0123456789abcdef"):
        raise ProblemError.at(place, "must be a SHA-256 in 64 small hexadecimal digits")
    if folder is None:
        raise ProblemError.at(place, "refers to a file, but no folder of matrices was given")
    try:
        both = np.load(folder / f"{digest}.npy", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise ProblemError.at(place, f"the matrix file {digest[:12]}….npy cannot be read") from error
    shape_of_both = 3
    if both.dtype != np.int32 or both.ndim != shape_of_both or both.shape[0] != 2:  # noqa: PLR2004 - a pair
        raise ProblemError.at(place, "the matrix file does not hold two int32 matrices")
    travel = Travel(both[0], both[1])
    if travel.content_hash != digest:
        raise ProblemError.at(place, "the matrix file's content does not match its name")
    return travel


def write_matrix(travel: Travel, folder: Path) -> str:
    """Keep the matrices in `folder` under their content hash, which is the answer."""
    path = folder / f"{travel.content_hash}.npy"
    if not path.exists():
        both = np.stack([travel.durations, travel.distances]).astype(np.int32)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            np.save(file, both, allow_pickle=False)
        part.replace(path)
    return travel.content_hash


def inline(travel: Travel) -> dict[str, list[list[int | None]]]:
    """The matrices as JSON lists, null where there is no road."""
    return {"durations": _cells(travel.durations), "distances": _cells(travel.distances)}


def _cells(matrix: Matrix) -> list[list[int | None]]:
    return [[None if cell == limits.NO_ROAD else cell for cell in row] for row in matrix.tolist()]


def _matrix(value: object, place: str) -> Matrix:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise ProblemError.at(place, "must be a list of rows")
    for at, row in enumerate(value):
        if len(row) != len(value):
            raise ProblemError.at(f"{place}[{at}]", f"must have {len(value)} numbers, not {len(row)}")
        for column, cell in enumerate(row):
            if cell is not None and (type(cell) is not int or not 0 <= cell <= limits.MAX_TRAVEL):
                where = f"{place}[{at}][{column}]"
                raise ProblemError.at(where, f"must be a whole number from 0 to {limits.MAX_TRAVEL}, or null")
    cells = [[limits.NO_ROAD if cell is None else cell for cell in row] for row in value]
    return np.array(cells, dtype=np.int32).reshape(len(value), len(value))
