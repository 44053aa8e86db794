"""The checker's walk along one route as it is written; shares no code with the evaluator."""

from collections.abc import Iterator
from itertools import pairwise

from routing.engine import limits
from routing.engine.plan import PlannedBreak, PlannedRoute
from routing.engine.problem import Break, Problem, Vehicle, Visit

Found = Iterator[tuple[str, str, str]]  # code, where, text


class RouteWalk:
    """One route, its vehicle and its visits; `faults` finds what is wrong, `parts` what it costs."""

    def __init__(self, problem: Problem, vehicle: Vehicle, route: PlannedRoute, visits: list[Visit]) -> None:
        self.problem, self.vehicle, self.route, self.visits = problem, vehicle, route, visits
        self.travel = problem.travel[vehicle.profile]

    def faults(self) -> Found:
        """Everything that is wrong with this route."""
        if not self.visits:
            yield "empty_route", self.vehicle.key, "a route without a stop"
        yield from self._shift()
        yield from self._stops()
        yield from self._end()
        yield from self._breaks_as_written()
        yield from self._breaks_elsewhere()
        yield from self._loads()
        yield from self._fitness()
        yield from self._limits()

    def parts(self) -> int:
        """The cost of this route in parts of a minor unit, from the times and roads as written."""
        costs, weights = self.vehicle.costs, self.problem.weights
        seconds = self.route.arrival - self.route.departure
        return (
            costs.fixed * weights.fixed * limits.COST_SCALE
            + costs.per_hour * weights.time * seconds * limits.COST_SCALE // 3_600
            + costs.per_km * weights.distance * self._metres() * limits.COST_SCALE // 1_000
        )

    def _hops(self) -> list[tuple[int, int | None]]:
        points: list[int | None] = [self.vehicle.start]
        points += [visit.place for visit in self.visits]
        points.append(self.vehicle.end)
        return [(here, there) for here, there in pairwise(points) if here is not None]

    def _drive(self, here: int, there: int | None) -> int:
        """Seconds of one leg, slowed down or sped up for this vehicle, rounded up."""
        if there is None:
            return 0
        seconds = int(self.travel.durations[here, there])
        if seconds == limits.NO_ROAD:
            return seconds
        whole, rest = divmod(seconds * 1_000, self.vehicle.speed_permille)
        return min(whole + (1 if rest else 0), limits.NO_ROAD)

    def _metres(self) -> int:
        return sum(int(self.travel.distances[a, b]) for a, b in self._hops() if b is not None)

    def _rests(self, after: int) -> list[PlannedBreak]:
        return [rest for rest in self.route.breaks if rest.after == after]

    def _shift(self) -> Found:
        shift = self.vehicle.shift
        if self.route.departure < shift.opens:
            yield "shift_early", self.vehicle.key, "leaves before the shift begins"
        if self.route.arrival > shift.closes:
            yield "shift_overrun", self.vehicle.key, "is back after the shift ends"

    def _stops(self) -> Found:
        leaves = self.route.departure
        for at, ((here, there), stop, visit) in enumerate(
            zip(self._hops(), self.route.stops, self.visits, strict=False)
        ):
            drive = self._drive(here, there)
            if drive == limits.NO_ROAD or self.travel.distances[here, there] == limits.NO_ROAD:
                yield "no_road", visit.key, "there is no road on the way to it"
            resting = sum(rest.end - rest.start for rest in self._rests(at))
            if stop.arrival < leaves + drive or not stop.arrival <= stop.start:
                yield "too_fast", visit.key, f"cannot be there at {stop.arrival} and start at {stop.start}"
            if stop.start < leaves + drive + resting:
                yield "too_fast", visit.key, f"driving and breaks do not fit before {stop.start}"
            yield from self._on_leg(at, leaves, stop.start)
            if visit.windows and not any(w.opens <= stop.start <= w.closes for w in visit.windows):
                yield "late", visit.key, f"starts at {stop.start}, outside its windows"
            if stop.departure != stop.start + visit.service:
                yield "wrong_service", visit.key, f"leaves at {stop.departure}, not when its service is over"
            leaves = stop.departure

    def _end(self) -> Found:
        if not self.visits:
            return
        leaves, many = self.route.stops[-1].departure, len(self.visits)
        drive = self._drive(*self._hops()[-1]) if self.vehicle.end is not None else 0
        if self.vehicle.end is not None and self._no_road_home():
            yield "no_road", self.visits[-1].key, "there is no road from it to the end"
        resting = sum(rest.end - rest.start for rest in self._rests(many))
        if self.route.arrival < leaves + drive + resting:
            yield "too_fast", self.vehicle.key, f"cannot be at the end at {self.route.arrival}"
        yield from self._on_leg(many, leaves, self.route.arrival)
        if any(not 0 <= rest.after <= many for rest in self.route.breaks):
            yield "break_misplaced", self.vehicle.key, "a break stands after a stop that does not exist"

    def _no_road_home(self) -> bool:
        here, there = self._hops()[-1]
        return limits.NO_ROAD in (int(self.travel.distances[here, there]), self._drive(here, there))

    def _on_leg(self, after: int, leaves: int, until: int) -> Found:
        clock = leaves
        for rest in self._rests(after):
            if rest.start < clock or rest.end > until:
                yield "break_misplaced", self.vehicle.key, f"the break at {rest.start} is not on its leg"
            clock = rest.end

    def _breaks_as_written(self) -> Found:
        last = -1
        for rest in self.route.breaks:
            if not last < rest.index < len(self.vehicle.breaks):
                yield "break_misplaced", self.vehicle.key, f"there is no break number {rest.index} here"
                return
            wanted = self.vehicle.breaks[rest.index]
            if rest.end - rest.start != wanted.duration or not wanted.opens <= rest.start <= wanted.closes:
                yield (
                    "break_missed",
                    self.vehicle.key,
                    f"the break at {rest.start} is too short or out of time",
                )
            last = rest.index

    def _breaks_elsewhere(self) -> Found:
        """Breaks that are not on the route fit before it or after it, in their order."""
        breaks, taken = self.vehicle.breaks, [rest.index for rest in self.route.breaks]
        cuts = [taken[0]] if taken else list(range(len(breaks) + 1))
        fits = any(
            self._in_a_row(breaks[:cut], 0, self.route.departure)
            and self._in_a_row(breaks[cut + len(taken) :], self.route.arrival, None)
            for cut in cuts
        )
        if not fits:
            yield "break_missed", self.vehicle.key, "a break is neither on the route nor outside of it"

    def _in_a_row(self, breaks: tuple[Break, ...], clock: int, until: int | None) -> bool:
        for rest in breaks:
            begins = max(clock, rest.opens)
            if begins > rest.closes:
                return False
            clock = begins + rest.duration
        return not breaks or until is None or clock <= until

    def _loads(self) -> Found:
        for at, name in enumerate(self.problem.loads):
            aboard = sum(visit.delivery[at] for visit in self.visits if visit.delivery)
            most = aboard
            for visit in self.visits:
                aboard -= visit.delivery[at] if visit.delivery else 0
                aboard += visit.pickup[at] if visit.pickup else 0
                most = max(most, aboard)
            if most > self.vehicle.capacity[at]:
                yield (
                    "overload",
                    self.vehicle.key,
                    f"{most} {name} on board, {self.vehicle.capacity[at]} allowed",
                )

    def _fitness(self) -> Found:
        for visit in self.visits:
            if not visit.skills.issubset(self.vehicle.skills):
                yield "skill_missing", visit.key, f"{self.vehicle.key} lacks a skill"
            if not visit.features.issubset(self.vehicle.features):
                yield "feature_missing", visit.key, f"{self.vehicle.key} lacks a feature"
            if visit.vehicles is not None and self.vehicle.key not in visit.vehicles:
                yield "vehicle_not_allowed", visit.key, f"is not meant for {self.vehicle.key}"

    def _limits(self) -> Found:
        vehicle, metres = self.vehicle, self._metres()
        if metres != self.route.metres:
            yield "wrong_distance", vehicle.key, f"the plan says {self.route.metres} m, the roads {metres} m"
        if vehicle.max_metres is not None and metres > vehicle.max_metres:
            yield "too_far", vehicle.key, f"{metres} m, {vehicle.max_metres} allowed"
        seconds = self.route.arrival - self.route.departure
        if vehicle.max_seconds is not None and seconds > vehicle.max_seconds:
            yield "too_long", vehicle.key, f"{seconds} s, {vehicle.max_seconds} allowed"
        if vehicle.max_visits is not None and len(self.visits) > vehicle.max_visits:
            yield "too_many_visits", vehicle.key, f"{len(self.visits)} stops, {vehicle.max_visits} allowed"
