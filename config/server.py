"""The web process: Django over WSGI in a thread pool, and beside it the doors that only an event loop can
hold open.

Django's own asynchronous handler makes a thread, and so a database connection, per request; the pool
keeps its threads,
and with them their connections.
"""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

from a2wsgi import WSGIMiddleware

from config.wsgi import application as pages

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
type Door = Callable[[Scope, Receive, Send], Awaitable[None]]

from config.events_stream import events  # noqa: E402 - Django's apps are loaded by config.wsgi

THREADS = int(os.environ.get("WEB_THREADS", "8"))

# Path → door. The walk over every address (tests/test_doors.py) reads this table too.
MOUNTS: dict[str, Door] = {"/events": events}

# Both sides keep to their protocol; their two sets of types for it do not fit each other.
_pages = cast("Door", WSGIMiddleware(cast("Any", pages), workers=THREADS))


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Send a request to its door."""
    if scope["type"] == "http":
        await MOUNTS.get(scope["path"], _pages)(scope, receive, send)
    elif scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1000})
