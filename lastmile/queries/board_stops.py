"""One stop as the board draws it: where, whose, when planned and expected, and in which state.

Lateness is judged against what the recipient was promised, never against the plan.
"""

from datetime import datetime

from lastmile.queries.board_shapes import BoardStop, Lateness
from lastmile.states import StopStatus

type Json = dict[str, object]

STATES = {
    Lateness.LATE: "late",
    Lateness.AT_RISK: "risk",
    Lateness.IN_TIME: "todo",
    Lateness.NOTHING_PROMISED: "todo",
}


def epoch(moment: datetime | None) -> int | None:
    """Whole seconds since 1970, which a browser reads without a parser."""
    return None if moment is None else int(moment.timestamp())


def state_of(stop: BoardStop) -> str:
    """`done`, `failed`, `active`, `late`, `risk`, `todo` or `break`."""
    if stop.is_break:
        return "break"
    if stop.is_over:
        return "failed" if stop.failed or stop.status == StopStatus.SKIPPED else "done"
    return "active" if stop.status == StopStatus.ARRIVED else STATES[stop.lateness]


def stop_shown(stop: BoardStop, *, is_loaded: bool) -> Json:
    """The stop for the board's document; times in whole seconds since 1970, the point as [lat, lng]."""
    opens = stop.window[0] if stop.window else None
    arrives, planned = (
        max(moment, opens) if opens else moment for moment in (stop.arrives_at, stop.planned_arrival_at)
    )
    people = zip(stop.deliveries, stop.recipients, stop.orders, strict=True)
    return {
        "id": str(stop.id),
        "n": stop.sequence,
        "at": None if stop.latitude is None else [round(stop.latitude, 6), round(stop.longitude or 0, 6)],
        "where": stop.name,
        "orders": [{"id": str(key), "who": who, "number": number} for key, who, number in people],
        "state": state_of(stop),
        "plan": [
            epoch(stop.planned_arrival_at),
            epoch(min(planned, stop.planned_departure_at)),
            epoch(stop.planned_departure_at),
        ],
        "eta": epoch(arrives),
        "estimated": stop.is_expected,
        "due": [epoch(moment) for moment in stop.window] if stop.window else None,
        "arrived": epoch(stop.arrived_at),
        "left": epoch(stop.departed_at),
        "loaded": is_loaded,
    }
