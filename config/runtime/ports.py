"""Loopback ports: a free one, the one people are promised, and who sits on it."""

import errno
import os
import socket
from pathlib import Path

from config.runtime.console import RefusalError

HOST = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TRIED = 100
LISTENING = "0A"


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_open(port: int) -> bool:
    """Does somebody answer on this port?"""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0


def listen() -> socket.socket:
    """Take the port that people will type: PORT if it is set, else 8000 or the next free one."""
    wanted = os.environ.get("PORT", "").strip()
    if wanted:
        return _listen_on_wanted(wanted)
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        try:
            return _bind(port)
        except OSError:
            continue
    raise RefusalError(
        f"Ports {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} are all taken: "
        "name a free one, PORT=9000 make demo"
    )


def _listen_on_wanted(wanted: str) -> socket.socket:
    if not (wanted.isascii() and wanted.isdecimal()) or not 1 <= int(wanted) <= 65535:  # noqa: PLR2004 - the last port there is
        raise RefusalError(
            f"PORT={wanted} is not a port: use a number from 1 to 65535, e.g. PORT=9000 make demo"
        )
    port = int(wanted)
    try:
        return _bind(port)
    except OSError as error:
        if error.errno == errno.EACCES:
            reason = f"Port {port} is kept for root: use one above 1023, e.g. PORT=9000 make demo"
        else:
            holder, other = holder_of(port), _next_to(port)
            reason = (
                f"Port {port} is taken by {holder}: stop that, or use another, e.g. PORT={other} make demo"
            )
        raise RefusalError(reason) from error


def _bind(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(512)
    except OSError:
        listener.close()
        raise
    return listener


def _next_to(port: int) -> int:
    for candidate in range(port + 1, min(port + PORTS_TRIED, 65536)):
        try:
            _bind(candidate).close()
        except OSError:
            continue
        return candidate
    return free_port()


def holder_of(port: int) -> str:
    """Name the program that listens on a port as well as this user may know it (Linux), or say 'another
    program'.
    """
    inodes = _listening_inodes(port)
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(str(link.readlink()) in inodes for link in (process / "fd").iterdir()):
                name = (process / "comm").read_text().strip()
                return f"{name} (process {process.name})"
        except OSError:
            continue
    return "another program"


def _listening_inodes(port: int) -> set[str]:
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            rows = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for columns in map(str.split, rows):
            if columns[3] == LISTENING and int(columns[1].rsplit(":", 1)[1], 16) == port:
                found.add(f"socket:[{columns[9]}]")
    return found
