"""What is left to drive of routes, and what is known of where their vehicles are. For the estimates."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lastmile.models import Route, ShiftBreak, Stop, StopTask, VehicleState, WatchRules
from lastmile.queries.promised_windows import Promised, at_stop, windows_by_delivery
from lastmile.states import RouteStatus, StopStatus, TaskKind, TaskStatus

type Point = tuple[float, float]
"""Longitude, latitude."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One standing stop with what is to be done there."""

    stop: Stop
    tasks: tuple[StopTask, ...]
    promised: Promised

    @property
    def point(self) -> Point | None:
        """Where the vehicle stops; None for a break on the way."""
        if self.stop.longitude is None or self.stop.latitude is None:
            return None
        return self.stop.longitude, self.stop.latitude

    @property
    def service_seconds(self) -> int:
        """How long everything at the stop takes."""
        return sum(task.service_seconds for task in self.tasks)


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """One route: its standing stops in order, and the state of its vehicle where that is of this route."""

    route: Route
    visits: tuple[Visit, ...]
    state: VehicleState | None
    rules: WatchRules

    @property
    def left(self) -> Visit | None:
        """The stop that was left last."""
        gone = [one for one in self.visits if one.stop.status in _OVER and one.stop.departed_at]
        return max(gone, key=lambda one: _moment(one.stop.departed_at), default=None)

    @property
    def coming(self) -> tuple[Visit, ...]:
        """The stops still to come, the one where the vehicle stands included."""
        return tuple(one for one in self.visits if one.stop.status not in _OVER)


_OVER = (StopStatus.DONE, StopStatus.SKIPPED)


def courses_of(*, route_ids: Sequence[int]) -> list[Course]:
    """The routes among these that somebody drives or will drive; six queries, however many they are."""
    routes = list(
        Route.objects.active()
        .filter(pk__in=route_ids)
        .select_related("vehicle__type", "vehicle__state__near_stop", "site", "shift")
        .order_by("pk")
    )
    ids = [route.pk for route in routes]
    stops = (
        Stop.objects.standing()
        .filter(trip__route__in=ids)
        .select_related("trip__from_site", "estimate")
        .order_by("trip__number", "sequence")
    )
    tasks = list(
        StopTask.objects.filter(stop__trip__route__in=ids)
        .exclude(status=TaskStatus.CANCELLED)
        .select_related("delivery")
        .order_by("sequence")
    )
    reader = _Reader(tasks, windows_by_delivery(tasks=tasks), _breaks_of(routes))
    visits: dict[int, list[Visit]] = defaultdict(list)
    shift_of = {route.pk: route.shift_id for route in routes}
    for stop in stops:
        route_id = stop.trip.route_id
        visits[route_id].append(reader.visit(stop, shift_of[route_id]))
    rules = rules_of(site_ids={route.site_id for route in routes})
    return [
        Course(
            route=route,
            visits=tuple(visits[route.pk]),
            state=_state_of(route),
            rules=rules[route.site_id],
        )
        for route in routes
    ]


def rules_of(*, site_ids: Collection[int]) -> dict[int, WatchRules]:
    """The thresholds of each of these sites, the defaults where a site has none of its own."""
    own = {rules.site_id: rules for rules in WatchRules.objects.filter(site__in=site_ids)}
    return {site_id: own.get(site_id) or WatchRules(site_id=site_id) for site_id in site_ids}


def _breaks_of(routes: Sequence[Route]) -> dict[int, list[ShiftBreak]]:
    found: dict[int, list[ShiftBreak]] = defaultdict(list)
    for rest in ShiftBreak.objects.filter(shift__in=[route.shift_id for route in routes]):
        found[rest.shift_id].append(rest)
    return found


def _state_of(route: Route) -> VehicleState | None:
    state: VehicleState | None = getattr(route.vehicle, "state", None)
    if state is None or state.route_id != route.pk or route.status != RouteStatus.DEPARTED:
        return None
    return state if state.fixed_at is not None else None


class _Reader:
    """Tasks, windows and breaks of many routes, handed out per stop."""

    def __init__(
        self,
        tasks: Sequence[StopTask],
        windows: Mapping[int, Promised],
        breaks: Mapping[int, Sequence[ShiftBreak]],
    ) -> None:
        self.windows, self.breaks = windows, breaks
        self.tasks: dict[int, list[StopTask]] = defaultdict(list)
        for task in tasks:
            self.tasks[task.stop_id].append(task)

    def visit(self, stop: Stop, shift_id: int) -> Visit:
        tasks = tuple(self.tasks.get(stop.pk, ()))
        promised = at_stop(tasks=tasks, windows=self.windows)
        if any(task.kind == TaskKind.BREAK for task in tasks):
            promised = self._rest(stop, shift_id)
        return Visit(stop=stop, tasks=tasks, promised=promised)

    def _rest(self, stop: Stop, shift_id: int) -> Promised:
        """A break begins within the shift's window that it was planned into."""
        at = stop.planned_start_at
        inside = (one for one in self.breaks.get(shift_id, ()) if one.opens <= at <= one.closes)
        rest = next(inside, None)
        return Promised(((rest.opens, rest.closes),)) if rest else Promised()


def _moment(at: datetime | None) -> datetime:
    if at is None:
        raise AssertionError("only what has a time is asked for it")
    return at
