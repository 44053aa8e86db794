"""A file on disk becomes a problem, whatever of our formats it is in."""

from dataclasses import dataclass
from pathlib import Path

from routing.engine.errors import ProblemError
from routing.engine.formats.problem_json import read_problem
from routing.engine.formats.solomon import SCALE, looks_like_solomon, read_solomon
from routing.engine.formats.vrplib import looks_like_vrplib, read_vrplib
from routing.engine.problem import Problem

MAX_BYTES = 300_000_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """A problem from a file; `scale` is by how much its costs are larger than in published tables."""

    problem: Problem
    scale: int = 1


def load_problem(path: Path) -> Loaded:
    """Our JSON (matrix files beside it), Solomon or VRPLIB; ProblemError says what is wrong with the file."""
    text = read_text(path)
    if text.lstrip()[:1] in {"{", "["}:
        return Loaded(read_problem(text, folder=path.parent))
    if looks_like_solomon(text):
        return Loaded(read_solomon(text), SCALE)
    if looks_like_vrplib(text):
        return Loaded(read_vrplib(text))
    raise ProblemError.at("", "is neither our JSON nor a Solomon or VRPLIB file")


def read_text(path: Path) -> str:
    """The whole file as text; ProblemError when it is missing, too large or not UTF-8."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ProblemError.at("", f"is larger than {MAX_BYTES // 1_000_000} MB")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProblemError.at(f"byte {error.start}", "is not UTF-8 text") from error
    except OSError as error:
        raise ProblemError.at("", f"cannot be read ({error.strerror})") from error
