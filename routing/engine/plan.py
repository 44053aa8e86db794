"""The plan: who drives where and when, and what could not be planned.

Times are seconds on the problem's clock; keys are the caller's.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """One visit on a route: at the door at `arrival`, service from `start` to `departure`.

    `wait` is idle time at the door; a break that is taken there is not idle.
    """

    visit: str
    arrival: int
    start: int
    departure: int
    wait: int = 0


@dataclass(frozen=True, slots=True)
class PlannedBreak:
    """A break on the route from `start` to `end`, somewhere between stop number `after` and the next one.

    `index` is its position in the vehicle's breaks; `after` 0 is the leg from the start of the route.
    """

    index: int
    start: int
    end: int
    after: int


@dataclass(frozen=True, slots=True)
class PlannedRoute:
    """The route of one vehicle; it leaves its start at `departure` and is at its end at `arrival`."""

    vehicle: str
    departure: int
    arrival: int
    stops: tuple[PlannedStop, ...]
    breaks: tuple[PlannedBreak, ...] = ()
    metres: int = 0

    @property
    def seconds(self) -> int:
        """From departure to arrival."""
        return self.arrival - self.departure

    @property
    def keys(self) -> tuple[str, ...]:
        """The visits in their order."""
        return tuple(stop.visit for stop in self.stops)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a visit is not in the plan: a stable code, a sentence for the dispatcher, the facts in it."""

    code: str
    text: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A visit that is left out, why, and a change that would get it in (`suggest.apply_suggestion`)."""

    visit: str
    reason: Reason
    suggestion: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Routes of the vehicles that drive, in the problem's order, and what is left out.

    `cost` is in minor units, rounded; `parts` is the exact sum (`limits.COST_SCALE` parts each).
    """

    routes: tuple[PlannedRoute, ...]
    unplanned: tuple[Unplanned, ...] = ()
    cost: int = 0
    parts: int = 0

    @property
    def sequences(self) -> dict[str, tuple[str, ...]]:
        """Vehicle key to the keys of its visits, in order."""
        return {route.vehicle: route.keys for route in self.routes}
