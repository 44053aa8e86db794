"""Brakes on guessing: so many wrong tries, then a wait."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from redis import RedisError


@dataclass(frozen=True, slots=True)
class Brake:
    """Counts wrong tries per account or address. Without the cache it lets go; what is behind it holds."""

    name: str
    tries: int
    wait_seconds: int

    def holds(self, who: str) -> bool:
        """Whether there were too many wrong tries of late."""
        try:
            return int(cache.get(self._key(who), 0)) >= self.tries
        except RedisError:
            return False

    def count(self, who: str) -> None:
        """One more wrong try."""
        try:
            cache.add(self._key(who), 0, self.wait_seconds)
            cache.incr(self._key(who))
        except (RedisError, ValueError):
            return

    def forget(self, who: str) -> None:
        """A right try: begin afresh."""
        try:
            cache.delete(self._key(who))
        except RedisError:
            return

    def _key(self, who: str) -> str:
        return f"{self.name}:" + hashlib.sha256(who.casefold().encode()).hexdigest()[:32]
