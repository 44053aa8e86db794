"""The door to a file: what is it, and what are its rows?"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import BinaryIO

from django.utils.translation import gettext as _

from core.tables.cells import BadCell, Cell, FileKind, RawRow, Table
from core.tables.csv_text import read_csv
from core.tables.encodings import require_text, text_encoding
from core.tables.errors import TableError
from core.tables.json_rows import read_json
from core.tables.kinds_of_files import file_kind
from core.tables.limits import MEGABYTE, TableLimits
from core.tables.workbook import opened_workbook

_HEAD_BYTES = 4096
_STANDARD = TableLimits()


@contextmanager
def open_table(
    stream: BinaryIO, *, limits: TableLimits = _STANDARD, encoding: str = "utf-8"
) -> Iterator[Table]:
    """Open a seekable stream as a table: CSV, XLSX or JSON, found out from the bytes and not from a name.

    `encoding` is what a person declared for text without a byte order mark ("utf-8" or "cp1252").
    Raises TableError when it is opened, or when its rows are walked. Nothing else escapes.
    """
    head = _bounded_head(stream, limits)
    kind = file_kind(head)
    if kind is FileKind.XLSX:
        with opened_workbook(stream, limits) as (rows, notes):
            yield _with_headings(kind, _bounded(rows, limits), notes)
        return
    named = text_encoding(head, encoding)
    require_text(stream, named)
    if kind is FileKind.JSON:
        headings, entries = read_json(stream, encoding=named, limits=limits)
        yield Table(kind, headings, 0, _bounded(entries, limits), [])
        return
    delimiter, lines = read_csv(stream, encoding=named)
    with closing(lines):
        yield _with_headings(kind, _bounded(lines, limits), [_delimiter_note(delimiter)])


def _bounded_head(stream: BinaryIO, limits: TableLimits) -> bytes:
    """The first bytes of a stream that is neither empty nor too big."""
    size = stream.seek(0, 2)
    stream.seek(0)
    if size > limits.file_bytes:
        message = _("The file has %(size)d megabytes; at most %(most)d are taken.")
        facts = {"size": -(-size // MEGABYTE), "most": limits.file_bytes // MEGABYTE}
        raise TableError(message % facts, reason="too_big", limit=limits.file_bytes)
    if not size:
        raise TableError(_("The file is empty."), reason="empty")
    return stream.read(_HEAD_BYTES)


def _delimiter_note(delimiter: str) -> str:
    names = {
        ",": _("a comma"),
        ";": _("a semicolon"),
        "\t": _("a tab"),
        "|": _("a vertical bar"),
    }
    return _("The cells are separated by %(mark)s.") % {"mark": names[delimiter]}


def _with_headings(kind: FileKind, rows: Iterator[RawRow], notes: list[str]) -> Table:
    """The first row that holds anything is the headings."""
    for row in rows:
        if not row.blank:
            return Table(
                kind,
                [_heading(cell, row.number) for cell in row.cells],
                row.number,
                rows,
                notes,
            )
    raise TableError(_("The file holds no rows."), reason="empty")


def _heading(cell: Cell, row: int) -> str:
    if isinstance(cell, BadCell):
        message = _("Row %(row)d holds the headings; one of them cannot be read: %(reason)s")
        raise TableError(message % {"row": row, "reason": cell.message}, reason="bad_heading", row=row)
    return cell


def _bounded(rows: Iterator[RawRow], limits: TableLimits) -> Iterator[RawRow]:
    """Pass the rows on; refuse the first that is too wide, too long or one too many.

    Blank rows do not count.
    """
    count = 0
    for row in rows:
        while row.cells and row.cells[-1] == "":
            row.cells.pop()
        if row.blank:
            yield row
            continue
        count += 1
        if count > limits.rows + 1:  # the headings are a row too
            message = _("Row %(row)d: more than %(most)d rows. Cut the file into several.")
            facts = {"row": row.number, "most": limits.rows}
            raise TableError(message % facts, reason="too_many_rows", row=row.number, limit=limits.rows)
        if len(row.cells) > limits.columns:
            message = _("Row %(row)d: more than %(most)d columns.")
            facts = {"row": row.number, "most": limits.columns}
            raise TableError(
                message % facts,
                reason="too_many_columns",
                row=row.number,
                limit=limits.columns,
            )
        _require_short_cells(row, limits)
        yield row


def _require_short_cells(row: RawRow, limits: TableLimits) -> None:
    for position, cell in enumerate(row.cells, start=1):
        if isinstance(cell, str) and len(cell) > limits.cell_characters:
            message = _(
                "Row %(row)d, column %(column)d: a cell of %(size)d characters; at most %(most)d are taken."
            )
            facts = {
                "row": row.number,
                "column": position,
                "size": len(cell),
                "most": limits.cell_characters,
            }
            raise TableError(message % facts, reason="cell_too_long", row=row.number, column=position)
