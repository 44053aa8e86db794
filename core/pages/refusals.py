"""A refusal of the business, shown to a person instead of a stack trace."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import DomainError

type GetResponse = Callable[[HttpRequest], HttpResponse]


def show_refusal(request: HttpRequest, error: DomainError) -> None:
    """Put the refusal on top of the page that is shown next."""
    messages.error(request, error.message)


class show_refusals:  # noqa: N801 - reads as a verb in MIDDLEWARE; a class because of process_exception
    """Middleware: a DomainError that no view caught becomes a page with its message and its status."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn the refusal into a page; leave every other error to Django."""
        if not isinstance(error, DomainError):
            return None
        template = "core/_refusal.html" if request.headers.get("HX-Request") else "core/refusal.html"
        return render(request, template, {"error": error}, status=error.status)
