"""Running the road engine's own programs (they come inside the osrm-bindings wheel)."""

import re
import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from routing.extracts.errors import ProgramError

type Progress = Callable[[str], None]

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_STAMP = re.compile(r"^\[[^\]]*\]\s*(\[\w+\])?\s*")
_LAST_WORDS = 3
_TICK_SECONDS = 2.0
_KILL_AFTER_SECONDS = 5.0


def osrm_folder() -> Path:
    """Where the wheel keeps its programs and profiles; found without loading its library."""
    spec = find_spec("osrm")
    if spec is None or spec.origin is None:
        raise ProgramError("the road engine is not installed (package osrm-bindings)")
    return Path(spec.origin).parent


def program(name: str) -> Path:
    """The path of one of extract, partition, customize, contract, routed."""
    path = osrm_folder() / "bin" / f"osrm-{name}"
    if not path.is_file():
        raise ProgramError(f"the road engine lacks its program osrm-{name}")
    return path


def car_profile() -> Path:
    """The speeds and rules of a car, as the engine's makers ship them."""
    return osrm_folder() / "share" / "profiles" / "car.lua"


def run(name: str, *arguments: str, folder: Path, timeout_seconds: float, progress: Progress) -> float:
    """Run a program in a folder; seconds taken. Every two seconds `progress` hears that it lives.

    Raises ProgramError with the program's last words when it fails, is killed, or takes too long.
    """
    log = folder / f"{name}.log"
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own program, our own arguments
            [str(program(name)), *arguments], cwd=folder, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait(process, name, log, timeout_seconds, progress)
        finally:
            _end(process)
    if process.returncode:
        raise ProgramError(f"osrm-{name} failed: {last_words(log) or _how_it_ended(process.returncode)}")
    return time.monotonic() - started


def last_words(log: Path) -> str:
    """The last lines a program wrote, in one line, without colours and time stamps."""
    text = _COLOURS.sub("", log.read_text(errors="replace"))
    lines = [_STAMP.sub("", line).strip() for line in text.splitlines()]
    return " / ".join([line for line in lines if line][-_LAST_WORDS:])


def _wait(
    process: subprocess.Popen[bytes], name: str, log: Path, timeout_seconds: float, progress: Progress
) -> None:
    started = time.monotonic()
    while True:
        try:
            process.wait(timeout=_TICK_SECONDS)
        except subprocess.TimeoutExpired:
            elapsed = time.monotonic() - started
            if elapsed > timeout_seconds:
                raise ProgramError(
                    f"osrm-{name} took longer than {timeout_seconds:.0f} s and was ended"
                ) from None
            progress(f"osrm-{name} {elapsed:.0f} s: {last_words(log)[-80:]}")
        else:
            return


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=_KILL_AFTER_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _how_it_ended(code: int) -> str:
    return f"ended by signal {-code}" if code < 0 else f"exit code {code}"
