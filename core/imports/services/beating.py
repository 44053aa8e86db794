"""A worker's sign of life: from a thread of its own, every second, with how far the work is."""

import threading
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from django.db import DatabaseError, connection

from core.errors import BusyError
from core.imports.services import claiming
from core.imports.services.claiming import Claim, ClaimLostError, StoppedError
from core.states import ImportStage

BEAT_SECONDS = 1.0


class Beat:
    """Keeps the claim alive while the `with` lasts, and hears whether somebody cancels.

    `progress` is what the work reports to; it raises as soon as the work is no longer wanted. A thread with a
    connection of its own, because the work's is inside a long transaction that nobody sees into.
    """

    def __init__(self, claim: Claim, now: Callable[[], datetime]) -> None:
        self.claim, self.now = claim, now
        self.stage, self.rows = "", 0
        self.trouble: type[Exception] | None = None
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True, name=f"import-{claim.run_id}")

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self.thread.join()

    def progress(self, stage: ImportStage, rows: int) -> None:
        """Note how far it is. Raises ClaimLostError or StoppedError where the work is in vain."""
        self.stage, self.rows = stage.value, rows
        if self.trouble is not None:
            raise self.trouble

    def _beat(self) -> None:
        try:
            while not self.over.wait(BEAT_SECONDS) and self.trouble is None:
                self._once()
        finally:
            connection.close()

    def _once(self) -> None:
        try:
            is_wanted = claiming.keep_claim(claim=self.claim, at=self.now(), stage=self.stage, rows=self.rows)
        except ClaimLostError:
            self.trouble = ClaimLostError
        except (DatabaseError, BusyError):  # the final write has the row, or the database restarts: next time
            connection.close_if_unusable_or_obsolete()
        else:
            if not is_wanted:
                self.trouble = StoppedError
