"""The time of the day that is played: as fast as everybody's, or faster for tests."""

from datetime import UTC, datetime

from demo.player.transport import Transport

SHORTEST_SECONDS = 0.02
"""Of real time: even at the highest speed nobody asks without a breath."""


class Clock:
    """Played time of one person. What is told to the server carries the real time."""

    def __init__(self, transport: Transport, *, speed: float = 1.0) -> None:
        self.speed, self._transport, self._began = speed, transport, datetime.now(UTC)

    def now(self) -> datetime:
        """The played moment."""
        return self._began + self.speed * (datetime.now(UTC) - self._began)

    def pause(self, seconds: float) -> None:
        """Let so many played seconds pass. Raises StoppedError as soon as the play is over."""
        self._transport.pause(max(SHORTEST_SECONDS, seconds / self.speed))

    def at_least(self, seconds: float, *, real: float) -> float:
        """So many played seconds, or more where that would be less than `real` seconds of real time."""
        return max(seconds, real * self.speed)
