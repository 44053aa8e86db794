"""Which runs a user may see: those of kinds that they may import, for contexts that they may choose."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.errors import NotFoundError
from core.imports.declaring import cleaned_context
from core.imports.errors import ContextRefusedError
from core.imports.kinds import ImportKind, Person, kind_named
from core.models import ImportRun
from core.states import ImportStage, ImportStatus

SILENT_AFTER = timedelta(seconds=6)
"""What is left of the lease of a worker that was not heard for half of it."""
_LOOKED_AT = 100


def run_visible_to(user: Person, public_id: uuid.UUID) -> tuple[ImportRun, ImportKind]:
    """The run and its kind. Raises NotFoundError where there is none, or none for this user."""
    run = ImportRun.objects.filter(public_id=public_id).first()
    if run is not None:
        kind = kind_named(run.kind)
        if user.has_perm(kind.permission) and _may_choose(user, kind, run.context):
            return run, kind
    raise NotFoundError(_("There is no such import."))


def history_visible_to(user: Person, kind: ImportKind, *, most: int = 20) -> list[ImportRun]:
    """The newest runs of a kind, without their errors and previews."""
    runs = ImportRun.objects.filter(kind=kind.name).defer("errors", "preview")[:_LOOKED_AT]
    verdicts: dict[str, bool] = {}
    seen = []
    for run in runs:
        key = json.dumps(run.context, sort_keys=True)
        if key not in verdicts:
            verdicts[key] = _may_choose(user, kind, run.context)
        if verdicts[key]:
            seen.append(run)
    return seen[:most]


@dataclass(frozen=True, slots=True)
class Work:
    """How far a worker is with a run, or how many others come first."""

    ahead: int
    percent: int | None
    is_silent: bool
    is_second_try: bool


def work_on(run: ImportRun, *, at: datetime) -> Work | None:
    """What is to be told of a run that is open; None of one that is over.

    A worker that was not heard for some beats is silent: it may be dead, and another one will take over.
    """
    if not run.is_open:
        return None
    held_until = run.lease_expires_at
    return Work(
        ahead=_ahead_of(run) if held_until is None else 0,
        percent=_percent(run),
        is_silent=held_until is not None and held_until <= at + SILENT_AFTER,
        is_second_try=run.tries > 1,
    )


def _ahead_of(run: ImportRun) -> int:
    before = ImportRun.objects.open().filter(kind=run.kind, asked_at__lt=run.asked_at)
    return before.exclude(status=ImportStatus.CHECKING).count()


def _percent(run: ImportRun) -> int | None:
    """How much of the rows is written; None where nobody can tell."""
    if run.stage != ImportStage.WRITING or not run.stage_rows or not run.good_count:
        return None
    return min(100 * run.stage_rows // run.good_count, 100)


def applied_before(run: ImportRun) -> ImportRun | None:
    """The last run that brought the same bytes with the same context, if one was applied."""
    same = ImportRun.objects.filter(
        kind=run.kind, sha256=run.sha256, context=run.context, status="APPLIED", pk__lt=run.pk
    )
    return same.defer("errors", "preview").first()


def _may_choose(user: Person, kind: ImportKind, context: dict[str, str]) -> bool:
    try:
        cleaned_context(kind, context, user=user)
    except ContextRefusedError:
        return False
    return True
