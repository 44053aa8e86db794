"""When somebody is expected at a stop: what recipients were told goes before what they asked for."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lastmile.models import DeliveryWindow, StopTask
from routing.engine.eta import start_within

type Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Promised:
    """When the service at a stop may begin. Empty: at any time."""

    windows: tuple[Span, ...] = ()

    def start(self, arrival: datetime) -> datetime:
        """When service can begin for somebody who arrives then: in the first window that is not over yet."""
        return start_within(arrival, self.windows)

    def due(self, start: datetime) -> datetime | None:
        """By when a service that begins then had to begin; None where nothing was promised."""
        for _opens, closes in self.windows:
            if start <= closes:
                return closes
        return self.windows[-1][1] if self.windows else None

    def opens(self, start: datetime) -> datetime | None:
        """When the window opens that a start at that time falls under."""
        return next((opens for opens, closes in self.windows if start <= closes), None) or (
            self.windows[-1][0] if self.windows else None
        )


ANY_TIME = Promised()


def windows_by_delivery(*, tasks: Collection[StopTask]) -> Mapping[int, Promised]:
    """The windows of the deliveries of these tasks (loaded with their delivery), in one query."""
    asked: dict[int, list[Span]] = defaultdict(list)
    deliveries = {task.delivery for task in tasks if task.delivery is not None}
    rows = DeliveryWindow.objects.filter(delivery__in=[one.pk for one in deliveries]).order_by("opens")
    for delivery_id, opens, closes in rows.values_list("delivery_id", "opens", "closes"):
        asked[delivery_id].append((opens, closes))
    found: dict[int, Promised] = {}
    for one in deliveries:
        if one.promised_from and one.promised_until:
            found[one.pk] = Promised(((one.promised_from, one.promised_until),))
        elif one.pk in asked:
            found[one.pk] = Promised(tuple(asked[one.pk]))
    return found


def at_stop(*, tasks: Sequence[StopTask], windows: Mapping[int, Promised]) -> Promised:
    """The windows that bind a stop: where several deliveries share it, those of the one due first."""
    keys = [task.delivery_id for task in tasks if task.delivery_id is not None]
    bound = [windows[key] for key in keys if key in windows]
    return min(bound, key=lambda one: one.windows[-1][1], default=ANY_TIME)
