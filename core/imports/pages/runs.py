"""The page of one run: what the check found, the choice, and what became of it."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.errors import BadInputError, DomainError, NotFoundError
from core.imports.declaring import cleaned_context
from core.imports.kinds import ImportKind
from core.imports.queries import applied_before, run_visible_to, work_on
from core.imports.services import asking
from core.imports.services.storing import report_path
from core.models import ImportRun
from core.pages.htmx import render_page, wants_fragment
from core.pages.spans import span_of
from core.pages.tables import search_text
from core.states import ImportMode, ImportStatus

_ERRORS_A_PAGE = 50
_SEARCHED = ("row", "cell", "column", "value", "message")


@require_GET
def show(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The run; htmx gets only how far it is, or the table of errors that the search left."""
    run, kind = run_visible_to(request.user, public_id)
    if wants_fragment(request) and request.headers.get("HX-Target") == "import-state":
        return _state(request, run)
    shown = {
        "work": work_on(run, at=timezone.now()),
        "run": run,
        "kind": kind,
        "errors": _errors_page(request, run.errors),
        "before": applied_before(run),
        "result_url": _result_url(request, run, kind),
        "parameters": list(run.context.items()),
        "zone": kind.zone(cleaned_context(kind, run.context, user=request.user)),
        "modes": ImportMode,
    }
    return render_page(request, "core/imports/run.html", "core/imports/_errors.html", shown)


@require_POST
def apply(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let a worker write what the run brings; say why if it will not."""
    run, _kind = run_visible_to(request.user, public_id)
    if request.POST.get("mode", "") not in ImportMode.values:
        raise BadInputError(_("Choose whether all rows or only the good ones are written."), field="mode")
    mode = ImportMode(request.POST["mode"])
    try:
        asking.ask_to_apply(run_id=run.public_id, mode=mode, by=request.user, at=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("import-run", public_id=public_id)


@require_POST
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give an import up that waits or is at work."""
    run, _kind = run_visible_to(request.user, public_id)
    try:
        asking.cancel(run_id=run.public_id)
    except DomainError as error:
        messages.error(request, error.message)
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


def _state(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """How far a worker is; once it has ended the whole page is fetched again."""
    if not run.is_open:
        return HttpResponse(headers={"HX-Refresh": "true"})
    shown = {"run": run, "work": work_on(run, at=timezone.now()), "is_part": True}
    return render(request, "core/imports/_state.html", shown)


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
