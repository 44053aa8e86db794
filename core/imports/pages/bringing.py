"""The page where a file is brought: what is expected, the drop zone, the history."""

from collections.abc import Mapping
from typing import Any, BinaryIO, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import BadInputError
from core.imports.declaring import read_declaration
from core.imports.errors import ContextRefusedError
from core.imports.kinds import ImportKind
from core.imports.pages.doors import for_importers
from core.imports.pages.forms import BringForm, forms_of
from core.imports.queries import history_visible_to
from core.imports.rest.bodies import XLSX
from core.imports.services.asking import ask_for_check, is_long, keep_file
from core.imports.services.checking import check_file
from core.models import ImportRun
from core.pages.htmx import add_refusal, wants_fragment
from core.tables.columns import Column, Kind
from core.tables.writing import csv_text, template_headings, template_rows, template_workbook

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
@for_importers
def bring(request: HttpRequest, kind: ImportKind) -> HttpResponse:
    """Show the page; with a file: check it, or let a worker check a long one, and go to the run."""
    if request.method != "POST" and wants_fragment(request):
        return _history(request, kind)
    if request.method != "POST":
        return _page(request, kind, *forms_of(kind, request.user))
    form, context = forms_of(kind, request.user, request.POST, request.FILES)
    if not (form.is_valid() & (context is None or context.is_valid())):
        return _page(request, kind, form, context, status=UNPROCESSABLE)
    uploaded = form.cleaned_data["file"]
    sent: Mapping[str, str] = request.POST.dict()
    try:
        run = _brought(request, kind, cast("BinaryIO", uploaded.file), uploaded.name, sent)
    except ContextRefusedError as error:
        add_refusal(context or form, error)
    except BadInputError as error:
        error.facts["field"] = "file"
        add_refusal(form, error)
    else:
        return redirect("import-run", public_id=run.public_id)
    return _page(request, kind, form, context, status=UNPROCESSABLE)


def _brought(
    request: HttpRequest, kind: ImportKind, stream: BinaryIO, file_name: str, sent: Mapping[str, str]
) -> ImportRun:
    declared, at = read_declaration(kind, sent), timezone.now()
    by = request.user
    if not is_long(stream):
        return check_file(kind=kind, stream=stream, file_name=file_name, declared=declared, by=by, at=at)
    run = keep_file(kind=kind, stream=stream, file_name=file_name, declared=declared, by=by, at=at)
    return ask_for_check(run=run, by=by, at=at)


@require_GET
@for_importers
def template_csv(request: HttpRequest, kind: ImportKind) -> HttpResponse:
    """The template as CSV."""
    rows = template_rows(kind.columns, _examples(kind))
    text = "".join(csv_text(template_headings(kind.columns), rows))
    return _download(text.encode(), "text/csv; charset=utf-8", f"{kind.name}.csv")


@require_GET
@for_importers
def template_xlsx(request: HttpRequest, kind: ImportKind) -> HttpResponse:
    """The template as a workbook; its second sheet says what the columns mean."""
    explained = [[_("Column"), _("Needed"), _("What it holds"), _("Meaning")]]
    explained += [
        [row["name"], _("yes") if row["required"] else "", str(row["holds"]), str(row["help"])]
        for row in described(kind)
    ]
    data = template_workbook(str(kind.label), kind.columns, _examples(kind), explained)
    return _download(data, XLSX, f"{kind.name}.xlsx")


def described(kind: ImportKind) -> list[dict[str, Any]]:
    """The columns in words, for the page and the template."""
    return [
        {
            "name": column.name,
            "label": column.label,
            "required": column.required,
            "holds": _holds(column),
            "help": column.help,
            "example": column.example,
            "aliases": ", ".join(column.aliases),
        }
        for column in kind.columns
    ]


def _holds(column: Column) -> str:
    """What may stand in the column's cells."""
    if column.choices:
        return _("one of: %(choices)s") % {"choices": ", ".join(column.choices)}
    if column.scale:
        return _("number in %(units)s") % {"units": ", ".join(column.scale.units)}
    words = {
        Kind.TEXT: _("text, at most %(most)d characters") % {"most": column.max_length},
        Kind.IDENTIFIER: _("code, at most %(most)d characters") % {"most": column.max_length},
        Kind.INTEGER: _("whole number"),
        Kind.BOOLEAN: _("yes or no"),
        Kind.DATE: _("date, like 2026-11-22"),
        Kind.DATETIME: _("date and time, like 2026-11-22 08:30"),
        Kind.TIME: _("time, like 08:30"),
        Kind.TIME_WINDOW: _("time window, like 08:00-12:00"),
        Kind.LONGITUDE: _("degrees, -180 to 180"),
        Kind.LATITUDE: _("degrees, -90 to 90"),
    }
    return words[column.kind]


def _examples(kind: ImportKind) -> list[dict[str, str]]:
    return [dict(example) for example in kind.examples]


def _download(data: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        data, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _page(
    request: HttpRequest, kind: ImportKind, form: BringForm, context: forms.Form | None, *, status: int = 200
) -> HttpResponse:
    shown = {
        "form": form,
        "context_form": context,
        "columns": described(kind),
        **_history_shown(request, kind),
    }
    return render(request, "core/imports/bring.html", shown, status=status)


def _history(request: HttpRequest, kind: ImportKind) -> HttpResponse:
    """Only the list of earlier imports, which follows those that are at work."""
    response = render(request, "core/imports/_history.html", _history_shown(request, kind))
    response.headers["Vary"] = "HX-Request, Cookie"
    return response


def _history_shown(request: HttpRequest, kind: ImportKind) -> dict[str, Any]:
    history = history_visible_to(request.user, kind)
    return {
        "kind": kind,
        "history": history,
        "has_open": any(run.is_open for run in history),
        "zone": timezone.get_current_timezone(),
    }
