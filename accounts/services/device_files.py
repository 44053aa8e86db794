"""Photos and signatures from phones: taken in pieces, named by the hash of their bytes, kept as they came."""

import hashlib
from contextlib import closing
from datetime import datetime
from typing import BinaryIO, cast

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import FileRefusedError, TooLargeError, WrongOffsetError
from accounts.events import DeviceFilesKept
from accounts.models import Device, DeviceFile
from accounts.services import device_commands
from accounts.states import FileStatus
from core.errors import NotFoundError
from core.events import publish
from core.pictures import NotAPictureError, judge
from core.transactions import service

MOST_BYTES = 12 * 1024 * 1024
CHUNK = 256 * 1024
FOLDER = "device-files"
REASONS = {
    "unreadable": gettext_lazy("This is not a JPEG, PNG or WebP picture."),
    "moving": gettext_lazy("Moving pictures are not taken."),
    "too_many_pixels": gettext_lazy("This picture has too many pixels."),
}


def put_piece(
    *, device: Device, sha256: str, piece: bytes, offset: int, size: int, at: datetime
) -> DeviceFile:
    """Take a piece of a file, or all of it. The same piece again changes nothing.

    When the last byte is here, the hash and the content are judged; bytes that are not what was announced
    are dropped, so that the phone can begin afresh. What waited for the file is done.
    Raises TooLargeError, WrongOffsetError (says where to go on), FileRefusedError.
    """
    if size > MOST_BYTES:
        raise TooLargeError(_("A photo has at most 12 MB."), most=MOST_BYTES)
    if size < 1:
        raise FileRefusedError(str(REASONS["unreadable"]), field="content", reason="unreadable")
    try:
        file = _append(device=device, sha256=sha256, piece=piece, offset=offset, size=size)
        if file.status == FileStatus.ARRIVING and file.received == file.size:
            file = _finish(device=device, sha256=sha256, at=at)
    except FileRefusedError:
        _start_afresh(device=device, sha256=sha256)
        raise
    if file.status == FileStatus.KEPT:
        device_commands.settle_waiting(device_id=device.pk, at=at)
    return file


def open_kept(*, sha256: str) -> closing[BinaryIO]:
    """The bytes of a kept file, as they came. Raises NotFoundError where they are gone or were changed."""
    path = path_of(sha256)
    if not default_storage.exists(path):
        raise NotFoundError(_("This photo is no longer kept."))
    opened = default_storage.open(path, "rb")
    if _digest(cast("BinaryIO", opened.file)) != sha256:
        opened.close()
        raise NotFoundError(_("This photo was changed since it came; it is not shown."))
    return closing(cast("BinaryIO", opened.file))


def path_of(sha256: str) -> str:
    """Where the bytes of a kept file lie in the store."""
    return f"{FOLDER}/{sha256[:2]}/{sha256}"


@service
def _append(*, device: Device, sha256: str, piece: bytes, offset: int, size: int) -> DeviceFile:
    file = _row(device, sha256, size)
    if file.status == FileStatus.KEPT:
        return file
    if file.size != size:
        raise FileRefusedError(_("The pieces of this photo do not belong together."), field="size")
    if offset > file.received or offset + len(piece) > size:
        message = _("This piece does not follow what is here.")
        raise WrongOffsetError(message, offset=file.received)
    fresh = piece[file.received - offset :]
    if fresh:
        with _open_part(device, sha256) as part:
            part.seek(file.received)
            part.truncate()
            part.write(fresh)
        file.received += len(fresh)
        file.save(update_fields=["received", "updated_at"])
    return file


@service
def _finish(*, device: Device, sha256: str, at: datetime) -> DeviceFile:
    file = _row(device, sha256, 0)
    if file.status == FileStatus.KEPT:
        return file
    if not default_storage.exists(_part_path(device, sha256)):  # a disk was lost or restored
        raise FileRefusedError(_("The pieces of this photo are gone; it is sent afresh."), field="sha256")
    with closing(default_storage.open(_part_path(device, sha256), "rb")) as part:
        stream = cast("BinaryIO", part.file)
        if _digest(stream) != sha256:
            raise FileRefusedError(_("The bytes are not those that were announced."), field="sha256")
        try:
            picture = judge(stream)
        except NotAPictureError as error:
            message = str(REASONS[error.reason])
            raise FileRefusedError(message, field="content", reason=error.reason) from error
        stream.seek(0)
        _keep(path_of(sha256), File(stream))
    file.become_kept()
    file.media_type, file.width, file.height = picture.media_type, picture.width, picture.height
    file.kept_at = at
    file.save(update_fields=["status", "media_type", "width", "height", "kept_at", "updated_at"])
    publish(DeviceFilesKept(device_id=device.pk, sha256s=[sha256]))
    transaction.on_commit(lambda: default_storage.delete(_part_path(device, sha256)))
    return file


@service
def _start_afresh(*, device: Device, sha256: str) -> None:
    rows = DeviceFile.objects.locked().filter(device=device, sha256=sha256, status=FileStatus.ARRIVING)
    for file in rows:
        default_storage.delete(_part_path(device, sha256))
        file.delete()


def _row(device: Device, sha256: str, size: int) -> DeviceFile:
    """The file's row, locked: two requests never write one piece."""
    DeviceFile.objects.get_or_create(device=device, sha256=sha256, defaults={"size": size})
    return DeviceFile.objects.locked().get(device=device, sha256=sha256)


def _open_part(device: Device, sha256: str) -> closing[BinaryIO]:
    path = _part_path(device, sha256)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(b""))
    return closing(cast("BinaryIO", default_storage.open(path, "r+b").file))


def _part_path(device: Device, sha256: str) -> str:
    return f"{FOLDER}/arriving/{device.public_id}-{sha256}"


def _digest(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()


def _keep(path: str, content: File[bytes]) -> None:
    if default_storage.exists(path):
        return
    name = default_storage.save(path, content)
    if name != path:  # another request kept the same bytes at the same moment
        default_storage.delete(name)
