"""How a lower app tells the apps above it what happened, without knowing them.

Handlers run at once, inside the publisher's transaction: all of it happens, or none.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that happened, named in the past tense. Carries lists of ids and plain values only."""


_handlers: dict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)


def handles[E: Event](event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a handler: it may insert rows and ring a doorbell, nothing else."""

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        _handlers[event_type].append(handler)
        return handler

    return register


def publish(event: Event) -> None:
    """Call every handler of the event. Raises RuntimeError outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} was published outside a transaction")
    for handler in _handlers[type(event)]:
        handler(event)


def handlers() -> Mapping[type[Event], list[Callable[[Any], None]]]:
    """Who listens to what, for docs/events.md."""
    return _handlers
