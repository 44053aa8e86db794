"""What measures time has the machine for itself, and what belongs together stays in one process."""

import subprocess
import sys

import pytest

from config.runtime.places import BASE
from tests.platform.test_skips import plain_variables

NOTED = """
import os, time
import pytest

@pytest.fixture(autouse=True)
def noted(request):
    began = time.monotonic()
    yield
    with open({notes!r}, "a") as notes:
        notes.write(f"{{request.node.name}} {{os.getpid()}} {{began}} {{time.monotonic()}}\\n")
"""
ONE_BY_ONE = """
import time
import pytest

@pytest.mark.parametrize("number", range(20))
def test_short(number):
    time.sleep(0.03)

@pytest.mark.alone
@pytest.mark.parametrize("number", range(3))
def test_measured(number):
    time.sleep(0.06)
"""
TOGETHER = """
import time
from datetime import datetime
from uuid import uuid4
import pytest

MADE_UP = [uuid4(), str(uuid4()), str(uuid4()).encode(), f"{datetime.now():%H:%M:%S %f}", time.time()]

@pytest.mark.parametrize("value", MADE_UP)
def test_with_something_made_up(value):
    pass

@pytest.mark.parametrize("number", range(6))
def test_of_one_file(number):
    time.sleep(0.03)
"""


@pytest.fixture(scope="module")
def turns(tmp_path_factory):
    """Run the tests above in two processes: name, process, begin and end of each."""
    folder = tmp_path_factory.mktemp("turns")
    notes = folder / "notes"
    files = {
        "pytest.ini": "[pytest]\n",
        "conftest.py": NOTED.format(notes=str(notes)),
        "tests/browser/test_pages.py": ONE_BY_ONE,
        "tests/a_first_app/test_rows.py": TOGETHER,
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "xdist", "-n", "2", "-p", "no:cacheprovider"]
    ran = subprocess.run(
        [*command, "-p", "tests.pytest_turns", "-c", folder / "pytest.ini", folder],
        cwd=BASE, env=plain_variables(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    rows = [line.split() for line in notes.read_text().splitlines()]
    return [(name, int(pid), float(began), float(ended)) for name, pid, began, ended in rows]


def beside(one, turns):
    """The tests of the other process that ran at the same time."""
    _name, pid, began, ended = one
    return [name for name, other, start, end in turns if other != pid and start < ended and began < end]


def test_a_test_that_measures_time_runs_alone_and_the_others_side_by_side(turns):
    measured = [one for one in turns if one[0].startswith("test_measured")]

    assert [beside(one, turns) for one in measured] == [[], [], []]
    assert any(beside(one, turns) for one in turns)


def test_short_tests_of_one_file_stay_together_and_come_last(turns):
    together = [one for one in turns if one[0].startswith("test_of_one_file")]
    others = [one for one in turns if one not in together]

    assert len({pid for _name, pid, _began, _ended in together}) == 1
    assert len({pid for _name, pid, _began, _ended in others}) == 2
    assert min(began for *_, began, _ended in together) > max(began for *_, began, _ended in others) - 0.5
