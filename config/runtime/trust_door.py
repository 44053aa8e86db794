"""The plain door beside the secure one: the authority's certificate, and how a phone comes to trust it."""

import threading
from functools import partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from config.runtime.certificates import Certificates

PAGE = Path(__file__).with_name("trust.html")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


class TrustDoor:
    """Serves `/` and `/waybill-ca.crt` on a port of its own, and nothing else."""

    def __init__(self, address: str, secure_url: str, certificates: Certificates) -> None:
        page = PAGE.read_text(encoding="utf-8")
        for mark, value in (("{{ url }}", secure_url), ("{{ fingerprint }}", certificates.fingerprint)):
            page = page.replace(mark, escape(value))
        answers = {
            "/": ("text/html; charset=utf-8", page.encode()),
            "/waybill-ca.crt": ("application/x-x509-ca-cert", certificates.ca.read_bytes()),
        }
        self._server = ThreadingHTTPServer(("0.0.0.0", 0), partial(_Answer, answers))  # noqa: S104 - for phones
        self._server.daemon_threads = True
        self.url = f"http://{address}:{self._server.server_address[1]}/"
        threading.Thread(target=self._server.serve_forever, args=(0.2,), daemon=True).start()

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()


class _Answer(BaseHTTPRequestHandler):
    timeout = 10  # somebody who connects and says nothing is let go

    def __init__(self, answers: dict[str, tuple[str, bytes]], *rest: object) -> None:
        self.answers = answers
        super().__init__(*rest)  # type: ignore[arg-type]  # as the server calls it

    def do_GET(self) -> None:
        kind, body = self.answers.get(self.path.split("?")[0], ("", b""))
        self.send_response(200 if kind else 404)
        if kind:
            self.send_header("Content-Type", kind)
        for name, value in (
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is for the product."""
