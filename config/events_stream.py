"""`GET /events?topic=orders:all&topic=…`: server-sent events that say which topic changed.

Who may watch is asked once, in a thread that gives its database connection back before the stream begins:
a viewer
costs memory and a socket, never a connection.
"""

import asyncio
import json
from collections.abc import MutableMapping
from http import HTTPStatus
from io import BytesIO
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib import auth
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.utils.module_loading import import_string

from config.viewers import Hub, Viewer
from core import live

TOPICS_ALLOWED = 50
KEEP_ALIVE_SECONDS = 15.0
STREAM_LIVES_SECONDS = 900.0  # then the browser connects again and is asked again who it is
AT_MOST_EVERY_SECONDS = 0.25
SEND_TAKES_SECONDS = 30.0
RECONNECT_MILLISECONDS = 2000

type Message = MutableMapping[str, Any]

hub = Hub()


class RefusedError(Exception):
    """The stream is refused; the browser does not try again."""

    def __init__(self, status: HTTPStatus, code: str, title: str) -> None:
        super().__init__(title)
        self.status, self.code, self.title = status, code, title


async def events(scope: Message, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's own loose types
    """The door. Answers a problem document, or streams until the viewer leaves."""
    try:
        topics = await sync_to_async(_permitted_topics, thread_sensitive=False)(scope)
    except RefusedError as refused:
        await _refuse(send, refused)
        return
    viewer = Viewer(topics)
    async with hub.watching(viewer):
        leaving = asyncio.ensure_future(_left(receive))
        streaming = asyncio.ensure_future(_stream(viewer, send))
        try:
            await asyncio.wait({leaving, streaming}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (leaving, streaming):
                task.cancel()
            await asyncio.gather(leaving, streaming, return_exceptions=True)


def _permitted_topics(scope: Message) -> frozenset[str]:
    """Runs in a thread: read the request, ask the rules, give every connection back."""
    try:
        return _topics(ASGIRequest(scope, BytesIO()))
    finally:
        connections.close_all()


def _topics(request: ASGIRequest) -> frozenset[str]:
    try:
        request.get_host()
    except DisallowedHost as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "unknown_host", "This site is not called that.") from error
    if request.method != "GET":
        raise RefusedError(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", "Only GET opens a stream.")
    asked = frozenset(request.GET.getlist("topic"))
    if not 1 <= len(asked) <= TOPICS_ALLOWED:
        raise RefusedError(
            HTTPStatus.BAD_REQUEST, "bad_input", f"Name between 1 and {TOPICS_ALLOWED} topics to watch."
        )
    by_token = live.topics_of(request.GET.get("token", ""))
    rest = asked - by_token
    if rest:
        _require_permission(request, rest)
    return asked


def _require_permission(request: ASGIRequest, topics: frozenset[str]) -> None:
    sessions = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    request.session = sessions(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    viewer = auth.get_user(request)
    if not viewer.is_authenticated:
        raise RefusedError(HTTPStatus.UNAUTHORIZED, "not_authenticated", "Sign in to watch this.")
    if not all(live.may_watch(viewer, topic) for topic in topics):
        raise RefusedError(HTTPStatus.FORBIDDEN, "forbidden", "You may not watch this.")


async def _refuse(send: Any, refused: RefusedError) -> None:  # noqa: ANN401 - ASGI's own loose types
    body = {"type": "about:blank", "code": refused.code, "title": refused.title, "status": refused.status}
    headers = [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store")]
    if refused.status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers.append((b"allow", b"GET"))
    await send({"type": "http.response.start", "status": int(refused.status), "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


async def _left(receive: Any) -> None:  # noqa: ANN401 - ASGI's own loose types
    while (await receive())["type"] != "http.disconnect":
        pass


async def _stream(viewer: Viewer, send: Any) -> None:  # noqa: ANN401 - ASGI's own loose types
    """Frames until the stream is old, or the viewer is so slow that a new connection serves him better."""
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await _send(viewer, send, f"retry: {RECONNECT_MILLISECONDS}\nevent: watching\ndata: {{}}\n\n")
    oldest = asyncio.get_running_loop().time() + STREAM_LIVES_SECONDS
    while not viewer.too_slow and asyncio.get_running_loop().time() < oldest:
        changed = await viewer.next_changes(KEEP_ALIVE_SECONDS)
        frames = [f"event: changed\ndata: {json.dumps({'topic': topic})}\n\n" for topic in changed]
        await _send(viewer, send, "".join(frames) or ": still here\n\n")
        await asyncio.sleep(AT_MOST_EVERY_SECONDS)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send(viewer: Viewer, send: Any, text: str) -> None:  # noqa: ANN401 - ASGI's own loose types
    """Send; while the viewer does not take it, the changes that he misses are counted."""
    with viewer.not_reading():
        async with asyncio.timeout(SEND_TAKES_SECONDS):
            await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
