"""Which rows of a file can be taken: by their cells, then by what the database knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from core.imports.declaring import Declaration, reading_of
from core.imports.kinds import Context, ImportKind, RowRefusal
from core.imports.progress import Progress, unheard
from core.states import ImportStage
from core.tables.cells import FileKind, RawRow, cell_address
from core.tables.errors import RowError, printable
from core.tables.limits import TableLimits
from core.tables.parsing import ParsedTable, Row, parse_table
from core.tables.reading import open_table

_REPORT_EVERY = 500
_VALUE_SHOWN, _MESSAGE_SHOWN = 100, 400


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a file: rows that can be taken, and every reason against the others by row."""

    rows: list[Row]
    errors: list[RowError]
    bad_rows: frozenset[int]
    row_count: int


def limits() -> TableLimits:
    """The limits of this installation: the setting IMPORT_LIMITS may name some of them anew."""
    return TableLimits(**getattr(settings, "IMPORT_LIMITS", {}))


def read_rows(
    kind: ImportKind,
    stream: BinaryIO,
    declared: Declaration,
    context: Context,
    progress: Progress = unheard,
) -> ParsedTable:
    """Read the file's cells. No database is needed. Raises TableError."""
    with open_table(stream, limits=limits(), encoding=declared.encoding) as table:
        table.rows = _reporting(table.rows, progress)
        reading = reading_of(kind, declared, context)
        return parse_table(table, kind.columns, reading=reading, key=kind.key, group=kind.group)


def _reporting(rows: Iterator[RawRow], progress: Progress) -> Iterator[RawRow]:
    """Tell how many rows were read, every now and then."""
    progress(ImportStage.READING, 0)
    for count, row in enumerate(rows, start=1):
        if count % _REPORT_EVERY == 0:
            progress(ImportStage.READING, count)
        yield row


def judge(kind: ImportKind, parsed: ParsedTable, context: Context) -> Judgement:
    """Ask the database about the rows whose cells are well. The same parsed file may be judged again."""
    found = list(kind.check(parsed.rows, context=context))
    found += _left_alone(kind, parsed, {refusal.row for refusal in found})
    against = [_located(parsed, refusal) for refusal in found]
    refused = {error.row for error in against}
    return Judgement(
        rows=[row for row in parsed.rows if row.number not in refused],
        errors=sorted([*parsed.errors, *against], key=lambda error: error.row),
        bad_rows=frozenset(parsed.bad_rows | refused),
        row_count=parsed.row_count,
    )


def _left_alone(kind: ImportKind, parsed: ParsedTable, refused: set[int]) -> list[RowRefusal]:
    """Good rows of records of which another row is refused: half a record is never taken."""
    if not kind.group:
        return []
    bad = dict(parsed.bad_groups)
    for row in parsed.rows:
        if row.number in refused:
            bad.setdefault(row[kind.group], row.number)
    told = _("Row %(row)d, which belongs to it, is refused.")
    return [
        RowRefusal(row.number, kind.group, told % {"row": bad[row[kind.group]]}, "other_row_refused")
        for row in parsed.rows
        if row.number not in refused and row[kind.group] in bad
    ]


def _located(parsed: ParsedTable, refusal: RowRefusal) -> RowError:
    """The refusal with the heading and the cell as the file has them."""
    place = parsed.headings.places.get(refusal.column)
    addressed = place is not None and parsed.kind is not FileKind.JSON
    return RowError(
        row=refusal.row,
        column=printable(place.heading) if place else refusal.column,
        message=printable(str(refusal.message)[:_MESSAGE_SHOWN]),
        value=printable(str(refusal.value)[:_VALUE_SHOWN]),
        cell=cell_address(place.position, refusal.row) if place and addressed else "",
        code=refusal.code,
    )
