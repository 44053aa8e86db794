"""pytest plugin (`-p tests.pytest_skips`): a skip whose reason is not on the committed list fails the run."""

import re
from pathlib import Path

import pytest

LIST = Path(__file__).with_name("allowed_skips.txt")


class SkipPolice:
    """Collects the reasons of all skips, and judges them at the end."""

    def __init__(self, allowed: list[re.Pattern[str]]) -> None:
        self.allowed = allowed
        self.unknown: dict[str, None] = {}

    def judge(self, report) -> None:
        """Remember a skip that no line of the list allows."""
        if not report.skipped or hasattr(report, "wasxfail"):
            return
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        if not any(pattern.search(reason) for pattern in self.allowed):
            self.unknown[f"{report.nodeid}: {reason}"] = None  # a whole file, once however many processes

    def pytest_runtest_logreport(self, report):
        """One phase of one test."""
        self.judge(report)

    def pytest_collectreport(self, report):
        """A whole file that is skipped."""
        self.judge(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        """The run fails."""
        if self.unknown and session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        """And says why."""
        if self.unknown:
            terminalreporter.section(f"skipped for a reason that is not in {LIST.name}", red=True)
            for line in self.unknown:
                terminalreporter.line(line)


def pytest_configure(config):
    """Read the list and set to work, in the process that sees every report."""
    if not hasattr(config, "workerinput"):
        lines = LIST.read_text().splitlines()
        allowed = [re.compile(line) for line in lines if line.strip() and not line.startswith("#")]
        config.pluginmanager.register(SkipPolice(allowed), "skip-police")
