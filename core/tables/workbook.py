"""Rows of an XLSX workbook.

Nothing in it is evaluated; what Excel keeps as a number comes out as plain digits.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import BinaryIO, Protocol

import openpyxl
from django.utils.translation import gettext as _

from core.tables.archives import require_sane_workbook
from core.tables.cells import BadCell, Cell, NumberText, RawRow
from core.tables.errors import TableError
from core.tables.limits import TableLimits

if not openpyxl.DEFUSEDXML:  # openpyxl decides this once, when it is imported
    raise ImportError("defusedxml must be installed: openpyxl would expand XML entities without it")

_LAST_ROW = 1_048_576  # of any sheet, by the file format
_EXACT_DIGITS = 15  # Excel keeps no more
_DAY = timedelta(days=1)
_ANY_DAY = date(2000, 1, 1)


class SheetCell(Protocol):
    """What openpyxl yields for a cell, filled or empty."""

    @property
    def value(self) -> object: ...
    @property
    def data_type(self) -> str: ...


@contextmanager
def opened_workbook(stream: BinaryIO, limits: TableLimits) -> Iterator[tuple[Iterator[RawRow], list[str]]]:
    """The rows of the first visible sheet, and notes. Raises TableError for bombs, passwords and damage."""
    require_sane_workbook(stream, limits)
    book = _loaded(stream)
    try:
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not visible:
            raise TableError(_("The workbook has no visible sheet."), reason="no_sheet")
        notes = []
        if len(visible) > 1:
            notes.append(_("Only the first sheet, “%(name)s”, was read.") % {"name": visible[0].title[:100]})
        visible[0].reset_dimensions()  # the file's word for its own size is not needed, and may be wrong
        yield _rows(visible[0].iter_rows(max_row=_LAST_ROW), limits), notes
    finally:
        book.close()


def _loaded(stream: BinaryIO) -> openpyxl.Workbook:
    try:
        return openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    except Exception as error:
        raise _damaged() from error


def _rows(sheet_rows: Iterable[tuple[SheetCell, ...]], limits: TableLimits) -> Iterator[RawRow]:
    cells_seen = 0
    for number, row in enumerate(_undamaged(sheet_rows), start=1):
        if not row:
            continue
        cells_seen += len(row)
        if cells_seen > limits.workbook_cells:
            message = _(
                "Row %(row)d: the sheet has more than %(most)d cells. Delete empty columns to the right."
            )
            facts = {"row": number, "most": limits.workbook_cells}
            raise TableError(message % facts, reason="too_many_cells", row=number)
        yield RawRow(number, [_cell(cell) for cell in row])


def _undamaged(rows: Iterable[tuple[SheetCell, ...]]) -> Iterator[tuple[SheetCell, ...]]:
    try:
        yield from rows
    except Exception as error:
        raise _damaged() from error


def _damaged() -> TableError:
    """openpyxl meets a damaged file with a dozen kinds of exceptions; they all mean the same to people."""
    return TableError(_("The workbook is damaged and cannot be read."), reason="damaged")


def _cell(cell: SheetCell) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        message = _("A formula. Copy the column and paste its values only.")
        return BadCell(message, "formula", _formula_text(value))
    if cell.data_type == "e":
        return BadCell(_("The spreadsheet shows an error value here."), "error_value", str(value))
    if isinstance(value, str):
        return value
    return _number_or_moment(value)


def _formula_text(value: object) -> str:
    return value if isinstance(value, str) else "=" + str(getattr(value, "text", "") or "")


def _number_or_moment(value: object) -> Cell:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return _number(value)
    moment = _moment(value)
    if moment:
        return moment
    return BadCell(_("This kind of cell cannot be read. Format it as text."), "not_a_value", str(value))


def _moment(value: object) -> str:
    """A date, a time or both as ISO text; "" for anything else, such as a span of more than a day."""
    if isinstance(value, datetime):
        return _to_the_second(value).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return _to_the_second(datetime.combine(_ANY_DAY, value)).time().isoformat()
    if isinstance(value, timedelta) and timedelta(0) <= value < _DAY:
        return _to_the_second(datetime.combine(_ANY_DAY, time()) + value).time().isoformat()
    return ""


def _to_the_second(moment: datetime) -> datetime:
    """Excel counts days as fractions, so eight o'clock may arrive as 07:59:59.999."""
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


def _number(value: float | Decimal) -> Cell:
    text = str(value) if isinstance(value, int) else format(value, f".{_EXACT_DIGITS}g")
    if abs(value) >= 10**_EXACT_DIGITS:
        message = _(
            "A number of more than %(digits)d digits: spreadsheets round those. Format the column as text."
        )
        return BadCell(message % {"digits": _EXACT_DIGITS}, "rounded_number", text)
    return NumberText(text)
