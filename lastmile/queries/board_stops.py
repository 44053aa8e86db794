"""One stop as the board draws it: where, whose, when planned and expected, and in which state.

Lateness is judged against what the recipient was promised, never against the plan: a stop is late when it
begins after its window, and at risk with less than RISK_SECONDS to spare.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lastmile.models import Stop
from lastmile.states import StopStatus, TaskKind, TaskStatus

RISK_SECONDS = 12 * 60
"""With less to spare than this a stop is at risk."""

type Json = dict[str, object]
OVER = {StopStatus.DONE, StopStatus.SKIPPED}
OPEN = {"todo", "risk", "late", "active"}


@dataclass(slots=True)
class StopFacts:
    """What hangs on one stop: its tasks in order, the windows of its deliveries, its pieces in the load."""

    tasks: list[tuple[str, str]] = field(default_factory=list)
    orders: list[Json] = field(default_factory=list)
    windows: dict[int, list[tuple[datetime, datetime]]] = field(default_factory=dict)
    pieces: int = 0
    loaded: int = 0

    @property
    def due(self) -> tuple[datetime, datetime] | None:
        """The span that decides: the last window of each delivery, of those the one that ends first."""
        last = [windows[-1] for windows in self.windows.values() if windows]
        return min(last, key=lambda window: window[1], default=None)


def epoch(moment: datetime | None) -> int | None:
    """Whole seconds since 1970, which a browser reads without a parser."""
    return None if moment is None else int(moment.timestamp())


def state_of(stop: Stop, facts: StopFacts, expected: datetime) -> str:
    """`done`, `failed`, `active`, `late`, `risk`, `todo` or `break`."""
    if stop.address_id is None and all(kind != TaskKind.DELIVER for kind, _status in facts.tasks):
        return "break"
    if stop.status in OVER:
        failed = stop.status == StopStatus.SKIPPED or any(s == TaskStatus.FAILED for _kind, s in facts.tasks)
        return "failed" if failed else "done"
    if stop.status == StopStatus.ARRIVED:
        return "active"
    if facts.due is None:
        return "todo"
    spare = (facts.due[1] - expected).total_seconds()
    return "late" if spare < 0 else "risk" if spare < RISK_SECONDS else "todo"


def stop_shown(stop: Stop, facts: StopFacts, expected: datetime | None, *, is_estimated: bool) -> Json:
    """The stop for the board's document; times in whole seconds since 1970, the point as [lat, lng]."""
    begins = expected or stop.planned_start_at
    due = facts.due
    planned = (stop.planned_arrival_at, stop.planned_start_at, stop.planned_departure_at)
    return {
        "id": str(stop.public_id),
        "n": stop.sequence,
        "at": None if stop.latitude is None else [round(stop.latitude, 6), round(stop.longitude or 0, 6)],
        "where": str(stop.address or ""),
        "orders": facts.orders,
        "state": state_of(stop, facts, begins),
        "plan": [epoch(moment) for moment in planned],
        "eta": epoch(begins),
        "estimated": is_estimated,
        "due": None if due is None else [epoch(due[0]), epoch(due[1])],
        "arrived": epoch(stop.arrived_at),
        "left": epoch(stop.departed_at),
        "loaded": facts.pieces > 0 and facts.loaded >= facts.pieces,
    }


def slack_of(stops: Sequence[Mapping[str, Any]]) -> int | None:
    """Seconds until the first promise of what is still to do breaks; negative when one is broken."""
    still_open = [stop for stop in stops if stop["due"] and stop["state"] in OPEN]
    return min((stop["due"][1] - stop["eta"] for stop in still_open), default=None)
