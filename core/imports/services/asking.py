"""What people ask of workers: check this file, write what it brings, leave it."""

import uuid
from datetime import datetime, timedelta
from typing import BinaryIO

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import events
from core.errors import NotFoundError
from core.imports.declaring import Declaration, cleaned_context
from core.imports.errors import ImportOpenError, ImportOverError, RowsRefusedError
from core.imports.events import ImportsWaiting
from core.imports.kinds import ImportKind, Person
from core.imports.services.checking import begun
from core.imports.services.claiming import WAITING, close
from core.imports.services.writing import rows_refused_words
from core.imports.topics import tell
from core.models import ImportRun
from core.states import ImportMode, ImportStatus
from core.tables.cells import FileKind
from core.tables.limits import KILOBYTE
from core.transactions import service

READ_AT_ONCE = 256 * KILOBYTE
WORKBOOK_READ_AT_ONCE = 64 * KILOBYTE
"""A workbook is packed: the same rows take a quarter of the bytes."""
RING_AFTER = timedelta(seconds=5)
"""So long a run may wait for its doorbell before the sweep rings for it."""
MOST_AT_ONCE = 50
_PACKED = b"PK"


def is_long(stream: BinaryIO) -> bool:
    """Whether reading and judging the file would hold a request for longer than a second or so."""
    stream.seek(0)
    is_packed = stream.read(len(_PACKED)) == _PACKED
    size = stream.seek(0, 2)
    stream.seek(0)
    return size > (WORKBOOK_READ_AT_ONCE if is_packed else READ_AT_ONCE)


def is_long_run(run: ImportRun) -> bool:
    """The same of a file that is kept already."""
    is_packed = run.preview.get("kind") == FileKind.XLSX.value
    return run.size > (WORKBOOK_READ_AT_ONCE if is_packed else READ_AT_ONCE)


def keep_file(
    *, kind: ImportKind, stream: BinaryIO, file_name: str, declared: Declaration, by: Person, at: datetime
) -> ImportRun:
    """The file in the store and its run, not saved yet. Raises ContextRefusedError; TableError if too big."""
    cleaned_context(kind, declared.context, user=by)
    return begun(kind=kind, stream=stream, file_name=file_name, declared=declared, by=by, at=at)


@service
def ask_for_check(*, run: ImportRun, by: Person, at: datetime, mode: ImportMode | None = None) -> ImportRun:
    """A worker is to read and judge the kept file; with a mode also to write it, if the verdict allows."""
    run.mode = mode or ""
    _wait(run, ImportStatus.WAITING, by, at)
    return run


@service
def ask_to_apply(*, run_id: uuid.UUID, mode: ImportMode, by: Person, at: datetime) -> ImportRun:
    """A worker is to write the rows of a checked file. Asking again changes nothing.

    Raises RowsRefusedError if nothing can be written in this mode, ImportOpenError while it waits with the
    other mode or is still being checked.
    """
    run = _locked(run_id)
    if run.status == ImportStatus.APPLIED:
        return run
    if run.is_open:
        if run.mode != mode or run.is_unwanted:
            raise ImportOpenError(_("This import is at work already. Wait for its end, or cancel it."))
        return run
    if not run.can_be_applied:
        raise RowsRefusedError(_("This file has no row that could be written."), errors=[])
    if run.bad_count and mode == ImportMode.ALL:
        raise RowsRefusedError(
            rows_refused_words(run.bad_count),
            errors=run.errors,
            errors_left_off=run.errors_left_off,
            rows=run.row_count,
            bad=run.bad_count,
        )
    run.become(ImportStatus.QUEUED)
    run.mode = mode
    _wait(run, ImportStatus.QUEUED, by, at)
    return run


@service
def cancel(*, run_id: uuid.UUID) -> ImportRun:
    """Give the import up: at once while it waits, else the worker stops and nothing is written.

    Raises ImportOverError if it has ended.
    """
    run = _locked(run_id)
    if not run.is_open:
        told = _("This import is over: %(status)s.")
        raise ImportOverError(told % {"status": run.get_status_display()}, ended=run.status)
    if run.status in WAITING:
        close(run=run, status=ImportStatus.CANCELLED)
    else:
        run.is_unwanted = True
    run.save()
    tell(run)
    return run


def runs_to_ring_for(*, at: datetime) -> list[int]:
    """Runs that nobody works on though somebody should: missed doorbells and dead workers' claims."""
    missed = ImportRun.objects.filter(status__in=WAITING, asked_at__lte=at - RING_AFTER)
    dead = ImportRun.objects.open().abandoned(at=at)
    return list((missed | dead).order_by("asked_at", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE])


def _wait(run: ImportRun, status: ImportStatus, by: Person, at: datetime) -> None:
    run.status, run.refusal, run.tries, run.is_unwanted = status, "", 0, False
    run.stage, run.stage_rows = "", 0
    run.asked_by, run.asked_at = by.get_username(), at
    run.language = get_language() or ""
    run.save()
    events.publish(ImportsWaiting(run_ids=(run.pk,)))
    tell(run)


def _locked(run_id: uuid.UUID) -> ImportRun:
    run = ImportRun.objects.locked().filter(public_id=run_id).first()
    if run is None:
        raise NotFoundError(_("There is no such import."))
    return run
