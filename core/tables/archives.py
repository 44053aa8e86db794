"""The ZIP around a workbook, judged before anything in it is unpacked."""

import zipfile
from typing import BinaryIO

from django.utils.translation import gettext as _

from core.tables.errors import TableError
from core.tables.limits import MEGABYTE, TableLimits

_ENCRYPTED = 0x1
_WORKBOOK = "xl/workbook.xml"
_RATIO_MATTERS_FROM = MEGABYTE


def require_sane_workbook(stream: BinaryIO, limits: TableLimits) -> None:
    """Raise TableError unless this is a readable XLSX whose unpacked size stays within the limits.

    The sizes are those that the archive declares. They can be trusted as an upper bound: Python's `zipfile`
    never unpacks more of an entry than is declared.
    """
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        ValueError,
        OSError,
        EOFError,
    ) as error:
        raise TableError(
            _("The workbook is damaged: its archive cannot be read."), reason="damaged"
        ) from error
    finally:
        stream.seek(0)
    _require_workbook({entry.filename for entry in entries})
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise TableError(
            _("The workbook is protected by a password. Save it without one."),
            reason="protected",
        )
    _require_bounded(entries, limits)


def _require_workbook(names: set[str]) -> None:
    if _WORKBOOK in names:
        return
    if "content.xml" in names:
        message = _("This is an OpenDocument file. Save it as “Excel workbook (.xlsx)” or as CSV.")
    elif "xl/workbook.bin" in names:
        message = _("This is a binary workbook (.xlsb). Save it as “Excel workbook (.xlsx)” or as CSV.")
    else:
        message = _("This is an archive (ZIP), not a table. Unpack it and give the file inside.")
    raise TableError(message, reason="unknown_kind")


def _require_bounded(entries: list[zipfile.ZipInfo], limits: TableLimits) -> None:
    if len(entries) > limits.archive_entries:
        raise _too_big(_("it consists of more than %(most)d parts"), limits.archive_entries)
    if sum(entry.file_size for entry in entries) > limits.archive_bytes:
        raise _too_big(
            _("unpacked it has more than %(most)d megabytes"),
            limits.archive_bytes // MEGABYTE,
        )
    for entry in entries:
        swollen = entry.file_size > limits.archive_ratio * max(entry.compress_size, 1)
        if swollen and entry.file_size > _RATIO_MATTERS_FROM:
            raise _too_big(
                _("a part of it unpacks to more than %(most)d times its size"),
                limits.archive_ratio,
            )


def _too_big(reason: str, most: int) -> TableError:
    told = _("The workbook is refused: %(reason)s.") % {"reason": reason % {"most": most}}
    return TableError(told, reason="archive_too_big", limit=most)
