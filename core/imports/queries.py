"""Which runs a user may see: those of kinds that they may import, for contexts that they may choose."""

import json
import uuid

from django.utils.translation import gettext as _

from core.errors import NotFoundError
from core.imports.declaring import cleaned_context
from core.imports.errors import ContextRefusedError
from core.imports.kinds import ImportKind, Person, kind_named
from core.models import ImportRun

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
