"""Every refusal of the API in one shape: problem details, RFC 9457."""

from http import HTTPStatus
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, JsonResponse
from rest_framework import exceptions
from rest_framework.views import exception_handler

from core.errors import DomainError


class FactsEncoder(DjangoJSONEncoder):
    """Facts may hold whatever can be said in words."""

    def default(self, o: object) -> object:
        """Times and numbers as Django writes them, all else as text."""
        try:
            return super().default(o)
        except TypeError:
            return str(o)


CONTENT_TYPE = "application/problem+json"
OF_THE_DOCUMENT = {"type", "code", "title", "status"}
"""A fact of one of these names would take the place of the document's own: it is left out."""
CODES = {
    exceptions.NotAuthenticated: "not_authenticated",
    exceptions.AuthenticationFailed: "not_authenticated",
    exceptions.PermissionDenied: "forbidden",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.Throttled: "too_many_requests",
    exceptions.ParseError: "unreadable",
    exceptions.NotFound: "not_found",
    Http404: "not_found",
}


def problem(*, status: int, code: str, title: str, **facts: object) -> JsonResponse:
    """One problem document: `type`, `code`, `title`, `status`, and the facts of this case.

    Always JSON, also where a door speaks another format.
    """
    body = {"type": "about:blank", "code": code, "title": title, "status": status, **facts}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE, encoder=FactsEncoder)


def problem_response(exc: Exception, context: dict[str, Any]) -> JsonResponse | None:
    """DRF's exception handler: our refusals, its own, and validation errors field by field."""
    if isinstance(exc, DomainError):
        facts = {name: value for name, value in exc.facts.items() if name not in OF_THE_DOCUMENT}
        return problem(status=exc.status, code=exc.code, title=exc.message, **facts)
    if isinstance(exc, exceptions.ValidationError):
        return problem(
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            code="bad_input",
            title="Some fields cannot be accepted.",
            errors=places(exc.detail),
        )
    response = exception_handler(exc, context)
    if response is None:
        return None
    code = next((code for kind, code in CODES.items() if isinstance(exc, kind)), "refused")
    title = str(getattr(exc, "detail", "")) or HTTPStatus(response.status_code).phrase
    answer = problem(status=response.status_code, code=code, title=title)
    for header in ("WWW-Authenticate", "Retry-After"):
        if header in response.headers:
            answer.headers[header] = response.headers[header]
    return answer


def places(detail: Any, path: str = "") -> list[dict[str, str]]:  # noqa: ANN401 - DRF nests lists and dicts freely
    """Flatten DRF's nested errors into a list of `{"place": "lines[0].quantity", "message": …}`."""
    if isinstance(detail, dict):
        joined = ((f"{path}.{key}" if path else str(key), value) for key, value in detail.items())
        return [place for key, value in joined for place in places(value, key)]
    if isinstance(detail, list) and any(isinstance(entry, dict | list) for entry in detail):
        return [place for i, entry in enumerate(detail) for place in places(entry, f"{path}[{i}]")]
    messages = detail if isinstance(detail, list) else [detail]
    return [
        {"place": path.removesuffix(".non_field_errors"), "message": str(message)} for message in messages
    ]
