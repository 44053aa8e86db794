"""pytest plugin (`-p tests.pytest_second_tries`): a browser test gets a second try, in the open.

A browser on a machine with other work to do is sometimes late with a thing that is right. What needed its
second try is listed with what went wrong, to be mended; more than a few of them fail the run, and so does
whatever fails twice.
"""

import pytest

MOST = 3
TRIES_AGAIN = "browser"


class SecondTries:
    """Collects what was tried again, and judges it at the end."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def pytest_runtest_logreport(self, report):
        """One phase of one test."""
        if report.outcome == "rerun":
            last = str(report.longrepr).strip().splitlines()[-1:]
            self.told.append(f"{report.nodeid} ({report.when}): {''.join(last)}")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        """Too many are no accident."""
        if len(self.told) > MOST and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        """Say which."""
        if self.told:
            terminalreporter.section(f"needed a second try ({MOST} at most)", yellow=True)
            for line in self.told:
                terminalreporter.line(line)


def pytest_collection_modifyitems(items):
    """One more try, with a site, a browser context and rows of its own."""
    for item in items:
        if item.get_closest_marker(TRIES_AGAIN):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_configure(config):
    """Set to work in the process that sees every report."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(SecondTries(), "second-tries")
