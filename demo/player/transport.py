"""HTTP to the one site that is played: patient with a server that restarts, is busy or asks for less."""

import http.client
import json
import random
from dataclasses import dataclass
from threading import Event
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 20
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.5, 30.0
TRY_AGAIN = {408, 425, 429, 500, 502, 503, 504}


class StoppedError(Exception):
    """The play is over: whoever waits for an answer goes home."""


class RefusedError(Exception):
    """The server refused for good."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"{status} {said[:300]}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        """The body as JSON."""
        return json.loads(self.body)


class Transport:
    """One connection, kept open; used by one thread."""

    def __init__(self, base_url: str, stop: Event) -> None:
        parts = urlsplit(base_url)
        self._secure, self._host, self._root = parts.scheme == "https", parts.netloc, parts.path.rstrip("/")
        self._connection: http.client.HTTPConnection | None = None
        self.stop = stop

    def call(
        self,
        method: str,
        path: str,
        said: object = None,
        *,
        raw: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Ask until there is an answer. Raises RefusedError for a refusal, StoppedError when it is over."""
        body = raw if raw is not None else None if said is None else json.dumps(said).encode()
        sent = {"Accept": "application/json", **(headers or {})}
        if body is not None:
            sent.setdefault("Content-Type", "application/json" if raw is None else "application/octet-stream")
        wait = FIRST_WAIT_SECONDS
        while True:
            answer = self._once(method, path, body, sent)
            if answer is not None and answer.status not in TRY_AGAIN:
                break
            self.pause(max(_asked_for(answer), wait * random.uniform(0.5, 1.0)))  # noqa: S311 - a jitter
            wait = min(2 * wait, LONGEST_WAIT_SECONDS)
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise RefusedError(answer.status, answer.body.decode("utf-8", "replace"))
        return answer

    def pause(self, seconds: float) -> None:
        """Wait. Raises StoppedError as soon as the play is over."""
        if self.stop.wait(max(0.0, seconds)):
            raise StoppedError

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _once(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer | None:
        if self.stop.is_set():
            raise StoppedError
        try:
            line = self._connection or self._dial()
            line.request(method, self._root + path, body, headers)
            got = line.getresponse()
            answer = Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
        except (OSError, http.client.HTTPException):
            self.close()
            return None
        if answer.headers.get("connection", "").lower() == "close":
            self.close()
        return answer

    def _dial(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        self._connection = kind(self._host, timeout=TIMEOUT_SECONDS)
        return self._connection


def _asked_for(answer: Answer | None) -> float:
    """How long the server asks to wait; a date is taken as the longest wait."""
    said = answer.headers.get("retry-after", "") if answer else ""
    return min(float(said), 600.0) if said.isdecimal() else LONGEST_WAIT_SECONDS if said else 0.0
