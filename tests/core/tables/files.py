"""Small files for the tests of tables."""

import io
import zipfile

import openpyxl

from core.tables.cells import BadCell, RawRow
from core.tables.columns import Column, Reading
from core.tables.limits import TableLimits
from core.tables.parsing import ParsedTable, parse_table
from core.tables.reading import open_table


def raw_rows(data: bytes, *, limits: TableLimits | None = None, encoding: str = "utf-8") -> list[RawRow]:
    """The rows below the headings."""
    with open_table(io.BytesIO(data), limits=limits or TableLimits(), encoding=encoding) as table:
        return [row for row in table.rows if not row.blank]


def cells(data: bytes, **options: object) -> list[list[str]]:
    """The same without their numbers; a cell that cannot be taken shows its code in brackets."""
    return [
        [f"<{cell.code}>" if isinstance(cell, BadCell) else cell for cell in row.cells]
        for row in raw_rows(data, **options)
    ]


def parsed(data: bytes | str, columns: list[Column], key: tuple[str, ...] = (), **reading) -> ParsedTable:
    """The file read with these columns."""
    content = data.encode() if isinstance(data, str) else data
    with open_table(io.BytesIO(content)) as table:
        return parse_table(table, columns, reading=Reading(**reading), key=key)


def xlsx(*rows: list[object]) -> bytes:
    """A workbook with these rows on its only sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The workbook's file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part of its archive exchanged or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return file.getvalue()


def part(data: bytes, name: str) -> str:
    """One part of the workbook's archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()
