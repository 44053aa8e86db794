"""The police of skips: run on a small test of its own."""

import subprocess
import sys

import pytest

from config.runtime.places import BASE

A_TEST = """
import pytest

def test_that_is_skipped():
    pytest.skip({reason!r})
"""


@pytest.fixture
def run_skipping(tmp_path):
    """Run pytest on one test that skips itself for a reason."""

    def run(reason: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "test_one.py"
        file.write_text(A_TEST.format(reason=reason))
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "tests.pytest_skips",
            str(file),
        ]
        return subprocess.run(command, cwd=BASE, capture_output=True, text=True, check=False, timeout=60)

    return run


def test_a_skip_for_an_unknown_reason_fails_the_run_and_is_named(run_skipping):
    answer = run_skipping("no time today")

    assert answer.returncode == 1
    assert "test_one.py::test_that_is_skipped: no time today" in answer.stdout


def test_a_skip_for_a_listed_reason_does_not(run_skipping):
    assert run_skipping("REALDATA: the data folder is not here").returncode == 0
