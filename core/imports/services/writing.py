"""The one transaction in which the rows of an import are judged again and written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.imports.errors import ImportConflictError, RowsRefusedError
from core.imports.judging import Judgement, judge
from core.imports.kinds import Applied, ImportKind, Person
from core.imports.progress import Progress
from core.imports.services.checking import MOST_KEPT, LookedThrough, error_list, note_judgement
from core.imports.services.claiming import Claim, close, held_run, told_and_next
from core.models import ImportRun
from core.states import ImportMode, ImportStage, ImportStatus
from core.transactions import service

_WAIT = "60s"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The run after it was applied, and what became of its rows; `again` if it had been applied before."""

    run: ImportRun
    applied: Applied
    again: bool = False


def write_rows(
    *,
    looked: LookedThrough,
    mode: ImportMode,
    by: Person,
    at: datetime,
    progress: Progress,
    claim: Claim | None = None,
) -> Outcome:
    """Judge by what the database knows now and write, all in one transaction; once, however often called.

    With a claim the final write is the claim's own: a worker that was thought dead, or whose import somebody
    cancelled, takes back everything (ClaimLostError, StoppedError).
    """
    try:
        return _write_rows(looked, mode, by, at, progress, claim)
    except IntegrityError as error:
        told = _("Others wrote the same records meanwhile. Nothing was changed; try again.")
        raise ImportConflictError(told) from error


@service
def _write_rows(
    looked: LookedThrough,
    mode: ImportMode,
    by: Person,
    at: datetime,
    progress: Progress,
    claim: Claim | None,
) -> Outcome:
    with _patience():
        _wait_for_turn(looked.kind)
    now = ImportRun.objects.get(pk=looked.run.pk)
    if now.status == ImportStatus.APPLIED:
        return as_before(now)
    progress(ImportStage.JUDGING, looked.parsed.row_count)
    judgement = judge(looked.kind, looked.parsed, looked.context)
    _require_rows(judgement, mode)
    progress(ImportStage.WRITING, 0)
    applied = looked.kind.apply(
        judgement.rows,
        by=by,
        at=at,
        source=f"import:{now.sha256}",
        context=looked.context,
        written=partial(progress, ImportStage.WRITING),
    )
    # The row is locked only now: until here its worker tells in it how far it is.
    run = held_run(claim) if claim else ImportRun.objects.locked().get(pk=now.pk)
    note_judgement(run=run, judgement=judgement)
    close(run=run, status=ImportStatus.APPLIED)
    run.mode, run.applied_at = mode, at
    run.applied_by_label = str(by)[:150]
    run.created_count, run.updated_count = applied.created, applied.updated
    run.unchanged_count = applied.unchanged
    run.save()
    told_and_next(run)
    return Outcome(run, applied)


def as_before(run: ImportRun) -> Outcome:
    """What the run had brought when it was applied."""
    return Outcome(run, Applied(run.created_count, run.updated_count, run.unchanged_count), again=True)


def rows_refused_words(bad: int) -> str:
    """What is said where so many rows are refused."""
    told = ngettext("%(count)d row is refused.", "%(count)d rows are refused.", bad) % {"count": bad}
    return told + " " + _("Nothing was written.")


def _require_rows(judgement: Judgement, mode: ImportMode) -> None:
    """Raise unless the mode lets these rows be written."""
    bad = len(judgement.bad_rows)
    if judgement.rows and not (bad and mode == ImportMode.ALL):
        return
    if not judgement.row_count:
        raise RowsRefusedError(_("The file holds headings but no rows."), errors=[])
    refused = RowsRefusedError(
        rows_refused_words(bad),
        errors=error_list(judgement.errors[:MOST_KEPT]),
        errors_left_off=max(len(judgement.errors) - MOST_KEPT, 0),
        rows=judgement.row_count,
        bad=bad,
    )
    refused.judgement = judgement
    raise refused


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
    """One import of a kind writes at a time, so that each sees what the one before it wrote.

    If this process dies in the middle of a long statement, the database notices it within a second or two and
    gives the turn to the worker that takes over.
    """
    number = int.from_bytes(sha256(f"import:{kind.name}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('client_connection_check_interval', '1s', true)")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
