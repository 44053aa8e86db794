"""What a route looks like at one moment, as plain values: the content of a revision."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from lastmile.models import Route, Stop, StopTask


def snapshot(*, stops: Sequence[Stop], tasks: Mapping[UUID, Sequence[StopTask]]) -> list[dict[str, Any]]:
    """The stops of a route in order with planned times and tasks; `tasks` by the stop's public id."""
    return [
        {
            "stop": str(stop.public_id),
            "sequence": stop.sequence,
            "arrives_at": stop.planned_arrival_at.isoformat(),
            "starts_at": stop.planned_start_at.isoformat(),
            "departs_at": stop.planned_departure_at.isoformat(),
            "tasks": [
                {
                    "kind": task.kind,
                    "delivery": str(task.delivery.public_id) if task.delivery else None,
                }
                for task in tasks.get(stop.public_id, ())
            ],
        }
        for stop in stops
    ]


def figures_of(*, route: Route, begins: datetime | None = None) -> dict[str, Any]:
    """The few figures of the whole route; `begins` bounded its departure when it was timed."""
    return {
        "metres": route.travel_metres,
        "cost_minor": route.cost_minor,
        "starts_at": route.starts_at.isoformat(),
        "ends_at": route.ends_at.isoformat(),
        "driver": str(route.driver.public_id) if route.driver else "",
        "opens": route.shift.opens.isoformat(),
        "begins": begins.isoformat() if begins else "",
    }
