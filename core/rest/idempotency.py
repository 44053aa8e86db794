"""The same request twice has one effect: the Idempotency-Key header (IETF draft 07)."""

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.errors import DomainError
from core.models import IdempotencyKey
from core.transactions import busy_when_locked

LONGEST_KEY = 255


class KeyMissingError(DomainError):
    """The door changes something and the caller named no key."""

    code = "idempotency_key_missing"
    status = HTTPStatus.BAD_REQUEST


class KeyInFlightError(DomainError):
    """The first request with this key has not ended yet."""

    code = "idempotency_key_in_flight"


class KeyReusedError(DomainError):
    """The key was used for another request."""

    code = "idempotency_key_reused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


def idempotent(method: Callable[..., Response]) -> Callable[..., Response]:
    """Wrap an unsafe API method: run it once per key and store the answer in the same transaction.

    Only 2xx answers are stored; a refusal leaves nothing behind, so the caller may mend and repeat.
    400 without a key, 409 while the first one runs, 422 for a key with another body.
    """

    @wraps(method)
    def run(view: APIView, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 - a view's
        key, scope = _key_of(request), _scope_of(request)
        digest = _hash_of(request)
        with busy_when_locked(), transaction.atomic():
            _hold(scope, key)
            stored = IdempotencyKey.objects.filter(scope=scope, key=key).first()
            if stored:
                return _replay(stored, digest)
            response = method(view, request, *args, **kwargs)
            if HTTPStatus(response.status_code).is_success:
                body = json.loads(json.dumps(response.data, default=str))
                IdempotencyKey.objects.create(
                    scope=scope, key=key, request_hash=digest, status=response.status_code, body=body
                )
            else:
                transaction.set_rollback(True)
        return response

    run.is_idempotent = True  # type: ignore[attr-defined]  # the schema asks for it
    return run


def replayed(request: Request) -> Response | None:
    """The stored answer to this very request, or None: for doors that look things up before they write.

    Raises KeyMissingError without a key and KeyReusedError for a key with another body.
    """
    stored = IdempotencyKey.objects.filter(scope=_scope_of(request), key=_key_of(request)).first()
    return _replay(stored, _hash_of(request)) if stored else None


def _key_of(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        raise KeyMissingError(
            "Send an Idempotency-Key header: one new value per action, the same one on a retry."
        )
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise KeyMissingError(f"An Idempotency-Key has at most {LONGEST_KEY} printable characters.")
    return key


def _scope_of(request: Request) -> str:
    return f"{request.user.pk}:{request.method}:{request.path}"[:120]


def _hold(scope: str, key: str) -> None:
    number = int.from_bytes(hashlib.sha256(f"{scope}\n{key}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise KeyInFlightError("The first request with this key is still running; ask again in a moment.")


def _replay(stored: IdempotencyKey, digest: str) -> Response:
    if stored.request_hash != digest:
        raise KeyReusedError("This Idempotency-Key was used for another request.")
    return Response(stored.body, status=stored.status, headers={"Idempotent-Replay": "true"})


def _hash_of(request: Request) -> str:
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    for part in _parts(request.data):
        digest.update(part)
    return digest.hexdigest()


def _parts(data: Any) -> Iterator[bytes]:  # noqa: ANN401 - a QueryDict or any JSON value
    if not hasattr(data, "lists"):
        yield json.dumps(data, sort_keys=True, default=str).encode()
        return
    for name, values in sorted(data.lists()):
        for value in values:
            yield f"\n{name}=".encode()
            if isinstance(value, UploadedFile):
                yield from value.chunks()
                value.seek(0)
            else:
                yield str(value).encode()
