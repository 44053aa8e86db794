"""Rows into files that a spreadsheet opens without running anything in them."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import save_workbook

from core.tables.cells import NumberText
from core.tables.columns import Column, Kind

BYTE_ORDER_MARK = "\ufeff"  # tells Excel that a CSV is UTF-8
_FORMULA = re.compile("'*[=+@\t\r-]")
_ILLEGAL_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TEXT_FORMAT = "@"
_WIDEST, _NARROWEST = 60, 12
_NUMBERS = frozenset({Kind.INTEGER, Kind.SCALED, Kind.LONGITUDE, Kind.LATITUDE})

type Value = str | int | None


def safe_cell(value: Value) -> str:
    """The value as CSV text.

    One that a spreadsheet would run gets an apostrophe; reading takes it off again.
    """
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, NumberText) and _FORMULA.match(value):
        return "'" + value
    return str(value)


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """A CSV file piece by piece, with the mark by which Excel knows UTF-8; lines end as RFC 4180 says."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")
    line.write(BYTE_ORDER_MARK)
    writer.writerow([safe_cell(heading) for heading in headings])
    for row in rows:
        yield line.getvalue()
        line.seek(0)
        line.truncate()
        writer.writerow([safe_cell(value) for value in row])
    yield line.getvalue()


def workbook(title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """An XLSX file with one sheet. Texts are stored as text, whatever they begin with."""
    book = Workbook(write_only=True)
    _add_sheet(book, title, headings, rows)
    return _saved(book)


def template_headings(columns: Sequence[Column]) -> list[str]:
    """The headings of a template: the names, because they stay the same in every language."""
    return [column.name for column in columns]


def template_rows(columns: Sequence[Column], examples: Sequence[dict[str, str]]) -> list[list[Value]]:
    """Example rows under those headings; without any, one row of each column's own example."""
    given = examples or [{column.name: column.example for column in columns}]
    return [[_example(column, example.get(column.name, "")) for column in columns] for example in given]


def template_workbook(
    title: str,
    columns: Sequence[Column],
    examples: Sequence[dict[str, str]],
    explained: Sequence[Sequence[str]],
) -> bytes:
    """A template to fill in: the headings with examples on the first sheet, what they mean on the second.

    `explained` is the second sheet: its headings, then one row per column.
    """
    book = Workbook(write_only=True)
    _add_sheet(book, title, template_headings(columns), template_rows(columns, examples))
    _add_sheet(book, _("Columns"), explained[0], explained[1:])
    return _saved(book)


def _example(column: Column, text: str) -> Value:
    """Numbers as numbers, so that a spreadsheet aligns them; all else as text, so that it leaves it alone."""
    if column.kind in _NUMBERS and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        return NumberText(text)
    return text


def _add_sheet(book: Workbook, title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip() or "1")
    sheet.freeze_panes = "A2"
    kept: list[list[Value]] = [list(headings), *(list(row) for row in rows)]
    for position in range(len(headings)):
        widths = [len(str(row[position] or "")) for row in kept if position < len(row)]
        width = min(max([_NARROWEST, *widths]) + 2, _WIDEST)
        sheet.column_dimensions[get_column_letter(position + 1)].width = width
    for number, row in enumerate(kept):
        sheet.append([_sheet_cell(sheet, value, bold=number == 0) for value in row])


def _sheet_cell(sheet: WriteOnlyWorksheet, value: Value, *, bold: bool) -> Cell:
    """A cell that holds exactly this: openpyxl would store a text that begins with "=" as a formula."""
    if isinstance(value, NumberText):
        return WriteOnlyCell(sheet, float(value) if "." in value else int(value))
    cell = WriteOnlyCell(sheet, _ILLEGAL_IN_XML.sub("\ufffd", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = _TEXT_FORMAT
    if bold:
        cell.font = Font(bold=True)
    return cell


def _saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    save_workbook(book, file)
    return file.getvalue()
