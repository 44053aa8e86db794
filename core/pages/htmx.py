"""Answers to htmx: a fragment instead of a page, a toast, a refusal where the person is looking."""

import json
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from core.errors import DomainError

UNPROCESSABLE = 422


def wants_fragment(request: HttpRequest) -> bool:
    """Does htmx ask for a part of the page (and not for the whole, as after Back)?"""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def render_page(
    request: HttpRequest, page: str, fragment: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render `page`, or only its `fragment` where htmx asks for that. The page includes the same file."""
    template = fragment if wants_fragment(request) else page
    response = render(request, template, context, status=status)
    response.headers["Vary"] = "HX-Request, Cookie"
    return response


def with_toast(response: HttpResponse, text: object, *, tone: str = "ok", undo_url: str = "") -> HttpResponse:
    """Let the page say what just happened. `undo_url` takes a POST that undoes it."""
    said = {"toast": {"text": str(text), "tone": tone, "undoUrl": undo_url}}
    response.headers["HX-Trigger"] = json.dumps(said)
    return response


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Send the person to another page: by htmx's header if it asked, else by a redirect."""
    if not wants_fragment(request):
        return HttpResponseRedirect(url)
    return HttpResponse(headers={"HX-Redirect": url})


def add_refusal(form: BaseForm, error: DomainError) -> None:
    """Put a refusal beside the field that its `field` fact names, else on top of the form."""
    field = error.facts.get("field")
    form.add_error(field if isinstance(field, str) and field in form.fields else None, error.message)
