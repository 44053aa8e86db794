"""Asking a geocoder of others over HTTP: politely, within limits of time and size, and only its own host.

One question at a time, with a pause between; after "429 Too Many Requests" nobody asks until the moment that
the server named (RFC 9110, Retry-After in seconds or as a date).
"""

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import IO, Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from routing.services.geocoder import GeocoderUnavailableError

MOST_BYTES = 2 * 1024 * 1024
"""Ten addresses take some kilobytes."""
_CHUNK = 64 * 1024
_LONGEST_REST_SECONDS = 3600.0
_USUAL_REST_SECONDS = 60.0
_WAITING = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})

_turn = threading.Lock()
_next_question: dict[str, float] = {}
"""Per host the earliest moment, on the monotonic clock, of the next question."""


class _SameHostOnly(urllib.request.HTTPRedirectHandler):
    """Addresses of people go to the server that was chosen, and to no other that it names."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """The request to follow with, or URLError."""
        before, after = urlsplit(req.full_url), urlsplit(newurl)
        if (before.scheme, before.netloc) != (after.scheme, after.netloc):
            raise urllib.error.URLError(f"it sends us to another server, {after.netloc}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_opener = urllib.request.build_opener(_SameHostOnly)


def ask(*, name: str, base: str, path: str, query: dict[str, str]) -> Any:  # noqa: ANN401 - JSON
    """The server's answer. Raises GeocoderUnavailableError whatever goes wrong on the way."""
    if urlsplit(base).scheme not in {"http", "https"}:
        raise ImproperlyConfigured(f"GEOCODER_URL must begin with http:// or https://, not {base!r}")
    address = f"{base.rstrip('/')}{path}?{urlencode(query)}"
    host = urlsplit(base).netloc
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked
        address, headers={"User-Agent": "Waybill", "Accept": "application/json"}
    )
    with _turn:
        _wait(name, host)
        try:
            return _fetch(request)
        except urllib.error.HTTPError as failure:
            if failure.code in _WAITING:
                _next_question[host] = time.monotonic() + _rest(failure.headers.get("Retry-After", ""))
            raise GeocoderUnavailableError(f"{name} answers {failure.code} {failure.reason}") from failure
        except (OSError, http.client.HTTPException, ValueError, RecursionError) as failure:
            raise GeocoderUnavailableError(f"{name} does not answer: {failure}") from failure
        finally:
            pause = time.monotonic() + settings.GEOCODER_PAUSE_MS / 1000
            _next_question[host] = max(pause, _next_question.get(host, 0.0))


def _wait(name: str, host: str) -> None:
    """Let the pause pass; a rest that the server asked for is not slept through but told."""
    left = _next_question.get(host, 0.0) - time.monotonic()
    if left > settings.GEOCODER_PAUSE_MS / 1000:
        raise GeocoderUnavailableError(f"{name} wants no question for another {left:.0f} s")
    time.sleep(max(0.0, left))


def _fetch(request: urllib.request.Request) -> Any:  # noqa: ANN401 - JSON
    deadline = time.monotonic() + settings.GEOCODER_TIMEOUT_SECONDS
    body = bytearray()
    with _opener.open(request, timeout=settings.GEOCODER_TIMEOUT_SECONDS) as answer:
        while chunk := answer.read1(_CHUNK):
            body += chunk
            if len(body) > MOST_BYTES:
                raise ValueError(f"more than {MOST_BYTES} bytes")
            if time.monotonic() > deadline:
                raise TimeoutError("it takes too long")
    return json.loads(body)


def _rest(told: str) -> float:
    """Seconds to leave the server in peace."""
    if told.isascii() and told.isdigit() and len(told) < 9:  # noqa: PLR2004 - more is not a number of seconds
        return min(float(told), _LONGEST_REST_SECONDS)
    try:
        seconds = (parsedate_to_datetime(told).astimezone(UTC) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return _USUAL_REST_SECONDS
    return min(max(seconds, 0.0), _LONGEST_REST_SECONDS)
