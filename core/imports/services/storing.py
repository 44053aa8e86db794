"""Keeping the files that people bring: by the hash of their content, never by a name of theirs."""

import hashlib
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from core.imports.judging import limits
from core.tables.errors import TableError
from core.tables.limits import MEGABYTE

_CHUNK = 256 * 1024
_FOLDER = "imports"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the store: the hash that names it, and its size in bytes."""

    sha256: str
    size: int


def store_file(*, stream: BinaryIO) -> StoredFile:
    """Keep the bytes of a seekable stream; the same bytes are kept once.

    Raises TableError if it is too big.
    """
    size = stream.seek(0, 2)
    most = limits().file_bytes
    if size > most:
        message = _("The file has %(size)d megabytes; at most %(most)d are taken.")
        facts = {"size": -(-size // MEGABYTE), "most": most // MEGABYTE}
        raise TableError(message % facts, reason="too_big", limit=most)
    stream.seek(0)
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    stream.seek(0)
    stored = StoredFile(digest.hexdigest(), size)
    _keep(_path(stored.sha256), File(stream))
    stream.seek(0)
    return stored


def open_stored(*, sha256: str) -> closing[BinaryIO]:
    """The stored file, open for reading. Raises TableError where it is gone or no longer what it was."""
    path = _path(sha256)
    if not default_storage.exists(path):
        raise TableError(_("The file is no longer kept. Bring it again."), reason="gone")
    opened = default_storage.open(path, "rb")
    digest = hashlib.sha256()
    while chunk := opened.read(_CHUNK):
        digest.update(chunk)
    opened.seek(0)
    if digest.hexdigest() != sha256:
        opened.close()
        raise TableError(_("The kept file was changed since. Bring it again."), reason="gone")
    return closing(cast("BinaryIO", opened.file))


def store_report(*, run_id: str, pieces: Iterable[str]) -> None:
    """Keep the full list of a run's errors as CSV, instead of an earlier one."""
    if default_storage.exists(report_path(run_id)):
        default_storage.delete(report_path(run_id))
    _keep(report_path(run_id), ContentFile("".join(pieces).encode()))


def report_path(run_id: str) -> str:
    """Where the list of errors of a run lies in the store."""
    return f"{_FOLDER}/reports/{run_id}.csv"


def _path(sha256: str) -> str:
    return f"{_FOLDER}/{sha256[:2]}/{sha256}"


def _keep(path: str, content: File[bytes]) -> None:
    if default_storage.exists(path):
        return
    name = default_storage.save(path, content)
    if name != path:  # another request kept the same bytes at the same moment
        default_storage.delete(name)
