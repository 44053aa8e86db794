"""The virtual environment: made once, repaired when an install was interrupted, renewed when the lock
changes.

Only the standard library: it runs under the interpreter that was found, before any package is installed.
"""

import fcntl
import hashlib
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from config.runtime.console import RefusalError
from config.runtime.places import BASE, FIRST_RUN_NEEDS, require_room
from config.runtime.processes import dies_with

VENV = BASE / ".venv"
LOCK = BASE / "requirements.lock"
INSTALLER_LOCK = BASE / "scripts" / "installer.lock"
LAST_LINES = 6

type Note = Callable[[str], None]


def venv_python(venv: Path = VENV) -> Path:
    """The interpreter inside a virtual environment."""
    return venv / "bin" / "python"


def stamp_of(interpreter: str, lock: Path = LOCK) -> str:
    """What an environment was made from: the lock's content and the interpreter's version."""
    version = platform.python_version() if interpreter == sys.executable else _ask_version(interpreter)
    return f"python {version}\nlock {hashlib.sha256(lock.read_bytes()).hexdigest()}\n"


def is_ready(venv: Path = VENV, lock: Path = LOCK) -> bool:
    """Was the environment finished, from this lock, and does its interpreter still run?"""
    try:
        stamp = (venv / "waybill-stamp").read_text()
    except OSError:
        return False
    asked = os.environ.get("PYTHON")
    version = _ask_version(str(venv_python(venv)))
    wanted = f"python {version}\nlock {hashlib.sha256(lock.read_bytes()).hexdigest()}\n"
    return bool(version) and stamp == wanted and (not asked or _ask_version(asked) == version)


def make_ready(note: Note, venv: Path = VENV, lock: Path = LOCK) -> None:
    """Make, repair or renew the environment. Two of us at once in one checkout wait for each other."""
    guard = venv.with_name(".venv.lock") if not venv.is_symlink() else venv.resolve().with_name(".venv.lock")
    with guard.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if is_ready(venv, lock):
            return
        require_room(venv.parent, needed_bytes=FIRST_RUN_NEEDS)
        if not _can_be_renewed(venv):
            _create(note, venv)
        stamp = venv / "waybill-stamp"
        stamp.unlink(missing_ok=True)
        _install(note, venv, lock)
        stamp.write_text(stamp_of(str(venv_python(venv)), lock))


def _can_be_renewed(venv: Path) -> bool:
    """A finished environment of another lock is renewed in place; a half-made one is made again.

    A link leads to somebody else's environment: that is never emptied.
    """
    if venv.is_symlink() and (venv / "bin" / "uv").exists():
        return True
    version = _ask_version(str(venv_python(venv)))
    return (
        (venv / "waybill-stamp").exists()
        and (venv / "bin" / "uv").exists()
        and version == platform.python_version()
    )


def _create(note: Note, venv: Path) -> None:
    try:
        import ensurepip  # noqa: F401 - is it there?
        import venv as venv_module  # noqa: F401 - is it there?
    except ImportError:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        raise RefusalError(
            f"{sys.executable} has no venv module: install it "
            f"(Debian or Ubuntu: apt-get install {package}) and start again"
        ) from None
    note("making a virtual environment")
    _run(note, [sys.executable, "-m", "venv", "--clear", str(venv)])
    note("installing uv")
    _run(note, [str(venv_python(venv)), "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
                "--require-hashes", "-r", str(INSTALLER_LOCK)])  # fmt: skip


def _install(note: Note, venv: Path, lock: Path) -> None:
    note("installing packages")
    command = [
        str(venv / "bin" / "uv"),
        "pip",
        "install",
        "--python",
        str(venv_python(venv)),
        "--require-hashes",
        "-r",
        str(lock),
    ]
    _run(note, command, _with_pips_index(venv))


def _with_pips_index(venv: Path) -> dict[str, str]:
    """uv does not read pip's configuration: a mirror that is set there is handed to it."""
    variables = dict(os.environ)
    if not {"UV_INDEX_URL", "UV_DEFAULT_INDEX"} & set(variables):
        answer = subprocess.run(
            [str(venv_python(venv)), "-m", "pip", "config", "get", "global.index-url"],
            capture_output=True,
            text=True,
            check=False,
        )
        index = variables.get("PIP_INDEX_URL") or answer.stdout.strip()
        if index:
            variables["UV_DEFAULT_INDEX"] = index
    return variables


def _run(note: Note, command: list[str], variables: Mapping[str, str] | None = None) -> None:
    """Run a command, telling each line of it; refuse with its last lines when it fails."""
    process = subprocess.Popen(
        command, cwd=BASE, env=variables, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        preexec_fn=dies_with(os.getpid()),
    )  # fmt: skip
    lines = []
    for line in process.stdout or ():
        if line.strip():
            lines.append(line.strip())
            note(line)
    if process.wait():
        told = "\n    ".join(lines[-LAST_LINES:])
        raise RefusalError(
            f"{Path(command[0]).name} could not finish (is the network there?); "
            f"start again and it goes on. It said:\n    {told}"
        )


def _ask_version(interpreter: str) -> str:
    """The version of an interpreter, empty when it does not run."""
    try:
        answer = subprocess.run(
            [interpreter, "-c", "import platform; print(platform.python_version())"],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""
