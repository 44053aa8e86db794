"""The long ones: a real install, an interrupted one, root's private home, an ordinary user (`make soak`)."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.runtime import environment
from config.runtime.environment import is_ready, make_ready
from tests.platform.checkouts import Demo, copy_of_the_source, open_folder, processes_of

pytestmark = [pytest.mark.platform, pytest.mark.soak]

PAGE_WITHIN_SECONDS = 60
AS_ROOT = os.geteuid() == 0


@pytest.fixture
def small_lock(tmp_path):
    """A lock with one small package, pinned as the real one is."""
    text = environment.LOCK.read_text()
    lock = tmp_path / "small.lock"
    start = text.index("\nsqlparse==") + 1
    lock.write_text(text[start : text.index("\n    # via", start)] + "\n")
    return lock


def works(venv: Path) -> bool:
    answer = subprocess.run([venv / "bin/python", "-c", "import sqlparse"], capture_output=True, check=False)
    return answer.returncode == 0


def test_an_interrupted_install_is_repaired_and_a_finished_one_is_left_alone(tmp_path, small_lock):
    venv, notes = tmp_path / "venv", []
    make_ready(notes.append, venv, small_lock)
    assert (is_ready(venv, small_lock), works(venv)) == (True, True)

    notes.clear()
    make_ready(notes.append, venv, small_lock)
    assert notes == []

    (venv / "waybill-stamp").unlink()  # as if it had been killed before its end, with half a package written
    shutil.rmtree(next((venv / "lib").glob("python*/site-packages/sqlparse")))
    assert works(venv) is False
    make_ready(notes.append, venv, small_lock)
    assert (is_ready(venv, small_lock), works(venv)) == (True, True)


def test_a_changed_lock_renews_the_environment_in_place(tmp_path, small_lock):
    venv = tmp_path / "venv"
    make_ready(lambda _: None, venv, small_lock)
    (venv / "left-alone").touch()
    small_lock.write_text(small_lock.read_text() + "# another\n")

    assert is_ready(venv, small_lock) is False
    make_ready(lambda _: None, venv, small_lock)

    assert (is_ready(venv, small_lock), (venv / "left-alone").exists()) == (True, True)


def test_a_fresh_clone_shows_its_page_at_once_and_an_interrupted_first_run_goes_on(tmp_path):
    checkout = copy_of_the_source(tmp_path / "fresh", with_environment=False)
    first = Demo(checkout)
    try:
        assert first.fetch("")[0] == 503
        assert time.monotonic() - first.began < PAGE_WITHIN_SECONDS
        first.wait_for("installing|Downloading|Installed|making", 60)
        assert first.stop(signal.SIGINT, group=True) < 5
        assert processes_of(checkout) == {}

        second = Demo(checkout)
        second.ready(300)
        assert second.fetch("healthz")[0] == 200
    finally:
        first.end()
        second.end()


@pytest.mark.skipif(not AS_ROOT, reason="PLATFORM: only root can become somebody else")
def test_an_ordinary_user_installs_starts_and_stops_it():
    user = pwd.getpwnam("nobody")
    folder = open_folder("ordinary")
    # This interpreter may lie in root's private home: the user gets a copy.
    shutil.copytree(sys.base_prefix, folder / "python", symlinks=True)
    (folder / "home").mkdir()
    checkout = copy_of_the_source(folder / "checkout", with_environment=False)
    subprocess.run(["chown", "-R", f"{user.pw_uid}:{user.pw_gid}", checkout, folder / "home"], check=True)
    (folder / "home").chmod(0o700)
    as_user = ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    demo = Demo(
        checkout,
        (*as_user, "make", "demo"),
        HOME=str(folder / "home"),
        PYTHON=str(folder / "python/bin" / Path(sys._base_executable).name),
        LD_LIBRARY_PATH=str(folder / "python/lib"),
    )
    try:
        demo.ready(300)
        assert {Path(f"/proc/{pid}").stat().st_uid for pid in processes_of(checkout)} == {user.pw_uid}
        assert demo.stop() < 5
    finally:
        demo.end()


@pytest.mark.skipif(
    not AS_ROOT, reason="PLATFORM: only root has a home that its database's user cannot enter"
)
def test_root_in_a_private_home_keeps_the_database_where_its_user_can_reach_it(tmp_path):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    checkout = copy_of_the_source(private / "checkout")
    demo = Demo(checkout)
    try:
        demo.ready(120)
        elsewhere = list(Path("/var/tmp").glob("waybill-0-*/postgres/data/postmaster.pid"))
        pid = next(int(file.read_text().splitlines()[0]) for file in elsewhere if _is_of(file, demo))
        assert Path(f"/proc/{pid}").stat().st_uid != 0
        assert demo.stop() < 5
        reset = Demo(checkout, ("make", "demo-reset"))
        assert reset.process.wait(30) == 0
        assert not any(file.exists() for file in elsewhere if _is_of(file, demo))
    finally:
        demo.end()


def _is_of(postmaster_file: Path, demo: Demo) -> bool:
    try:
        return postmaster_file.read_text().splitlines()[3] in demo.database_url()
    except OSError:
        return False


def test_it_survives_being_killed_at_any_moment_of_the_start():
    checkout = copy_of_the_source(open_folder("killed") / "checkout")
    for seconds in (0.3, 0.8, 1.3, 2.0, 3.0, 4.5, 6.0):
        demo = Demo(checkout)
        time.sleep(seconds)
        os.killpg(demo.process.pid, signal.SIGKILL)  # make and what it became; the others lead their own
        demo.process.wait(10)
    last = Demo(checkout)
    try:
        last.ready(60)
        assert last.fetch("healthz")[0] == 200
        assert last.stop() < 5
        assert processes_of(checkout) == {}
    finally:
        last.end()
