"""Somebody with a device who works step by step."""

from collections.abc import Callable

from demo.player.device import Device

type Say = Callable[[str], None]
"""Writes one line of the log."""
type Pause = Callable[[float], None]
"""Waits so many seconds of the day that is played."""


class Person:
    """What all who play have in common."""

    idle_seconds = 15.0
    """After how long one looks again where there was nothing to do."""

    def __init__(self, device: Device, *, pause: Pause, say: Say) -> None:
        self.device, self.pause, self.say = device, pause, say

    def step(self) -> bool:
        """Overridden: do the next thing. Returns whether there was anything."""
        raise NotImplementedError
