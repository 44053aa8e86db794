"""Live topics: who may watch what, and saying that something changed. What changed is fetched, never sent.

A topic is `kind:key`, such as `orders:all` or `plan:0198f2…`. The app that owns the kind registers who
may watch it.
"""

import json
import logging
from collections.abc import Callable, Iterable
from functools import cache

import redis
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import connection, transaction

type Viewer = AbstractBaseUser | AnonymousUser
type Rule = Callable[[Viewer, str], bool]

SALT = "core.live"
TOKEN_LIVES_SECONDS = 600
CONNECT_SECONDS = 0.5

logger = logging.getLogger(__name__)
_rules: dict[str, Rule] = {}


def register(kind: str, may_watch: Rule) -> None:
    """Say who may watch the topics of a kind: `may_watch(viewer, key)`. Called from an app's ready()."""
    _rules[kind] = may_watch


def may_watch(viewer: Viewer, topic: str) -> bool:
    """May this viewer watch this topic? Nobody may watch a kind that nobody registered."""
    kind, _, key = topic.partition(":")
    rule = _rules.get(kind)
    return rule is not None and rule(viewer, key)


def topic_changed(topic: str) -> None:
    """Tell all who watch a topic that it changed, once the transaction is committed.

    Never fails: a lost call costs a viewer one reload, and must not cost anybody a committed change.
    """
    transaction.on_commit(lambda: _publish(topic), robust=True)


def watch_token(topics: Iterable[str]) -> str:
    """A short-lived signed permission to watch these topics, for a page whose visitor has no session."""
    return signing.dumps(sorted(topics), salt=SALT)


def topics_of(token: str) -> frozenset[str]:
    """The topics that a token opens; none when it is forged or too old."""
    try:
        topics = signing.loads(token, salt=SALT, max_age=TOKEN_LIVES_SECONDS)
    except signing.BadSignature:
        return frozenset()
    return frozenset(topics)


def channel() -> str:
    """The one Valkey channel of this database: two installations may share a broker."""
    return f"live:{connection.settings_dict['NAME']}"


def _publish(topic: str) -> None:
    try:
        _client().publish(channel(), json.dumps({"topic": topic}))
    except redis.RedisError as error:
        logger.warning("The change of %s was not told: %s", topic, error)


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=CONNECT_SECONDS
    )
