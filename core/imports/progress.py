"""How far an import is, told by who reads, judges and writes to whoever wants to know."""

from typing import Protocol

from core.states import ImportStage


class Progress(Protocol):
    """Hears of each stage and of the rows it has behind it; may raise, to stop before anything is written."""

    def __call__(self, stage: ImportStage, rows: int) -> None:
        """So many rows are through this stage."""


def unheard(stage: ImportStage, rows: int) -> None:
    """For who does not want to know."""
