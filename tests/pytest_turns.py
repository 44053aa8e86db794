"""pytest plugin (`-p tests.pytest_turns`): what runs in which process of pytest-xdist, when, and beside whom.

Whole products and races come first, each kind in one process; then browsers, one test at a time wherever
there is room; last the many short ones, file by file. A test marked `alone` measures time: nothing runs
beside it. Every test holds one lock together with the others, and such a test holds it by itself; who waits
for that stands in the door, so that no further test slips in before it.

(pytest-xdist has groups of its own, by a mark; 3.8 with pytest 9.2 silently does not keep them together.)
"""

import fcntl
import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

FOLDER = "WAYBILL_TEST_TURNS"
DIGIT, MANY_DIGITS = re.compile(r"\d"), 5
TOGETHER = ("tests/platform/", "tests/races/")
ONE_BY_ONE = ("tests/browser/", "_in_browser.py")
LONGEST_FIRST = (*TOGETHER, *ONE_BY_ONE)


def group_of(nodeid):
    """The name of what runs in one process, from a test's id: a folder, the test itself, or its file."""
    path, _, _ = nodeid.partition("::")
    if any(part in path for part in ONE_BY_ONE):
        return nodeid
    return next((folder for folder in TOGETHER if path.startswith(folder)), path)


def rank_of(nodeid):
    """0 comes first."""
    path, _, _ = nodeid.partition("::")
    ranks = (rank for rank, part in enumerate(LONGEST_FIRST) if part in path)
    return next(ranks, len(LONGEST_FIRST))


def pytest_configure(config):
    """The process that the others inherit from makes the two locks."""
    config.addinivalue_line("markers", "alone: measures time; nothing else runs beside it")
    if not hasattr(config, "workerinput"):
        folder = tempfile.mkdtemp(prefix="waybill-turns-")
        os.environ[FOLDER] = folder
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Deal out group by group, in the order in which the processes found them."""
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return group_of(nodeid)

    config.option.loadscopereorder = False
    return Groups(config, log)


def pytest_make_parametrize_id(val, argname):
    """A test has the same name in every process: no bytes (they hold moments), no text or number that may be
    made up on the way or read off the clock, which is what five digits look like.
    """
    digits = len(DIGIT.findall(str(val))) if isinstance(val, str | int | float | UUID) else 0
    return argname if digits >= MANY_DIGITS or isinstance(val, bytes) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """The longest first, where there are several processes."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: rank_of(item.nodeid))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    """Set-up, test and tear-down in one turn."""
    with _turn(alone=item.get_closest_marker("alone") is not None):
        return (yield)


@contextmanager
def _turn(*, alone):
    folder = Path(os.environ[FOLDER])
    with (folder / "door").open("w") as door, (folder / "room").open("w") as room:
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(room, fcntl.LOCK_UN)
