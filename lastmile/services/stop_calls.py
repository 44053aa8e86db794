"""From the engine's visits to the stops that a driver makes: what is at one door is one stop."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from routing.engine.plan import PlannedBreak, PlannedRoute, PlannedStop


@dataclass(slots=True)
class Call:
    """One stop to be written: visits at one door one after the other, or a break."""

    visits: list[PlannedStop] = field(default_factory=list)
    rest: PlannedBreak | None = None
    leg: int = 0

    @property
    def arrival(self) -> int:
        """When the vehicle gets there."""
        return self.rest.start if self.rest else self.visits[0].arrival

    @property
    def departure(self) -> int:
        """When it leaves."""
        return self.rest.end if self.rest else self.visits[-1].departure


def calls_of(*, route: PlannedRoute, places: Mapping[str, int]) -> list[Call]:
    """The stops of the route in order: neighbours at one place become one stop, breaks stand between."""
    calls: list[Call] = []
    for leg, happening in _happenings(route):
        if isinstance(happening, PlannedBreak):
            calls.append(Call(rest=happening, leg=leg))
        elif calls and calls[-1].visits and places[calls[-1].visits[-1].visit] == places[happening.visit]:
            calls[-1].visits.append(happening)
        else:
            calls.append(Call(visits=[happening], leg=leg))
    return calls


def _happenings(route: PlannedRoute) -> Iterator[tuple[int, PlannedBreak | PlannedStop]]:
    """Visits and breaks in the order of time, with the number of the leg that leads there."""
    on_the_way = [rest for rest in route.breaks if route.departure <= rest.start < route.arrival]
    for leg, visit in enumerate(route.stops):
        yield from ((leg, rest) for rest in on_the_way if rest.after == leg)
        yield leg, visit
    last = len(route.stops)
    yield from ((last, rest) for rest in on_the_way if rest.after == last)
