"""The viewers of this process and its one subscription: each change is handed to those who watch its
topic.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import redis.asyncio
from django.conf import settings
from redis.exceptions import RedisError

from core import live

MISSED_ALLOWED = 200
LISTEN_AGAIN_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)

logger = logging.getLogger(__name__)


class Viewer:
    """One open stream: what it watches, and what changed since its last frame."""

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self.too_slow = False
        self._changed: dict[str, None] = {}
        self._missed = 0
        self._reads = True
        self._bell = asyncio.Event()
        self._sending: asyncio.Task[object] | None = None

    def tell(self, topic: str) -> None:
        """A topic changed. One that is told already waits once; a viewer who takes nothing for long is
        let go.
        """
        self._changed[topic] = None
        if self._reads:
            self._bell.set()
            return
        self._missed += 1
        if self._missed > MISSED_ALLOWED:
            self.too_slow = True
            self._bell.set()
            if self._sending is not None:
                self._sending.cancel()

    async def next_changes(self, seconds: float) -> list[str]:
        """The topics that changed, as soon as there are some; none after a quiet time."""
        try:
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        except TimeoutError:
            return []
        self._bell.clear()
        changed, self._changed = list(self._changed), {}
        return changed

    @contextmanager
    def not_reading(self) -> Iterator[None]:
        """While a frame is on its way."""
        self._reads, self._missed, self._sending = False, 0, asyncio.current_task()
        try:
            yield
        finally:
            self._reads, self._sending = True, None
            if self._changed:
                self._bell.set()


class Hub:
    """All viewers of the process. It listens to Valkey while there is at least one."""

    def __init__(self) -> None:
        self.viewers: set[Viewer] = set()
        self._listening: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def watching(self, viewer: Viewer) -> AsyncIterator[None]:
        """Hand changes to a viewer while he is there."""
        self.viewers.add(viewer)
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            self.viewers.discard(viewer)
            if not self.viewers and self._listening:
                self._listening.cancel()
                self._listening = None

    def tell(self, topic: str) -> None:
        """Hand one change to all who watch its topic."""
        for viewer in self.viewers:
            if topic in viewer.topics:
                viewer.tell(topic)

    def tell_everything(self) -> None:
        """After a gap anything may have changed."""
        for viewer in self.viewers:
            for topic in viewer.topics:
                viewer.tell(topic)

    async def _listen(self) -> None:
        """Listen for ever; a broker that is away is asked again, less and less often."""
        failures = 0
        while True:
            try:
                async with (
                    redis.asyncio.Redis.from_url(settings.REDIS_URL, health_check_interval=15) as client,
                    client.pubsub(ignore_subscribe_messages=False) as subscription,
                ):
                    await subscription.subscribe(live.channel())
                    async for message in subscription.listen():
                        failures = 0
                        self._receive(message)
            except (RedisError, OSError) as error:
                pause = LISTEN_AGAIN_SECONDS[min(failures, len(LISTEN_AGAIN_SECONDS) - 1)]
                failures += 1
                logger.warning("Live topics are not heard, again in %s s: %s", pause, error)
                await asyncio.sleep(pause)

    def _receive(self, message: dict[str, object]) -> None:
        if message["type"] == "subscribe":
            self.tell_everything()
        elif message["type"] == "message" and isinstance(message["data"], bytes):
            self.tell(json.loads(message["data"])["topic"])
