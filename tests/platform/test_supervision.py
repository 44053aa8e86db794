"""A child that fails: started again, later each time, and given up when it fails too often."""

import re
import signal
import sys
import time

import pytest

from config.runtime import child as child_module
from config.runtime.child import CRASHES_ALLOWED, Child
from config.runtime.leftovers import clean_up, remember
from config.runtime.processes import is_alive, session_members, wait_until_gone
from config.runtime.programs import Program
from config.runtime.signals import STOPPING, StopRequested, StopSignals

SLEEPS = "import time; time.sleep(60)"


class Script(Program):
    """A program out of a line of Python."""

    def command(self) -> list[str]:
        return [sys.executable, "-S", "-c", *self.arguments]


@pytest.fixture
def run(tmp_path):
    """Start a line of Python as a child; ended at the end."""
    started = []

    def start(line: str, *, essential: bool = True) -> Child:
        child = Child(Script("script", (line,), colour=32, essential=essential), {}, tmp_path)
        child.start()
        started.append(child)
        return child

    yield start
    for child in started:
        child.ask_to_stop()
        child.wait_or_kill(time.monotonic() + 1)


def watch_until(child: Child, condition, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        child.watch(lambda: None)
        time.sleep(0.01)
    return condition()


def test_a_child_that_keeps_failing_is_given_up_after_five_times_in_a_minute(run, capsys, monkeypatch):
    monkeypatch.setattr(child_module, "FIRST_BACK_OFF_SECONDS", 0.01)
    child = run("raise SystemExit(7)")

    assert watch_until(child, lambda: child.given_up)
    said = re.findall(
        r"script ended with status 7[;,] (?:started again in (\S+) s|5 times)", capsys.readouterr().out
    )
    assert said == ["0.0", "0.0", "0.0", "0.1", ""]  # 0.01, 0.02, 0.04, 0.08: twice as long each time
    assert len(child.crashes) == CRASHES_ALLOWED
    assert child.watch(lambda: None) is False


def test_a_child_that_is_killed_is_started_again(run):
    child = run(SLEEPS)
    first = child.process.pid
    child.process.kill()

    assert watch_until(child, lambda: child.is_running() and child.process.pid != first)


def test_nobody_of_a_childs_session_outlives_it(run):
    child = run(f"import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', {SLEEPS!r}])")
    leader = child.process.pid
    deadline = time.monotonic() + 10
    while len(session_members(leader)) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    members = session_members(leader)
    assert len(members) == 2

    child.ask_to_stop()
    child.wait_or_kill(time.monotonic() + 5)

    assert wait_until_gone(members, seconds=5)
    assert session_members(leader) == []


@pytest.mark.alone
def test_a_child_that_does_not_want_to_stop_is_killed_at_the_deadline(run, capsys):
    child = run(
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    deadline = time.monotonic() + 10
    while not (child.log.exists() and "deaf" in child.log.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    began = time.monotonic()

    child.ask_to_stop()
    child.wait_or_kill(began + 0.5)

    assert not child.is_running()
    assert time.monotonic() - began < 2
    assert "did not stop in time and is killed" in capsys.readouterr().out


def test_the_children_of_a_killed_supervisor_are_ended_and_strangers_are_left_alone(run, tmp_path):
    ours, stranger = run(SLEEPS), run(SLEEPS)
    remember(tmp_path, [ours, stranger])
    file = tmp_path / "children.json"
    file.write_text(file.read_text().replace(stranger.identity()["born_at"], "another birth"))
    if ours.identity()["born_at"] == stranger.identity()["born_at"]:
        pytest.fail("both began in the same hundredth of a second")

    clean_up(tmp_path)

    assert not is_alive(ours.process.pid)
    assert is_alive(stranger.process.pid)
    assert not file.exists()


@pytest.fixture
def signals():
    """Our way of taking signals, in this process for one test."""
    before = {number: signal.getsignal(number) for number in STOPPING}
    yield StopSignals()
    for number, handler in before.items():
        signal.signal(number, handler)


def test_one_signal_stops_and_a_second_does_not_interrupt_the_stopping(signals):
    with pytest.raises(StopRequested):
        signal.raise_signal(signal.SIGTERM)
    for number in STOPPING:
        signal.raise_signal(number)


def test_a_signal_between_a_start_and_its_record_waits_until_it_is_recorded(signals):
    recorded = []

    def start():
        with signals.held():
            signal.raise_signal(signal.SIGINT)
            recorded.append("the process")

    with pytest.raises(StopRequested):
        start()
    assert recorded == ["the process"]
