"""The files that the house rules look at."""

import ast
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ["core", "accounts", "wms", "routing", "lastmile", "returns", "pod", "demo"]
STACK = [["config"], ["demo"], ["pod"], ["returns"], ["lastmile"], ["wms", "routing"], ["accounts"], ["core"]]
"""Top first, as in .importlinter."""


def level(app: str) -> int:
    """0 is the top of the stack."""
    return next(i for i, apps in enumerate(STACK) if app in apps)


def python_files() -> list[Path]:
    """Every Python file of the product."""
    found = [path for app in [*APPS, "config"] for path in (ROOT / app).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    """A file's syntax, read once however many rules look at it."""
    return ast.parse(path.read_text())


def offenders(paths: Iterable[Path], what_is_wrong: Callable[[Path], object]) -> dict[str, object]:
    """Each file that a rule objects to, and to what in it. One test for all: thousands cost a minute."""
    found = ((name(path), what_is_wrong(path)) for path in paths)
    return {path: wrong for path, wrong in found if wrong}


def name(path: Path) -> str:
    """The path as the test's id."""
    return str(path.relative_to(ROOT))
