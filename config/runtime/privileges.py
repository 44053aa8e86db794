"""As whom the database server runs: PostgreSQL refuses root, so root drops to `postgres` or `nobody` for
it.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import TypedDict

from config.runtime.console import RefusalError

SERVER_USERS = ("postgres", "nobody")


class Identity(TypedDict, total=False):
    """What subprocess needs to start a program as somebody else; empty for oneself."""

    user: int
    group: int
    extra_groups: list[int]


class ServerUser:
    """The user that owns the database files: oneself, or for root somebody without rights."""

    def __init__(self) -> None:
        self.entry = _unprivileged() if os.geteuid() == 0 else None
        if os.geteuid() != 0:
            _require_a_name(os.geteuid())

    def identity(self) -> Identity:
        """How to start a program as this user."""
        if self.entry is None:
            return {}
        return {"user": self.entry.pw_uid, "group": self.entry.pw_gid, "extra_groups": []}

    def reaches(self, path: Path) -> bool:
        """May this user enter the folder, or run the program? Asked as that user: every folder above it
        counts.
        """
        if self.entry is None:
            return True
        test = shutil.which("test") or "/usr/bin/test"
        return subprocess.run([test, "-x", str(path)], check=False, **self.identity()).returncode == 0

    def own(self, path: Path) -> None:
        """Give a folder to this user."""
        if self.entry is not None:
            os.chown(path, self.entry.pw_uid, self.entry.pw_gid)


def _require_a_name(number: int) -> None:
    try:
        pwd.getpwuid(number)
    except KeyError:
        raise RefusalError(
            f"PostgreSQL does not run as user number {number}, who has no name here: "
            "start as a user of this machine, or name a server by DATABASE_URL"
        ) from None


def _unprivileged() -> pwd.struct_passwd:
    for name in SERVER_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RefusalError(
        "PostgreSQL does not run as root and there is no user postgres or nobody: start as an ordinary user"
    )


def home_for(var: Path, user: ServerUser) -> Path:
    """`var` itself, or a folder of this checkout's own below /var/tmp when the server's user cannot enter it.

    Data that exists is never left behind: where it lies decides, whatever the folders' rights are by now.
    """
    mark = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    elsewhere = Path("/var/tmp") / f"waybill-{os.geteuid()}-{mark}"  # noqa: S108 - owned and checked below
    if not _holds_data(elsewhere):
        if user.reaches(var):
            return var
        if _holds_data(var):
            raise RefusalError(
                f"The database in {var} cannot be reached by the user it runs as: "
                "let others enter the folders above it (chmod o+x), or start afresh with make demo-reset"
            )
        elsewhere.mkdir(mode=0o755, exist_ok=True)
    if elsewhere.is_symlink() or elsewhere.stat().st_uid != os.geteuid():
        raise RefusalError(
            f"{elsewhere} belongs to somebody else: remove it, or use WAYBILL_VAR=/another/folder"
        )
    return elsewhere


def _holds_data(home: Path) -> bool:
    return (home / "postgres" / "data" / "PG_VERSION").exists()
