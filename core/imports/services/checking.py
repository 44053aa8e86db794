"""Looking a file through before anything is written: the dry run."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, BinaryIO

from core.imports.declaring import Declaration, cleaned_context
from core.imports.judging import Judgement, judge, read_rows
from core.imports.kinds import Context, ImportKind, Person
from core.imports.progress import Progress, unheard
from core.imports.services.storing import store_file, store_report
from core.models import ImportRun
from core.states import ImportStage, ImportStatus
from core.tables.cells import BadCell, RawRow
from core.tables.errors import RowError, TableError, printable
from core.tables.parsing import ParsedTable
from core.tables.writing import csv_text
from core.transactions import service

MOST_KEPT = 500  # errors kept with the run; the report holds all
_CELL_SHOWN = 80
_NAME_LENGTH = 200
_REPORT_HEADINGS = ("row", "cell", "column", "value", "message", "code")


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """A file that was read, with what its kind looked up. The run is not saved yet."""

    run: ImportRun
    kind: ImportKind
    parsed: ParsedTable
    context: Context


def check_file(
    *,
    kind: ImportKind,
    stream: BinaryIO,
    file_name: str,
    declared: Declaration,
    by: Person,
    at: datetime,
    progress: Progress = unheard,
) -> ImportRun:
    """Read and judge a file; keep it and what was found. Nothing of the records is written.

    Raises ContextRefusedError for what was chosen beside it, and TableError for a file that cannot be read
    as a whole; the latter leaves a refused run behind.
    """
    chosen = cleaned_context(kind, declared.context, user=by)
    run = begun(kind=kind, stream=stream, file_name=file_name, declared=declared, by=by, at=at)
    try:
        parsed = read_rows(kind, stream, declared, chosen, progress)
    except TableError as refused:
        run.status, run.refusal = ImportStatus.REFUSED, refused.message
        _write(run)
        raise
    looked = look_up(run=run, kind=kind, parsed=parsed, chosen=chosen, by=by, at=at, progress=progress)
    return keep_check(looked=looked)


def look_through(
    *, kind: ImportKind, stream: BinaryIO, file_name: str, declared: Declaration, by: Person, at: datetime
) -> LookedThrough:
    """Read a file and look up what it needs, without a row written: what a kind prepares may ask the network.

    For doors that write check and records in one transaction of theirs. Raises what `check_file` raises, and
    leaves no run behind.
    """
    chosen = cleaned_context(kind, declared.context, user=by)
    run = begun(kind=kind, stream=stream, file_name=file_name, declared=declared, by=by, at=at)
    parsed = read_rows(kind, stream, declared, chosen)
    return look_up(run=run, kind=kind, parsed=parsed, chosen=chosen, by=by, at=at)


def look_up(
    *,
    run: ImportRun,
    kind: ImportKind,
    parsed: ParsedTable,
    chosen: Context,
    by: Person,
    at: datetime,
    progress: Progress = unheard,
) -> LookedThrough:
    """Let the kind prepare what it needs for the rows that were read: outside of any transaction."""
    progress(ImportStage.LOOKING_UP, parsed.row_count)
    context = kind.prepare(parsed.rows, context=chosen, by=by, at=at)
    return LookedThrough(run, kind, parsed, context)


def keep_check(*, looked: LookedThrough) -> ImportRun:
    """Judge what was read by what the database knows now, and keep the run with the verdict."""
    judgement = judge(looked.kind, looked.parsed, looked.context)
    note_check(run=looked.run, parsed=looked.parsed, judgement=judgement)
    _write(looked.run)
    return looked.run


def begun(
    *, kind: ImportKind, stream: BinaryIO, file_name: str, declared: Declaration, by: Person, at: datetime
) -> ImportRun:
    """The run, not saved, with its file in the store."""
    stored = store_file(stream=stream)
    return ImportRun(
        kind=kind.name,
        file_name=shown_name(file_name),
        sha256=stored.sha256,
        size=stored.size,
        encoding=declared.encoding,
        decimal_mark=declared.decimal_mark,
        context=dict(declared.context),
        actor=getattr(by, "actor_name", ""),
        actor_label=str(by)[:150],
        checked_at=at,
    )


def note_check(*, run: ImportRun, parsed: ParsedTable, judgement: Judgement) -> None:
    """Put on the run what the file says and what was found, without saving it."""
    _describe(run, parsed)
    note_judgement(run=run, judgement=judgement)


def note_judgement(*, run: ImportRun, judgement: Judgement) -> None:
    """Put counts and errors of a verdict on the run, without saving it; keep the full list of errors."""
    run.row_count = judgement.row_count
    run.bad_count = len(judgement.bad_rows)
    run.good_count = run.row_count - run.bad_count
    run.errors = error_list(judgement.errors[:MOST_KEPT])
    run.errors_left_off = max(len(judgement.errors) - MOST_KEPT, 0)
    if judgement.errors:
        store_report(run_id=str(run.public_id), pieces=_report(judgement.errors))


def error_list(errors: list[RowError]) -> list[dict[str, Any]]:
    """The errors as JSON."""
    return [asdict(error) for error in errors]


def shown_name(file_name: str) -> str:
    """A file's name fit to be shown: the last part of what may be a path, without what cannot be printed."""
    last = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    return printable(last.strip())[:_NAME_LENGTH] or "-"


def _describe(run: ImportRun, parsed: ParsedTable) -> None:
    """What the page shows of the file itself: notes, ignored headings, the first rows."""
    run.notes = parsed.notes
    taken = {place.position: name for name, place in parsed.headings.places.items()}
    run.preview = {
        "kind": parsed.kind.value,
        "columns": [
            {"heading": printable(heading)[:_CELL_SHOWN], "name": taken.get(position, "")}
            for position, heading in enumerate(parsed.written_headings)
        ],
        "unknown": parsed.headings.unknown,
        "rows": [{"number": raw.number, "cells": _shown_cells(raw)} for raw in parsed.preview],
    }


def _shown_cells(raw: RawRow) -> list[str]:
    texts = (cell.text if isinstance(cell, BadCell) else cell for cell in raw.cells)
    return [printable(text)[:_CELL_SHOWN] for text in texts]


def _report(errors: list[RowError]) -> Iterator[str]:
    rows = ((e.row, e.cell, e.column, e.value, e.message, e.code) for e in errors)
    return csv_text(_REPORT_HEADINGS, rows)


@service
def _write(run: ImportRun) -> None:
    run.save()
