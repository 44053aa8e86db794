"""Writing what a checked file brings: all of it or only the good rows, in one transaction."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import BusyError, DomainError, NotFoundError
from core.imports.declaring import Declaration, cleaned_context
from core.imports.errors import ImportConflictError, RowsRefusedError
from core.imports.judging import Judgement, Progress, judge, read_rows
from core.imports.kinds import Applied, Context, ImportKind, Person, kind_named
from core.imports.services.checking import MOST_KEPT, LookedThrough, error_list, note_judgement
from core.imports.services.storing import open_stored
from core.models import ImportRun
from core.states import ImportMode, ImportStatus
from core.tables.parsing import ParsedTable
from core.transactions import service

_WAIT = "60s"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The run after it was applied, and what became of its rows; `again` if it had been applied before."""

    run: ImportRun
    applied: Applied
    again: bool = False


def apply_run(
    *, run_id: uuid.UUID, mode: ImportMode, by: Person, at: datetime, progress: Progress | None = None
) -> Outcome:
    """Write the rows of a checked file. The kept file is read and judged again, so nothing stale is believed.

    A run is applied once: a second call, also one at the same moment, answers with the first one's result.
    Raises RowsRefusedError (nothing written) if rows are refused and the mode is ALL, or if no row is good;
    ImportConflictError if others wrote the same records meanwhile; and whatever the kind raises.
    """
    run = ImportRun.objects.filter(public_id=run_id).first()
    if run is None:
        raise NotFoundError(_("There is no such import."))
    if run.status == ImportStatus.APPLIED:
        return _as_before(run)
    kind = kind_named(run.kind)
    declared = Declaration(run.encoding, run.decimal_mark, run.context)
    context = cleaned_context(kind, declared.context, user=by)
    with open_stored(sha256=run.sha256) as stream:
        parsed = read_rows(kind, stream, declared, context, progress)
    context = kind.prepare(parsed.rows, context=context, by=by, at=at)
    return _carried_out(LookedThrough(run, kind, parsed, context), mode, by, at)


def apply_looked_through(*, looked: LookedThrough, mode: ImportMode, by: Person, at: datetime) -> Outcome:
    """Write a file that was looked through and whose check is kept. Raises what `apply_run` raises."""
    return _carried_out(looked, mode, by, at)


def _carried_out(looked: LookedThrough, mode: ImportMode, by: Person, at: datetime) -> Outcome:
    run = looked.run
    try:
        return _apply(run.pk, looked.kind, looked.parsed, looked.context, mode, by, at)
    except (RowsRefusedError, BusyError):
        raise
    except IntegrityError as error:
        told = _("Others wrote the same records meanwhile. Nothing was changed; try again.")
        conflict = ImportConflictError(told)
        _note_failure(run_id=run.pk, reason=conflict.message)
        raise conflict from error
    except DomainError as error:
        _note_failure(run_id=run.pk, reason=error.message)
        raise
    except Exception:
        _note_failure(run_id=run.pk, reason=_("Something went wrong on our side. Nothing was changed."))
        raise


@service
def _apply(
    run_pk: int,
    kind: ImportKind,
    parsed: ParsedTable,
    context: Context,
    mode: ImportMode,
    by: Person,
    at: datetime,
) -> Outcome:
    with _patience():
        _wait_for_turn(kind)
        run = ImportRun.objects.locked().get(pk=run_pk)
    if run.status == ImportStatus.APPLIED:
        return _as_before(run)
    judgement = judge(kind, parsed, context)
    _require_rows(judgement, mode)
    applied = kind.apply(judgement.rows, by=by, at=at, source=f"import:{run.sha256}", context=context)
    note_judgement(run=run, judgement=judgement)
    run.become(ImportStatus.APPLIED)
    run.mode, run.applied_at, run.refusal = mode, at, ""
    run.applied_by_label = str(by)[:150]
    run.created_count, run.updated_count = applied.created, applied.updated
    run.unchanged_count = applied.unchanged
    run.save()
    return Outcome(run, applied)


def _as_before(run: ImportRun) -> Outcome:
    return Outcome(run, Applied(run.created_count, run.updated_count, run.unchanged_count), again=True)


def _require_rows(judgement: Judgement, mode: ImportMode) -> None:
    """Raise unless the mode lets these rows be written."""
    bad = len(judgement.bad_rows)
    if judgement.rows and not (bad and mode == ImportMode.ALL):
        return
    if not judgement.row_count:
        raise RowsRefusedError(_("The file holds headings but no rows."), errors=[])
    told = ngettext("%(count)d row is refused.", "%(count)d rows are refused.", bad) % {"count": bad}
    raise RowsRefusedError(
        told + " " + _("Nothing was written."),
        errors=error_list(judgement.errors[:MOST_KEPT]),
        errors_left_off=max(len(judgement.errors) - MOST_KEPT, 0),
        rows=judgement.row_count,
        bad=bad,
    )


@contextmanager
def _patience() -> Iterator[None]:
    """Wait for another import of this kind as long as one may take, not only the usual two seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        usual = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_WAIT])
        yield
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])


def _wait_for_turn(kind: ImportKind) -> None:
    """One import of a kind writes at a time, so that each sees what the one before it wrote."""
    number = int.from_bytes(sha256(f"import:{kind.name}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


@service
def _note_failure(*, run_id: int, reason: str) -> None:
    """Say on the run that it failed, after its transaction was rolled back."""
    run = ImportRun.objects.locked().get(pk=run_id)
    if run.status != ImportStatus.APPLIED:
        run.become(ImportStatus.FAILED)
        run.refusal = reason
        run.save(update_fields=["status", "refusal", "updated_at"])
