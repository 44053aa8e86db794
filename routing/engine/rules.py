"""The rules of the road: one named function per constraint.

Each looks at one judged route (`Judged`) and yields what is broken. The solver's model and the checker hold
the same rules in their own words; tests hold the three together.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from routing.engine import limits
from routing.engine.loads import Amounts
from routing.engine.network import Car, Network
from routing.engine.schedule import Timing


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule: a stable code, on which route, at which visit, a sentence, and the facts in it."""

    code: str
    vehicle: str | None
    visit: str | None
    text: str
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        where = " ".join(part for part in (self.vehicle, self.visit) if part)
        return f"{where}: {self.text} [{self.code}]" if where else f"{self.text} [{self.code}]"


@dataclass(slots=True)
class Judged:
    """One route with everything the rules ask about."""

    net: Network
    car: Car
    visits: list[int]
    timing: Timing
    loads: list[Amounts]
    metres: int

    @property
    def vehicle(self) -> str:
        """The vehicle's key."""
        return self.net.problem.vehicles[self.car.index].key

    def key(self, at: int) -> str:
        """The key of stop number `at`."""
        return self.net.problem.visits[self.visits[at]].key

    def broken(self, code: str, text: str, at: int | None = None, **facts: object) -> Violation:
        """A violation on this route, at stop number `at` if given."""
        return Violation(code, self.vehicle, None if at is None else self.key(at), text, facts)


Broken = Iterator[Violation]


def within_windows(route: Judged) -> Broken:
    """Service starts inside one of the visit's windows."""
    for at, (visit, start) in enumerate(zip(route.visits, route.timing.starts, strict=True)):
        windows = route.net.windows[visit]
        if windows and not any(opens <= start <= closes for opens, closes in windows):
            late = start - windows[-1][1]
            yield route.broken("late", f"{late} s after the last window", at, seconds=late)


def within_shift(route: Judged) -> Broken:
    """The route starts and ends inside the shift."""
    late = route.timing.arrival - route.car.closes
    if late > 0:
        yield route.broken("shift_overrun", f"back {late} s after the shift ends", seconds=late)
    early = route.car.opens - route.timing.departure
    if early > 0:
        yield route.broken("shift_early", f"leaves {early} s before the shift begins", seconds=early)


def breaks_taken(route: Judged) -> Broken:
    """Every break that falls into the route is taken on it, in its window."""
    rests, many = route.car.rests, len(route.car.rests.breaks)
    taken = [index for index, _, _, _ in route.timing.rests]
    firsts = taken[:1] or range(many + 1)
    if not any(_breaks_fit(route, first, first + len(taken)) for first in firsts):
        missed = next((rest for rest in rests.breaks if rest.closes < route.timing.arrival), rests.breaks[0])
        text = f"no time for the break between {missed.opens} and {missed.closes}"
        yield route.broken("break_missed", text, opens=missed.opens, closes=missed.closes)


def _breaks_fit(route: Judged, first: int, last: int) -> bool:
    """Breaks before number `first` fit before the departure, those from `last` on after the arrival."""
    rests = route.car.rests
    before, after = rests.of(0, first), rests.of(last, len(rests.breaks))
    return (
        before.possible
        and before.over <= route.timing.departure
        and after.possible
        and route.timing.arrival <= after.latest
    )


def within_capacity(route: Judged) -> Broken:
    """On no leg is more on board than the vehicle carries, in any dimension."""
    for dimension, name in enumerate(route.net.problem.loads):
        most = max(legs[dimension] for legs in route.loads)
        if most > route.car.capacity[dimension]:
            over = most - route.car.capacity[dimension]
            yield route.broken("overload", f"{over} {name} too much on board", load=name, amount=over)


def skills_present(route: Judged) -> Broken:
    """The driver can do what each visit asks for."""
    has = route.net.problem.vehicles[route.car.index].skills
    for at, visit in enumerate(route.visits):
        for skill in sorted(route.net.problem.visits[visit].skills - has):
            yield route.broken("skill_missing", f"needs the skill {skill}", at, skill=skill)


def features_present(route: Judged) -> Broken:
    """The vehicle has what each visit asks for."""
    has = route.net.problem.vehicles[route.car.index].features
    for at, visit in enumerate(route.visits):
        for feature in sorted(route.net.problem.visits[visit].features - has):
            yield route.broken("feature_missing", f"needs a vehicle with {feature}", at, feature=feature)


def vehicle_allowed(route: Judged) -> Broken:
    """A visit that names its vehicles rides with one of them."""
    for at, visit in enumerate(route.visits):
        among = route.net.problem.visits[visit].vehicles
        if among is not None and route.vehicle not in among:
            yield route.broken("vehicle_not_allowed", "is not meant for this vehicle", at)


def not_too_long(route: Judged) -> Broken:
    """The route is not longer than the vehicle's limit in time."""
    over = route.timing.seconds - route.car.max_seconds
    if over > 0:
        yield route.broken("too_long", f"{over} s longer than allowed", seconds=over)


def not_too_far(route: Judged) -> Broken:
    """The route is not longer than the vehicle's limit in distance."""
    over = route.metres - route.car.max_metres
    if over > 0:
        yield route.broken("too_far", f"{over} m farther than allowed", metres=over)


def not_too_many(route: Judged) -> Broken:
    """The route has no more stops than the vehicle's limit."""
    over = len(route.visits) - route.car.max_visits
    if over > 0:
        yield route.broken("too_many_visits", f"{over} stops more than allowed", visits=over)


def roads_exist(route: Judged) -> Broken:
    """Every leg can be driven."""
    places = [route.car.start, *(route.net.place[visit] for visit in route.visits), route.car.end]
    for at, (here, there) in enumerate(pairwise(places)):
        if limits.NO_ROAD in (route.car.seconds[here][there], route.car.metres[here][there]):
            yield route.broken("no_road", "there is no road on the way to it", min(at, len(route.visits) - 1))


def locks_kept(route: Judged) -> Broken:
    """The route begins with its locked visits, and carries none that is locked to another vehicle."""
    prefix = list(route.car.prefix)
    if route.visits[: len(prefix)] != prefix:
        yield route.broken("lock_broken", "does not begin with its locked stops")
    for at, visit in enumerate(route.visits):
        if route.net.locked_to.get(visit, route.car.index) != route.car.index:
            yield route.broken("lock_broken", "is locked to another vehicle", at)


RULES: tuple[Callable[[Judged], Broken], ...] = (
    within_windows,
    within_shift,
    breaks_taken,
    within_capacity,
    skills_present,
    features_present,
    vehicle_allowed,
    not_too_long,
    not_too_far,
    not_too_many,
    roads_exist,
    locks_kept,
)
