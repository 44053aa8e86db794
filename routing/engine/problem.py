"""The planning problem: visits to make, vehicles to make them with, travel between places.

All of it is frozen and whole numbers. Visits and vehicles carry the caller's key; nothing here knows a
database. Times are seconds from a moment that the caller chooses (midnight of the planned day, say).
`routing.engine.validate` says what a usable problem is.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """From `opens` to `closes`, both included, in seconds."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Place:
    """A point of the matrices; its index is its position in `Problem.places`."""

    key: str
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True, eq=False)
class Travel:
    """Seconds and metres from every place to every place for one profile (int32, n x n).

    `limits.NO_ROAD` marks a leg that cannot be driven.
    """

    durations: Matrix
    distances: Matrix

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Travel):
            return NotImplemented
        return self.content_hash == other.content_hash

    def __hash__(self) -> int:
        return hash(self.content_hash)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the two matrices; names the file they are kept in."""
        digest = hashlib.sha256(repr(self.durations.shape).encode())
        digest.update(np.ascontiguousarray(self.durations, dtype="<i4").tobytes())
        digest.update(np.ascontiguousarray(self.distances, dtype="<i4").tobytes())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Visit:
    """One delivery, collection or both at one place.

    `windows`: service starts inside one of them; none means any time. `delivery` comes from the start of
    the route, `pickup` goes to its end; both have one number per load dimension. `skills` are asked of the
    driver, `features` of the vehicle. `vehicles` limits the choice to these keys. `penalty` is what leaving
    the visit out costs, in minor units; without one the visit is mandatory and is left out only when it
    cannot be fitted in, the lowest `priority` (0-9) first.
    """

    key: str
    place: int
    windows: tuple[TimeWindow, ...] = ()
    service: int = 0
    delivery: tuple[int, ...] = ()
    pickup: tuple[int, ...] = ()
    skills: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()
    vehicles: frozenset[str] | None = None
    priority: int = 0
    penalty: int | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """A rest that starts between `opens` and `closes` and lasts `duration` seconds.

    It may interrupt a leg but not a service, and may be taken before the route starts or after it ended.
    """

    opens: int
    closes: int
    duration: int


@dataclass(frozen=True, slots=True)
class Costs:
    """Minor units: once for a vehicle that drives at all, per hour on the road, per kilometre."""

    fixed: int = 0
    per_hour: int = 0
    per_km: int = 0


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle with its driver on one shift; it makes at most one route.

    `end` None leaves the route open at its last visit. `capacity` has one number per load dimension.
    `speed_permille` 900 means it needs 10/9 of the profile's time. A limit of None does not apply.
    """

    key: str
    start: int
    end: int | None
    shift: TimeWindow
    capacity: tuple[int, ...] = ()
    skills: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()
    breaks: tuple[Break, ...] = ()
    max_seconds: int | None = None
    max_metres: int | None = None
    max_visits: int | None = None
    costs: Costs = field(default_factory=Costs)
    profile: str = "van"
    speed_permille: int = 1_000


@dataclass(frozen=True, slots=True)
class Lock:
    """What must stay: the route of `vehicle` begins with `prefix`; `visits` may ride with no other."""

    vehicle: str
    prefix: tuple[str, ...] = ()
    visits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Weights:
    """Multipliers of the parts of the objective; 1 each means that the objective is money."""

    fixed: int = 1
    time: int = 1
    distance: int = 1
    unplanned: int = 1


@dataclass(frozen=True)
class Problem:
    """Everything a plan depends on. `loads` names the load dimensions, `travel` the profiles."""

    loads: tuple[str, ...]
    places: tuple[Place, ...]
    travel: dict[str, Travel]
    visits: tuple[Visit, ...]
    vehicles: tuple[Vehicle, ...]
    locks: tuple[Lock, ...] = ()
    weights: Weights = field(default_factory=Weights)
    name: str = ""

    def features(self) -> frozenset[str]:
        """What an engine must be able to do for this problem, by name."""
        return frozenset(name for name, used in _FEATURES.items() if used(self))


_FEATURES: dict[str, Callable[[Problem], bool]] = {
    "windows": lambda p: any(v.windows for v in p.visits),
    "several_windows": lambda p: any(len(v.windows) > 1 for v in p.visits),
    "several_loads": lambda p: len(p.loads) > 1,
    "pickups": lambda p: any(any(v.pickup) for v in p.visits),
    "skills": lambda p: any(v.skills for v in p.visits),
    "vehicle_features": lambda p: any(v.features for v in p.visits),
    "allowed_vehicles": lambda p: any(v.vehicles is not None for v in p.visits),
    "optional_visits": lambda p: any(v.penalty is not None for v in p.visits),
    "priorities": lambda p: len({v.priority for v in p.visits}) > 1,
    "breaks": lambda p: any(v.breaks for v in p.vehicles),
    "max_duration": lambda p: any(v.max_seconds is not None for v in p.vehicles),
    "max_distance": lambda p: any(v.max_metres is not None for v in p.vehicles),
    "max_visits": lambda p: any(v.max_visits is not None for v in p.vehicles),
    "open_routes": lambda p: any(v.end is None for v in p.vehicles),
    "several_depots": lambda p: len({(v.start, v.end) for v in p.vehicles}) > 1,
    "mixed_fleet": lambda p: (
        len({(v.capacity, v.costs, v.profile, v.speed_permille) for v in p.vehicles}) > 1
    ),
    "locks": lambda p: bool(p.locks),
}
