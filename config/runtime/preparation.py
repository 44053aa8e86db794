"""The page that shows a first run at work, on the product's own port, until the product answers there itself.

Only the standard library: it runs before any package is installed. The listening socket is not closed at
the end but
handed on, so there is no moment at which the address refuses a browser.
"""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

from config.runtime.console import elapsed_seconds, say

STILL_WORKING_EVERY_SECONDS = 5
DETAIL_LENGTH = 160
PAGE = Path(__file__).with_name("preparation.html")


@dataclass
class Step:
    """One line of the list: what is done, how far it is, for how long."""

    title: str
    state: Literal["waiting", "working", "done", "failed"] = "waiting"
    began_at: float = 0.0
    took_seconds: float = 0.0
    detail: str = ""


class Preparation:
    """The steps in their order. Shown on the page, and on the terminal as each begins, goes on and ends."""

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps

    @classmethod
    def of(cls, *titles: str) -> "Preparation":
        """A list of steps that all wait."""
        return cls([Step(title) for title in titles])

    @classmethod
    def continued(cls, rows: list[dict[str, object]]) -> "Preparation":
        """The list that another interpreter began."""
        return cls([Step(**row) for row in rows])  # type: ignore[arg-type]  # rows() of the other one wrote them

    def rows(self) -> list[dict[str, object]]:
        """The list as plain values, for the page and for the next interpreter."""
        now = time.time()
        rows = [asdict(step) for step in self.steps]
        for row, step in zip(rows, self.steps, strict=True):
            if step.state == "working":
                row["took_seconds"] = round(now - step.began_at, 1)
        return rows

    def done_before(self, title: str) -> None:
        """A step that needs nothing this time."""
        for step in self.steps:
            if step.title == title:
                step.state = "done"

    def note(self, line: str) -> None:
        """What the step at work does just now."""
        for step in self.steps:
            if step.state == "working":
                step.detail = line.strip()[:DETAIL_LENGTH]

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Do one step: say that it begins, every few seconds that it lives, and how long it took."""
        step = next(step for step in self.steps if step.title == title)
        step.state, step.began_at = "working", time.time()
        say(f"{title} ...")
        over = threading.Event()
        threading.Thread(target=_say_that_it_lives, args=(step, over), daemon=True).start()
        try:
            yield
            step.state, step.detail = "done", ""
        except BaseException:
            step.state = "failed"
            raise
        finally:
            over.set()
            step.took_seconds = round(time.time() - step.began_at, 1)
        say(f"{title}: done in {step.took_seconds:.1f} s")


def _say_that_it_lives(step: Step, over: threading.Event) -> None:
    while not over.wait(STILL_WORKING_EVERY_SECONDS):
        now = f": {step.detail}" if step.detail else ""
        say(f"{step.title}, {time.time() - step.began_at:.0f} s{now}")


class PreparationPage:
    """Serves the list on a socket that is listening already."""

    def __init__(self, listener: socket.socket, preparation: Preparation) -> None:
        self._server = _QuietServer(listener.getsockname(), _handler(preparation), bind_and_activate=False)
        self._server.socket.close()
        listener.settimeout(0)  # for a moment the web process accepts on it too: never wait for what it took
        self._server.socket = listener
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering; the socket stays open for whoever comes next."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(5)


class _QuietServer(ThreadingHTTPServer):
    """A browser that goes away in the middle of an answer is nobody's business."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


def _handler(preparation: Preparation) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Every address shows the list; one gives it as JSON. 503, so that no program takes it for the
        product.
        """

        timeout = 10

        def do_GET(self) -> None:
            if self.path == "/preparation.json":
                state = {"elapsed_seconds": round(elapsed_seconds(), 1), "steps": preparation.rows()}
                self._answer(200, "application/json", json.dumps(state).encode())
            elif self.path == "/healthz":
                self._answer(503, "text/plain; charset=utf-8", b"preparing\n")
            else:
                self._answer(503, "text/html; charset=utf-8", PAGE.read_bytes())

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            for name, value in (
                ("Content-Type", kind),
                ("Content-Length", str(len(body))),
                ("Cache-Control", "no-store"),
                ("Retry-After", "2"),
                ("X-Waybill", "preparing"),
            ):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: the terminal shows the steps, not who looks at them."""

    return Handler
