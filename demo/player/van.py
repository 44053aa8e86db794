"""A van on the road as its driver's phone tells it: moving, standing, a fix every few seconds."""

import time
from datetime import UTC, datetime

from demo.player.clock import Clock
from demo.player.device import Device
from demo.player.road import Point, Track, heading, metres
from demo.player.transport import RefusedError

EVERY_SECONDS, STANDING_EVERY_SECONDS = 5.0, 30.0
SHORTEST_REAL_SECONDS = 0.1
POSITIONS = "/api/v1/driver/positions/"


class Van:
    """Where it is. Fixes that the server does not want are not sent again: a phone does the same."""

    def __init__(self, device: Device, clock: Clock, at: Point) -> None:
        self.device, self.clock, self.at = device, clock, at

    def drive(self, track: Track, seconds: float) -> None:
        """Along the track in so many played seconds."""
        step = self.clock.at_least(EVERY_SECONDS, real=SHORTEST_REAL_SECONDS)
        gone, speed = 0.0, track.metres / max(seconds, 1.0)
        while gone < seconds:
            this = min(step, seconds - gone)
            self.clock.pause(this)
            gone += this
            self._move(track.at(gone / seconds), speed)
        self.at = track.points[-1]

    def stand(self, seconds: float) -> None:
        """Wait at the roadside; the phone goes on telling where."""
        step = self.clock.at_least(STANDING_EVERY_SECONDS, real=SHORTEST_REAL_SECONDS)
        while seconds > 0:
            this = min(step, seconds)
            self.clock.pause(this)
            seconds -= this
            self._move(self.at, 0.0)

    def _move(self, to: Point, speed: float) -> None:
        fix = {
            "sequence": time.time_ns() // 1_000_000,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "longitude": round(to[0], 6),
            "latitude": round(to[1], 6),
            "accuracy": 8,
            "speed": round(speed, 1),
            "heading": round(heading(self.at, to)) if metres(self.at, to) > 1 else None,
        }
        offset = round(self.device.offset.total_seconds() * 1000)
        self.at = to
        try:
            self.device.post(POSITIONS, {"fixes": [fix], "clock_offset_ms": offset})
        except RefusedError as refused:
            if refused.status == 401:  # noqa: PLR2004 - the phone was ended: whoever asks next hears it too
                raise
