"""What happens to imports."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportsWaiting(Event):
    """Imports wait for a worker: to be checked, or to be written."""

    run_ids: tuple[int, ...]
