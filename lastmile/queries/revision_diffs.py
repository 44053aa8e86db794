"""What changed for the driver between two revisions of a route."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lastmile.models import Route, RouteRevision

QUIET_SECONDS = 300
"""A stop that moves by less is not worth a line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One stop that is new, gone, at another place in the order, or at another time."""

    kind: str
    """ADDED, REMOVED, MOVED or RETIMED."""
    stop: str
    sequence: int | None
    was: int | None
    arrives_at: str
    deliveries: tuple[str, ...]


def changes_to_read(route: Route, revisions: Sequence[RouteRevision]) -> list[Change]:
    """From the last revision that the driver has read to the last that was sent; both among `revisions`.

    Empty where nothing is to be read, or where nothing was read yet: then the whole route is new.
    """
    by_number = {one.number: one for one in revisions}
    read, sent = by_number.get(route.acknowledged_revision), by_number.get(route.sent_revision)
    if read is None or sent is None or read.number == sent.number:
        return []
    return compare(read.stops, sent.stops)


def compare(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> list[Change]:
    """The differences of two pictures of a route, in the order of the new one, what is gone at the end."""
    old = {stop["stop"]: stop for stop in before}
    changes = [change for stop in after if (change := _change(old.get(stop["stop"]), stop))]
    kept = {stop["stop"] for stop in after}
    return changes + [_said("REMOVED", stop, stop["sequence"]) for stop in before if stop["stop"] not in kept]


def _change(was: dict[str, Any] | None, now: dict[str, Any]) -> Change | None:
    if was is None:
        return _said("ADDED", now, None)
    if was["sequence"] != now["sequence"]:
        return _said("MOVED", now, was["sequence"])
    moved = datetime.fromisoformat(now["arrives_at"]) - datetime.fromisoformat(was["arrives_at"])
    return _said("RETIMED", now, was["sequence"]) if abs(moved.total_seconds()) >= QUIET_SECONDS else None


def _said(kind: str, stop: dict[str, Any], was: int | None) -> Change:
    return Change(
        kind=kind,
        stop=stop["stop"],
        sequence=None if kind == "REMOVED" else stop["sequence"],
        was=was,
        arrives_at=stop["arrives_at"],
        deliveries=tuple(task["delivery"] for task in stop["tasks"] if task["delivery"]),
    )
