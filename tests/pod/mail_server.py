"""A mail server on the loopback that takes messages as a real one does, and may fall silent meanwhile."""

import socketserver
import threading
from email import message_from_bytes, policy


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps every message that it took. `silent` says of the next ones, in order, whether it takes them
    before it falls silent: the two sides of the moment in which a sender may die.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken, self.silent, self.is_silent = [], [], threading.Event()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server_address[1]

    def mails(self):
        """What was taken, in order."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.taken]


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 mail.example.org")
        for line in self.rfile:
            word = line.strip().upper().partition(b" ")[0]
            if word == b"DATA":
                self._say("354 go on")
                if not self._take():
                    return
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self) -> bool:
        raw = b""
        for line in self.rfile:
            if line == b".\r\n":
                break
            raw += line
        falls_silent = bool(self.server.silent)
        if not falls_silent or self.server.silent.pop(0):
            self.server.taken.append(raw)
        if falls_silent:
            self.server.is_silent.set()
            self.rfile.read(1)  # until the sender is gone
            return False
        self._say("250 taken")
        return True

    def _say(self, line: str):
        self.wfile.write(line.encode() + b"\r\n")
