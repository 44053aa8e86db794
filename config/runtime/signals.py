"""Ctrl-C, SIGTERM and a closed terminal all mean: stop everything, once, in order."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """Somebody asked the product to stop."""


class StopSignals:
    """Turns the signals into StopRequested in the main thread, but never between a fork and its record."""

    def __init__(self) -> None:
        self._held = self._pending = False
        for number in STOPPING:
            signal.signal(number, self._receive)  # also when a script started us with SIGINT ignored

    @contextmanager
    def held(self) -> Iterator[None]:
        """While processes are started: the request waits until they are on the list."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._pending:
            raise StopRequested

    @staticmethod
    def ignore() -> None:
        """While stopping: one Ctrl-C is enough, a second one must not leave processes behind."""
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)

    def _receive(self, _number: int, _frame: FrameType | None) -> None:
        self.ignore()  # make passes SIGTERM on, and so may a shell: the second must not interrupt it
        if self._held:
            self._pending = True
        else:
            raise StopRequested
