"""Brakes on guessing: so many tries, then a wait."""

import hashlib
import threading
import time
from dataclasses import dataclass, field

from django.core.cache import cache
from redis import RedisError


@dataclass(frozen=True, slots=True)
class Brake:
    """Counts tries per account or address, before they are made: of fifty at once no more pass than may.

    The count lies in the cache, for all processes. Without the cache each process counts for itself.
    """

    name: str
    tries: int
    wait_seconds: int
    _here: dict[str, tuple[int, float]] = field(default_factory=dict, repr=False, compare=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def take(self, who: str) -> bool:
        """Count one try; whether it may be made."""
        key = self._key(who)
        try:
            cache.add(key, 0, self.wait_seconds)
            return cache.incr(key) <= self.tries
        except ValueError:  # it ran out in between
            return True
        except RedisError:
            return self._count_here(key, 1) <= self.tries

    def give_back(self, who: str) -> None:
        """That try was right: it does not count."""
        key = self._key(who)
        try:
            cache.decr(key)
        except ValueError:
            return
        except RedisError:
            self._count_here(key, -1)

    def forget(self, who: str) -> None:
        """A right try: begin afresh."""
        key = self._key(who)
        with self._lock:
            self._here.pop(key, None)
        try:
            cache.delete(key)
        except RedisError:
            return

    def _count_here(self, key: str, step: int) -> int:
        now = time.monotonic()
        with self._lock:
            for old in [one for one, (_count, until) in self._here.items() if until <= now]:
                del self._here[old]
            count, until = self._here.get(key, (0, now + self.wait_seconds))
            self._here[key] = (max(count + step, 0), until)
            return count + step

    def _key(self, who: str) -> str:
        return f"{self.name}:" + hashlib.sha256(who.casefold().encode()).hexdigest()[:32]
