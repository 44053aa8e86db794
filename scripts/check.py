"""`make check`: everything a machine can judge without running the product, two things at a time, nothing
left out silently.

Each line tells what was checked and how long it took; what fails shows its output, and the rest still runs.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
LIMIT_SECONDS = 300
PRODUCTION = {
    "SECRET_KEY": "a-key-for-the-check-only-with-enough-different-characters-0123456789",
    "DEBUG": "0",
    "SECURE": "1",
    "ALLOWED_HOSTS": "waybill.example",
    "DATABASE_URL": "postgres://waybill@127.0.0.1:1/waybill",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}
SHELL_SCRIPTS_PARSE = "for file in $(grep -l '^#!/bin/sh' scripts/* .ci/run); do sh -n $file || exit 1; done"
NO_SERVERS = {"DATABASE_URL": PRODUCTION["DATABASE_URL"], "REDIS_URL": PRODUCTION["REDIS_URL"]}
NO_DATABASE_HERE = "ignore:Got an error checking a consistent migration history"


@dataclass(frozen=True)
class Check:
    """One command with a name, or a reason for which it cannot run here."""

    name: str
    command: tuple[str, ...]
    variables: dict[str, str] = field(default_factory=dict)
    compare_with: str = ""
    cannot: str = ""


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    """A program of the virtual environment."""
    return (str(BIN / name), *arguments)


def manage(*arguments: str) -> tuple[str, ...]:
    """A management command."""
    return (sys.executable, "-W", NO_DATABASE_HERE, "manage.py", *arguments)


def checks() -> list[Check]:
    """The list. The slow ones come first."""
    found = [
        Check("types (mypy)", tool("mypy", ".")),
        Check("house rules", (sys.executable, "-m", "pytest", "-q", "tests/architecture"), NO_SERVERS),
        Check("format (ruff)", tool("ruff", "format", "--check", "--quiet", ".")),
        Check("lint (ruff)", tool("ruff", "check", "--quiet", ".")),
        Check("layers (import-linter)", tool("lint-imports")),
        Check("migrations are complete", manage("makemigrations", "--check", "--dry-run"), PRODUCTION),
        Check(
            "production settings",
            manage("check", "--deploy", "--fail-level", "WARNING"),
            PRODUCTION,
        ),
        Check("generated pages are fresh", manage("write_docs", "--check"), PRODUCTION),
        Check(
            "API document is fresh",
            manage("spectacular", "--validate", "--fail-on-warn", "--file"),
            PRODUCTION,
            compare_with="docs/openapi.yaml",
        ),
        Check(
            "compose file",
            tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"),
        ),
        Check("Dockerfile", tool("hadolint", "Dockerfile")),
        Check("YAML", tool("yamllint", "--strict", "docker-compose.yml")),
        Check("shell scripts parse", ("sh", "-c", SHELL_SCRIPTS_PARSE)),
    ]  # fmt: skip
    if (BASE / "templates").is_dir():
        found.append(Check("templates (djlint)", tool("djlint", "--quiet", "--check", "--lint", "templates")))
    return [*found, javascript()]


def javascript() -> Check:
    """node's own test runner over the modules that have no DOM in them."""
    tests = sorted(str(file.relative_to(BASE)) for file in (BASE / "tests").rglob("*.test.mjs"))
    node = shutil.which("node")
    cannot = "" if node else "node is not installed here"
    return Check(
        "JavaScript (node --test)",
        (node or "node", "--test", *tests),
        cannot=cannot or ("" if tests else "no tests yet"),
    )


def run(check: Check) -> tuple[bool, str, float]:
    """Run one check: did it pass, what did it say, how many seconds did it take."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made"
        command = [*check.command, str(made)] if check.compare_with else list(check.command)
        try:
            answer = subprocess.run(
                command, cwd=BASE, env={**os.environ, **check.variables}, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                timeout=LIMIT_SECONDS,
            )  # fmt: skip
            passed, said = answer.returncode == 0, answer.stdout
        except (OSError, subprocess.TimeoutExpired) as error:
            passed, said = False, str(error)
        if passed and check.compare_with:
            kept = BASE / check.compare_with
            passed = kept.exists() and kept.read_text() == made.read_text()
            said = f"{check.compare_with} is stale: make docs writes it again"
    return passed, said, time.monotonic() - began


def tell(check: Check, outcome: tuple[bool, str, float]) -> bool:
    """Print one line, and what it said when it failed."""
    passed, said, seconds = outcome
    print(f"{'ok  ' if passed else 'FAIL'} {seconds:5.1f} s  {check.name}", flush=True)
    if not passed:
        print("".join(f"      {line}\n" for line in said.rstrip().splitlines()[-60:]), end="", flush=True)
    return passed


def main(run_one: Callable[[Check], tuple[bool, str, float]] = run) -> int:
    """Run all of them; the exit status tells whether all passed."""
    began = time.monotonic()
    wanted = checks()
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        running = [(check, pool.submit(run_one, check)) for check in wanted if not check.cannot]
        failed = [check.name for check, outcome in running if not tell(check, outcome.result())]
    for check in wanted:
        if check.cannot:
            print(f"not run          {check.name}: {check.cannot}")
    verdict = f"FAILED: {', '.join(failed)}" if failed else "all well"
    print(f"{len(wanted)} checks in {time.monotonic() - began:.0f} s: {verdict}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
