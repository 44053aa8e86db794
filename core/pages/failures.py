"""The pages for requests that cannot be answered. They need no database."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


def _answer(request: HttpRequest, status: int, code: str, title: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        problem = {"code": code, "title": title, "status": status}
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    return render(request, f"{status}.html", status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _answer(request, 400, "bad_request", "The request could not be read.")


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _answer(request, 403, "forbidden", "You may not do this.")


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _answer(request, 404, "not_found", "There is nothing here.")


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return _answer(request, 500, "server_error", "Something broke on our side. Nothing was half-written.")
