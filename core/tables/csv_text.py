"""Rows of a text file with separated cells."""

import csv
import io
import re
from collections import Counter
from collections.abc import Generator
from typing import BinaryIO

from django.utils.translation import gettext as _

from core.tables.cells import RawRow
from core.tables.errors import TableError

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_BYTES = 64 * 1024
_SAMPLE_ROWS = 30
_SEPARATOR_LINE = re.compile("\ufeff?sep=([,;\t|])\r?\n", re.IGNORECASE)  # written by Excel for itself


def read_csv(stream: BinaryIO, *, encoding: str) -> tuple[str, Generator[RawRow]]:
    """Find the mark that separates the cells, and yield the rows.

    A row's number is the one that a spreadsheet shows: it differs from the line number below a cell that
    holds line breaks. Raises TableError (while the rows are walked) where the quoting is broken.
    """
    stream.seek(0)
    sample = stream.read(_SAMPLE_BYTES).decode(encoding, errors="ignore")
    declared = _SEPARATOR_LINE.match(sample)
    delimiter = declared.group(1) if declared else _guess_delimiter(sample)
    return delimiter, _rows(stream, encoding, delimiter, skip_first=declared is not None)


def _rows(stream: BinaryIO, encoding: str, delimiter: str, *, skip_first: bool) -> Generator[RawRow]:
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        if skip_first:
            text.readline()
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        number, line = 0, 0
        while True:
            number += 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise _broken(error, number=number, line=line + 1 + skip_first) from error
            if cells is None:
                return
            line = reader.line_num
            yield RawRow(number, list(cells))
    finally:
        text.detach()  # the caller opened the stream and closes it


def _broken(error: csv.Error, *, number: int, line: int) -> TableError:
    reason = str(error)
    if "end of data" in reason or "field limit" in reason:
        told = _("Row %(row)d (line %(line)d): a quotation mark is opened and never closed.")
    else:
        told = _(
            "Row %(row)d (line %(line)d): text follows a closed quotation mark. Double marks inside a cell."
        )
    return TableError(
        told % {"row": number, "line": line},
        reason="broken_quotes",
        row=number,
        line=line,
    )


def _guess_delimiter(sample: str) -> str:
    """The mark that occurs in the heading and cuts the rows below it most evenly; a comma where none does."""
    best, best_score = DELIMITERS[0], (0.0, 1)
    for delimiter in DELIMITERS:
        widths = _widths(sample, delimiter)
        if not widths or widths[0] == 1:
            continue
        even = Counter(widths)[widths[0]] / len(widths)
        if (even, widths[0]) > best_score:
            best, best_score = delimiter, (even, widths[0])
    return best


def _widths(sample: str, delimiter: str) -> list[int]:
    """How many cells each of the first rows has when it is cut at this mark."""
    widths: list[int] = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if cells:
                widths.append(len(cells))
            if len(widths) >= _SAMPLE_ROWS:
                break
    except csv.Error:  # a huge cell; what was seen before it must do
        pass
    return widths
