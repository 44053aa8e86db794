"""The police of skips: run on a small test of its own, in one process and in two."""

import os
import subprocess
import sys

import pytest

from config.runtime.places import BASE

A_TEST = """
import pytest

def test_that_is_skipped():
    pytest.skip({reason!r})
"""


def plain_variables():
    """For a pytest without plugins (Django takes seconds to import) that is nobody's worker."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return own | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


@pytest.fixture(params=["0", "2"], ids=["one_process", "two_processes"])
def run_skipping(tmp_path, request):
    """Run pytest on one test that skips itself for a reason."""
    settings = tmp_path / "pytest.ini"
    settings.write_text("[pytest]\n")

    def run(reason: str) -> subprocess.CompletedProcess[str]:
        file = tmp_path / "test_one.py"
        file.write_text(A_TEST.format(reason=reason))
        command = [sys.executable, "-m", "pytest", "-q", "-p", "xdist", "-n", request.param]
        command += ["-p", "no:cacheprovider", "-p", "tests.pytest_skips", "-c", settings, file]
        return subprocess.run(
            command, cwd=BASE, env=plain_variables(), capture_output=True, text=True, check=False, timeout=60
        )

    return run


def test_a_skip_for_an_unknown_reason_fails_the_run_and_is_named(run_skipping):
    answer = run_skipping("no time today")

    assert answer.returncode == 1
    assert answer.stdout.count("test_one.py::test_that_is_skipped: no time today") == 1


def test_a_skip_for_a_listed_reason_does_not(run_skipping):
    assert run_skipping("REALDATA: the data folder is not here").returncode == 0
