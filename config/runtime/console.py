"""What the person at the terminal reads: one line per happening, with the seconds since the start."""

import os
import sys
import time

STARTED_AT = float(os.environ.get("WAYBILL_STARTED_AT") or time.time())


class RefusalError(Exception):
    """Something is missing. The message is the one line that says what, and what to do about it."""


def elapsed_seconds() -> float:
    """Seconds since the command was typed, counted across the change of interpreter."""
    return max(0.0, time.time() - STARTED_AT)


def paint(text: str, *codes: int) -> str:
    """Colour a text for a terminal; leave it plain for a file, a pipe and NO_COLOR."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\033[{';'.join(map(str, codes))}m{text}\033[0m"


def write(line: str) -> None:
    """Write one line. A terminal that has gone away must not stop the product from stopping."""
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except OSError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - for the rest of the process


def say(message: str) -> None:
    """Write one line with the seconds since the start in front."""
    write(f"{paint(f'[{elapsed_seconds():6.1f} s]', 2)} {message}")
