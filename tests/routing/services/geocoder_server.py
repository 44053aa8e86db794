"""A real HTTP server on the loopback that answers as a test says, and writes down what it was asked."""

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Script:
    """What the next answers are: status, headers, body. `drip` seconds pass between single bytes."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"[]"
    drip: float = 0.0
    silent: float = 0.0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    def says(self, answer, **changes) -> None:
        """Answer with this JSON, or these bytes."""
        self.body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        for name, value in changes.items():
            setattr(self, name, value)


def serve(script: Script) -> ThreadingHTTPServer:
    """A server of the script on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            split = urlsplit(self.path)
            script.asked.append((split.path, {key: one[0] for key, one in parse_qs(split.query).items()}))
            time.sleep(script.silent)
            self.send_response(script.status)
            self.send_header("Content-Type", "application/json")
            for name, value in script.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(script.body)))
            self.end_headers()
            pieces = (
                [script.body[at : at + 1] for at in range(len(script.body))] if script.drip else [script.body]
            )
            try:
                for piece in pieces:
                    self.wfile.write(piece)
                    time.sleep(script.drip)
            except OSError:
                return

        def log_message(self, *args) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server
