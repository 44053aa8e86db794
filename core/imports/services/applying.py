"""Writing what a checked file brings while the caller waits: the command, and small files of the API."""

import uuid
from datetime import datetime

from django.utils.translation import gettext as _

from core.errors import BusyError, DomainError, NotFoundError
from core.imports.declaring import Declaration, cleaned_context
from core.imports.errors import RowsRefusedError
from core.imports.judging import read_rows
from core.imports.kinds import Person, kind_named
from core.imports.progress import Progress, unheard
from core.imports.services.checking import LookedThrough, look_up
from core.imports.services.storing import open_stored
from core.imports.services.writing import Outcome, as_before, write_rows
from core.models import ImportRun
from core.states import ImportMode, ImportStatus
from core.transactions import service


def apply_run(
    *, run_id: uuid.UUID, mode: ImportMode, by: Person, at: datetime, progress: Progress = unheard
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
        return as_before(run)
    looked = look_again(run=run, by=by, at=at, progress=progress)
    return apply_looked_through(looked=looked, mode=mode, by=by, at=at, progress=progress)


def look_again(*, run: ImportRun, by: Person, at: datetime, progress: Progress = unheard) -> LookedThrough:
    """Read the kept file of a run and look up what it needs, outside of any transaction.

    Raises ContextRefusedError if the user may not choose that any more, TableError if the file is gone.
    """
    kind = kind_named(run.kind)
    declared = Declaration(run.encoding, run.decimal_mark, run.context)
    context = cleaned_context(kind, declared.context, user=by)
    with open_stored(sha256=run.sha256) as stream:
        parsed = read_rows(kind, stream, declared, context, progress)
    return look_up(run=run, kind=kind, parsed=parsed, chosen=context, by=by, at=at, progress=progress)


def apply_looked_through(
    *, looked: LookedThrough, mode: ImportMode, by: Person, at: datetime, progress: Progress = unheard
) -> Outcome:
    """Write a file that was looked through and whose check is kept. Raises what `apply_run` raises."""
    try:
        return write_rows(looked=looked, mode=mode, by=by, at=at, progress=progress)
    except (RowsRefusedError, BusyError):
        raise
    except DomainError as error:
        _note_failure(run_id=looked.run.pk, reason=error.message)
        raise
    except Exception:
        _note_failure(
            run_id=looked.run.pk, reason=_("Something went wrong on our side. Nothing was changed.")
        )
        raise


@service
def _note_failure(*, run_id: int, reason: str) -> None:
    """Say on the run that it failed, after its transaction was rolled back; not if a worker has it now."""
    run = ImportRun.objects.locked().get(pk=run_id)
    if run.status != ImportStatus.APPLIED and not run.is_open:
        run.become(ImportStatus.FAILED)
        run.refusal = reason
        run.save(update_fields=["status", "refusal", "updated_at"])
