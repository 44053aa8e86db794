"""The page of one run: what the check found, the choice, and what became of it."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.errors import BadInputError, DomainError, NotFoundError
from core.imports.declaring import cleaned_context
from core.imports.kinds import ImportKind
from core.imports.queries import applied_before, run_visible_to
from core.imports.services.applying import apply_run
from core.imports.services.storing import report_path
from core.models import ImportRun
from core.pages.htmx import render_page
from core.pages.spans import span_of
from core.pages.tables import search_text
from core.states import ImportMode, ImportStatus

_ERRORS_A_PAGE = 50
_SEARCHED = ("row", "cell", "column", "value", "message")


@require_GET
def show(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The run; htmx gets only the table of errors that the search left."""
    run, kind = run_visible_to(request.user, public_id)
    shown = {
        "run": run,
        "kind": kind,
        "errors": _errors_page(request, run.errors),
        "before": applied_before(run),
        "can_apply": run.status in (ImportStatus.CHECKED, ImportStatus.FAILED) and run.good_count > 0,
        "result_url": _result_url(request, run, kind),
        "parameters": list(run.context.items()),
        "zone": kind.zone(cleaned_context(kind, run.context, user=request.user)),
        "modes": ImportMode,
    }
    return render_page(request, "core/imports/run.html", "core/imports/_errors.html", shown)


@require_POST
def apply(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write what the run brings; say what was done, or why nothing was."""
    run, _kind = run_visible_to(request.user, public_id)
    if request.POST.get("mode", "") not in ImportMode.values:
        raise BadInputError(_("Choose whether all rows or only the good ones are written."), field="mode")
    mode = ImportMode(request.POST["mode"])
    try:
        outcome = apply_run(run_id=run.public_id, mode=mode, by=request.user, at=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        done = outcome.applied
        told = _("%(created)d created, %(updated)d updated, %(unchanged)d unchanged.")
        counts = {"created": done.created, "updated": done.updated, "unchanged": done.unchanged}
        messages.success(request, (_("Applied before: ") if outcome.again else "") + told % counts)
    return redirect("import-run", public_id=public_id)


@require_GET
def errors_csv(request: HttpRequest, public_id: uuid.UUID) -> FileResponse:
    """Every error of the run as CSV, safe to open in a spreadsheet."""
    run, kind = run_visible_to(request.user, public_id)
    path = report_path(str(run.public_id))
    if not default_storage.exists(path):
        raise NotFoundError(_("This import has no list of errors."))
    return FileResponse(
        default_storage.open(path),
        as_attachment=True,
        filename=f"{kind.name}-errors.csv",
        content_type="text/csv; charset=utf-8",
    )


def _errors_page(request: HttpRequest, errors: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The errors that hold every word searched for, in pages."""
    query = search_text(request)
    words = query.casefold().split()
    found = [
        error
        for error in errors
        if all(any(word in str(error[name]).casefold() for name in _SEARCHED) for word in words)
    ]
    span = span_of(len(found), request.GET.get("page", ""), _ERRORS_A_PAGE)
    return {"rows": found[max(span.first - 1, 0) : span.last], "span": span, "query": query, "kept": []}


def _result_url(request: HttpRequest, run: ImportRun, kind: ImportKind) -> str:
    if kind.result_url is None or run.status != ImportStatus.APPLIED:
        return ""
    return kind.result_url(cleaned_context(kind, run.context, user=request.user))
