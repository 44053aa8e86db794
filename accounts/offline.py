"""What the pages of phones and scanners need without network: files and pages per scope, and their release.

Apps above say in AppConfig.ready() what theirs need: `offline.keep("DRIVER", files=["pod/driver/"],
pages=["/driver/"])`. A name that ends in a slash means all static files below it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

from accounts.states import DeviceScope

ALWAYS = (
    "boot/theme.js",
    "css/",
    "device/",
    "icons/favicon.svg",
    "vendor/inter/inter-latin-wght-normal.woff2",
    "vendor/lucide/sprite.svg",
)
NEVER = ("device/sw.js", "css/design", "css/sign-in.css", "css/admin.css", "css/start.css")
SUFFIXES = {".js", ".css", ".svg", ".woff2", ".webmanifest", ".png"}


@dataclass(slots=True)
class _Wanted:
    files: set[str] = field(default_factory=lambda: set(ALWAYS))
    pages: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Shell:
    """What one scope keeps: addresses of files and pages; the release names their content."""

    release: str
    files: list[str]
    pages: list[str]


_wanted: dict[str, _Wanted] = defaultdict(_Wanted)


def keep(scope: str, *, files: Iterable[str] = (), pages: Iterable[str] = ()) -> None:
    """Keep these static files (or folders of them) and these pages for the scope's phones."""
    wanted = _wanted[DeviceScope(scope)]
    wanted.files |= set(files)
    wanted.pages |= set(pages)


def shell_of(scope: DeviceScope) -> Shell:
    """The shell of a scope. While developing it is put together anew each time."""
    return _shell(scope) if settings.DEBUG else _shell_once(scope)


@lru_cache(maxsize=len(DeviceScope))
def _shell_once(scope: DeviceScope) -> Shell:
    return _shell(scope)


def _shell(scope: DeviceScope) -> Shell:
    wanted = _wanted[scope]
    names = sorted(_names_of(wanted.files))
    digest = hashlib.sha256("\n".join(sorted(wanted.pages)).encode())
    for name in names:
        digest.update(f"\n{name} {hashlib.sha256(_read(name)).hexdigest()}".encode())
    return Shell(digest.hexdigest()[:12], [static(name) for name in names], sorted(wanted.pages))


def _read(name: str) -> bytes:
    found = finders.find(name)
    return Path(found).read_bytes() if isinstance(found, str) else b""


def _names_of(wanted: set[str]) -> set[str]:
    folders = tuple(name for name in wanted if name.endswith("/"))
    exact = wanted - set(folders)
    names = {name for root in map(Path, settings.STATICFILES_DIRS) for name in _below(root)}
    return {
        name for name in names if (name in exact or name.startswith(folders)) and not name.startswith(NEVER)
    }


def _below(root: Path) -> Iterable[str]:
    found = (path for path in root.rglob("*") if path.is_file() and path.suffix in SUFFIXES)
    return (path.relative_to(root).as_posix() for path in found)
