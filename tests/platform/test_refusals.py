"""A missing piece is one line that says what to do: port, disk, folder, interpreter, venv module."""

import os
import re
import socket
import stat
import subprocess
import sys

import pytest

from config.runtime import engines, places
from config.runtime.console import RefusalError
from config.runtime.places import BASE
from config.runtime.ports import HOST
from tests.platform.checkouts import Demo, copy_of_the_source, variables

pytestmark = pytest.mark.platform


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    return copy_of_the_source(tmp_path_factory.mktemp("refusals") / "checkout")


@pytest.fixture
def refused(checkout):
    """Run `make demo` until it refuses; its lines without make's own."""

    def run(folder=checkout, **more) -> list[str]:
        demo = Demo(folder, **more)
        try:
            assert demo.process.wait(30) != 0, demo.said()
        finally:
            demo.end()
        return [line for line in demo.said().splitlines() if not line.startswith(("make", "["))]

    return run


def test_a_port_that_is_taken_is_named_with_its_holder_and_another(refused):
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        holder.listen()
        port = holder.getsockname()[1]

        [line] = refused(PORT=str(port))

    assert re.fullmatch(
        rf"Port {port} is taken by \S+ \(process {os.getpid()}\): "
        r"stop that, or use another, e\.g\. PORT=\d+ make demo",
        line,
    )


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "8000.5", "٨٠٠٠"])
def test_what_is_not_a_port_is_refused(refused, port):
    [line] = refused(PORT=port)

    assert line == f"PORT={port} is not a port: use a number from 1 to 65535, e.g. PORT=9000 make demo"


def test_a_nearly_full_disk_is_refused_before_anything_is_begun(tmp_path):
    with pytest.raises(RefusalError) as refusal:
        places.require_room(tmp_path, needed_bytes=10**18)

    assert re.fullmatch(
        r"The disk that holds \S+ is nearly full: \d+ MB free, 1000000000000 MB needed\. "
        r"Free some room and start again",
        str(refusal.value),
    )


def test_a_folder_that_cannot_be_made_is_named(refused, tmp_path):
    (tmp_path / "file").touch()

    [line] = refused(WAYBILL_VAR=str(tmp_path / "file" / "var"))

    assert line.startswith(f"{tmp_path}/file/var cannot be made (Not a directory)")


def test_an_interpreter_that_is_too_old_or_missing_is_refused(refused):
    [line] = refused(PYTHON="/nonexistent/python")

    assert line == (
        "PYTHON=/nonexistent/python does not run as Python 3.12, 3.13 or 3.14: "
        "set PYTHON to one that does, or leave it unset."
    )


def test_a_missing_venv_module_names_the_package_to_install(refused, tmp_path):
    bare = copy_of_the_source(tmp_path / "bare", with_environment=False)
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "ensurepip.py").write_text("raise ImportError('as on a Debian without python3-venv')")

    [line] = refused(bare, PYTHONPATH=str(hidden))

    assert re.fullmatch(
        r"\S+ has no venv module: install it "
        r"\(Debian or Ubuntu: apt-get install python3\.\d+-venv\) and start again",
        line,
    )


def test_data_of_another_major_version_is_never_opened(tmp_path):
    (tmp_path / "PG_VERSION").write_text("9\n")
    with pytest.raises(RefusalError, match="was made by PostgreSQL 9, which is not installed"):
        engines.postgres_for(tmp_path)


# --- the interpreter ----------------------------------------------------------------------------


@pytest.fixture
def find_python(tmp_path):
    """scripts/find-python on a machine with these programs on the PATH and these versions in pyenv."""

    def program(path, script):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def find(*, path=(), pyenv=(), **more):
        for name, script in dict(path).items():
            program(tmp_path / "bin" / name, script)
        for version, script in dict(pyenv).items():
            name = f"python{version.rpartition('.')[0]}"
            program(tmp_path / "home/.pyenv/versions" / version / "bin" / name, script)
        chosen = {"PATH": f"{tmp_path / 'bin'}:/nowhere", "HOME": str(tmp_path / "home"), **more}
        return subprocess.run(
            ["/bin/sh", str(BASE / "scripts/find-python")], env=chosen, cwd=tmp_path,
            capture_output=True, text=True, check=False, timeout=30,
        )  # fmt: skip

    return find


WORKS = 'case "$2" in *sys.executable*) echo "$0";; esac'
WITHOUT_VENV = 'case "$2" in *ensurepip*) exit 1;; *) echo "$0";; esac'
BROKEN_SHIM = "echo 'pyenv: python3.14: command not found' >&2; exit 127"
TOO_OLD = "exit 1"


def test_the_newest_python_that_really_runs_is_taken(find_python, tmp_path):
    found = find_python(path={"python3.14": BROKEN_SHIM, "python3.13": WORKS, "python3.12": WORKS})

    assert found.stdout == f"{tmp_path}/bin/python3.13\n"


def test_an_old_python3_on_the_path_leads_to_the_one_that_pyenv_keeps(find_python, tmp_path):
    found = find_python(
        path={"python3": TOO_OLD, "python3.12": BROKEN_SHIM},
        pyenv={"3.11.7": WORKS, "3.12.1": WORKS, "3.13.0": WORKS},
    )

    assert found.stdout == f"{tmp_path}/home/.pyenv/versions/3.13.0/bin/python3.13\n"


def test_one_with_the_venv_module_is_preferred_to_a_newer_one_without(find_python, tmp_path):
    found = find_python(path={"python3.13": WITHOUT_VENV, "python3.12": WORKS})

    assert found.stdout == f"{tmp_path}/bin/python3.12\n"


def test_one_without_the_venv_module_is_better_than_none(find_python, tmp_path):
    assert find_python(path={"python3.13": WITHOUT_VENV}).stdout == f"{tmp_path}/bin/python3.13\n"


def test_where_there_is_none_one_line_says_how_to_get_one(find_python):
    found = find_python(path={"python3": TOO_OLD, "uv": "exit 1"})

    assert found.returncode == 1
    assert found.stdout == ""
    assert found.stderr.count("\n") == 1
    assert "install one (Debian or Ubuntu: apt-get install python3 python3-venv" in found.stderr


def test_the_interpreter_that_is_asked_for_wins(find_python, tmp_path):
    found = find_python(path={"python3.14": WORKS, "mine": WORKS}, PYTHON="mine")

    assert found.stdout == f"{tmp_path}/bin/mine\n"


def test_the_bootstrap_needs_no_package(checkout):
    """A plain interpreter without site-packages gets as far as refusing a wrong port."""
    plain = subprocess.run(
        [sys._base_executable, "-I", "-S", str(checkout / "scripts/bootstrap.py"), "demo"],
        env=variables(PORT="none"), capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip

    assert (plain.returncode, plain.stdout.count("\n"), plain.stderr) == (1, 1, "")
