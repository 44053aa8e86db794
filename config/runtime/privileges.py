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
    """`var` itself, or a folder of this checkout's own below /var/tmp when the server's user cannot enter
    `var`.
    """
    if user.reaches(var):
        return var
    mark = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    home = Path("/var/tmp") / f"waybill-{os.geteuid()}-{mark}"  # noqa: S108 - owned and checked below
    home.mkdir(mode=0o755, exist_ok=True)
    if home.is_symlink() or home.stat().st_uid != os.geteuid():
        raise RefusalError(f"{home} belongs to somebody else: remove it, or use WAYBILL_VAR=/another/folder")
    return home
