"""Tables and demo data: one Django process, whose lines are shown while it works."""

import hashlib
import os
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from config.runtime.console import RefusalError, say
from config.runtime.places import BASE
from config.runtime.preparation import Preparation
from config.runtime.processes import dies_with

LAST_LINES = 12


def own_variables(var: Path) -> dict[str, str]:
    """The environment of every process: what was set by the caller wins over what suits a demo on
    loopback.
    """
    key = var / "secret-key"
    if not key.exists():
        handle = os.open(key, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    suited = {
        "SECRET_KEY": key.read_text(),
        "SECURE": "0",  # plain HTTP, on loopback only
        "LOG_JSON": "0",
        "LOG_LEVEL": "WARNING",
        # Workers of root say so each time; they read JSON only, which is what the warning is about.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
    }
    always = {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONUNBUFFERED": "1", "WAYBILL_VAR": str(var)}
    return {**suited, **os.environ, **always}


class Preparing:
    """Brings the database to what this source expects, and the demo data into it."""

    def __init__(self, var: Path, variables: dict[str, str], preparation: Preparation) -> None:
        self.var, self.variables, self.preparation = var, variables, preparation
        self.mark = var / "prepared"

    def write_addresses(self) -> None:
        """For manage.py in another terminal; readable by this user only, because it holds passwords."""
        file = self.var / "env"
        file.touch(mode=0o600)
        file.chmod(0o600)
        names = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")
        file.write_text("".join(f"{name}={self.variables[name]}\n" for name in names))

    def schema_is_known(self) -> bool:
        """Was this very database prepared with these very migrations before?"""
        try:
            return self.mark.read_text() == self._fingerprint()
        except OSError:
            return False

    def run(self) -> None:
        """Run the command; refuse with its last lines when it fails."""
        self.mark.unlink(missing_ok=True)
        command = "migrate" if os.environ.get("EMPTY") == "1" else "prepare_demo"
        process = subprocess.Popen(
            [sys.executable, "manage.py", command, "--no-color"], cwd=BASE, env=self.variables, text=True,
            errors="replace", bufsize=1, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=dies_with(os.getpid()),
        )  # fmt: skip
        try:
            lines = self._follow(process)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
        if process.returncode:
            told = "\n    ".join(lines[-LAST_LINES:])
            raise RefusalError(f"manage.py {command} failed. It said:\n    {told}")
        self.mark.write_text(self._fingerprint())

    def _follow(self, process: "subprocess.Popen[str]") -> list[str]:
        lines = []
        for line in process.stdout or ():
            if line.strip():
                lines.append(line.rstrip())
                self.preparation.note(line)
                say(f"  {line.rstrip()}")
        process.wait()
        return lines

    def _fingerprint(self) -> str:
        """The database's identity (its port changes from start to start) and every migration's content."""
        url = urlsplit(self.variables["DATABASE_URL"])
        found = hashlib.sha256(f"{url.username}:{url.password}@{url.hostname}{url.path}".encode())
        for file in sorted(BASE.glob("*/migrations/*.py")):
            found.update(file.name.encode() + file.read_bytes())
        return found.hexdigest()
