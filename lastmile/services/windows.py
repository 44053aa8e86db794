"""Time windows as people write them."""

from core.tables.columns import Column, Kind, Reading
from core.tables.moments import TimeWindow
from core.tables.values import parse_cell

_WINDOW = Column("windows", "windows", Kind.TIME_WINDOW)


def read_windows(text: str) -> tuple[TimeWindow, ...]:
    """Windows separated by "|": 08:00-12:00|14:00-16:00. Raises CellProblem for one that cannot be read."""
    found = [parse_cell(part, _WINDOW, Reading()) for part in text.split("|") if part.strip()]
    return tuple(sorted((w for w in found if isinstance(w, TimeWindow)), key=lambda w: w.opens_seconds))


def window_text(window: TimeWindow) -> str:
    """A window as it is written in a file: 08:00-12:00."""
    return f"{_clock(window.opens_seconds)}-{_clock(window.closes_seconds)}"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
