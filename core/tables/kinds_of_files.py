"""Telling CSV, XLSX and JSON apart by their first bytes, and naming what is none of them."""

import re

from django.utils.translation import gettext as _

from core.tables.cells import FileKind
from core.tables.errors import TableError

_JSON = re.compile(rb"(\xef\xbb\xbf)?\s*(\[\s*([{\]\[]|$)|\{\s*[\"}])")
_WIDE_JSON = re.compile(rb"\xff\xfe(\s\0)*[\[{]\0|\xfe\xff(\0\s)*\0[\[{]")
_MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*<(\?xml|!doctype|html|table|\w+[ >])", re.IGNORECASE)
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
)


def file_kind(head: bytes) -> FileKind:
    """The kind of table that these first bytes begin. Raises TableError that names a file of another kind."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return FileKind.XLSX
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        message = _(
            "This is an old .xls workbook or one with a password. Save it as “Excel workbook (.xlsx)”."
        )
        raise TableError(message, reason="unknown_kind")
    for mark, name in _FOREIGN:
        if head.startswith(mark):
            message = _("This is a %(kind)s file, not a table. Give CSV, XLSX or JSON.")
            raise TableError(message % {"kind": name}, reason="unknown_kind")
    if _MARKUP.match(head):
        message = _(
            "This is a web page or XML, not a table. Open it in a spreadsheet and save it as CSV or XLSX."
        )
        raise TableError(message, reason="unknown_kind")
    if _JSON.match(head) or _WIDE_JSON.match(head):
        return FileKind.JSON
    return FileKind.CSV
