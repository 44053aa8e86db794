"""What the board shows of a day, in the shapes that its pages read."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from lastmile.models import Incident, WatchRules
from lastmile.states import StopStatus
from wms.models import Site

OVER = (StopStatus.DONE, StopStatus.SKIPPED)


class Lateness(StrEnum):
    """How a stop stands to its promise. Deviation from the plan is another matter."""

    LATE = "late"
    AT_RISK = "at_risk"
    IN_TIME = "in_time"
    NOTHING_PROMISED = "nothing_promised"


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardStop:
    """One visit: planned, expected, what was. Slack is negative when late, None without a promise."""

    id: UUID
    sequence: int
    trip: int
    status: str
    is_break: bool
    name: str
    recipients: tuple[str, ...]
    deliveries: tuple[UUID, ...]
    orders: tuple[str, ...]
    failed: int
    longitude: float | None
    latitude: float | None
    travel_path: str
    planned_arrival_at: datetime
    planned_departure_at: datetime
    arrives_at: datetime
    departs_at: datetime
    is_expected: bool
    source: str
    arrived_at: datetime | None
    departed_at: datetime | None
    window: tuple[datetime, datetime] | None
    slack_seconds: int | None
    lateness: Lateness

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do there."""
        return self.status in OVER

    @property
    def deviation_seconds(self) -> int:
        """Seconds after the plan; negative: before it."""
        return round((self.arrives_at - self.planned_arrival_at).total_seconds())


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardVehicle:
    """Where a vehicle was last. `is_stale`: it moved, and nothing was heard of it since.

    `near_stop`: it has stood at that stop for so long that it seems to have arrived, though nobody tapped.
    """

    longitude: float
    latitude: float
    heading: int | None
    speed_kmh: int
    fixed_at: datetime
    is_moving: bool
    is_stale: bool
    near_stop: UUID | None


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """How far loading is, in units."""

    units: int = 0
    loaded: int = 0
    short: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardRoute:
    """One route with its stops in order. `least_slack_seconds` is that of the stops still to come."""

    id: UUID
    code: str
    number: int
    status: str
    driver: str
    vehicle: str
    vehicle_state: BoardVehicle | None
    starts_at: datetime
    ends_at: datetime
    departed_at: datetime | None
    returned_at: datetime | None
    returns_at: datetime
    stops: tuple[BoardStop, ...]
    done: int
    total: int
    late: int
    at_risk: int
    failed: int
    least_slack_seconds: int | None
    load: LoadProgress
    is_estimated: bool
    planned_revision: int
    sent_revision: int
    acknowledged_revision: int


@dataclass(frozen=True, slots=True)
class BoardPicture:
    """A day of a site as it is now: trouble first, that is routes by their least slack."""

    site: Site
    day: date
    at: datetime
    routes: tuple[BoardRoute, ...]
    incidents: tuple[Incident, ...]


def lateness_of(slack_seconds: int | None, rules: WatchRules) -> Lateness:
    """Late: it would start after the window; at risk: less to spare than the site's threshold."""
    if slack_seconds is None:
        return Lateness.NOTHING_PROMISED
    if slack_seconds < 0:
        return Lateness.LATE
    return Lateness.AT_RISK if slack_seconds < rules.at_risk_seconds else Lateness.IN_TIME
