"""Rolling a course forward: from what is known of the vehicle now to the times at each stop to come.

First it is laid out which driving times still hold and which must be asked anew; then, with the answers, the
times follow. The plan's driving times hold from a stop to the one planned after it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lastmile.models import StopEstimate, VehicleState
from lastmile.queries.courses import Course, Point, Visit
from lastmile.states import EstimateBasis, EstimateSource, StopStatus
from routing.engine import eta
from routing.engine.eta import Call, Times
from routing.services.travel import Leg

type Pair = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class _Start:
    """From where and when the stops to come are reached, and what that is known by.

    `behind` is the visit whose planned way onwards still holds; without one the way is asked from `point`.
    """

    leaves_at: datetime
    basis: EstimateBasis
    point: Point | None
    behind: Visit | None = None
    is_planned_way: bool = True


@dataclass(frozen=True, slots=True)
class _Ride:
    """The way to one visit: the plan's seconds, or the pair of points to ask for."""

    visit: Visit
    stored_seconds: int
    ask: Pair | None
    leaves_from: datetime | None


@dataclass(frozen=True, slots=True)
class Layout:
    """One course laid out: where the vehicle stands, if it does, and the rides to the other visits."""

    course: Course
    here: tuple[Visit, datetime] | None
    start: _Start
    rides: tuple[_Ride, ...]

    @property
    def pairs(self) -> list[Pair]:
        """The ways that must be asked for."""
        return [ride.ask for ride in self.rides if ride.ask is not None]


def lay_out(course: Course, *, at: datetime) -> Layout:
    """What is known of the vehicle, and the way to each stop still to come."""
    here = _standing_at(course)
    coming = [one for one in course.coming if here is None or one is not here[0]]
    start = _start(course, here, at)
    return Layout(course, here, start, tuple(_rides(coming, start)))


def estimates_of(layout: Layout, *, legs: Mapping[Pair, Leg], at: datetime) -> list[StopEstimate]:
    """The estimates of the stops to come, unsaved, in the order in which they will be reached."""
    route, found = layout.course.route, []
    leaves_at, now = layout.start.leaves_at, _seconds(at)
    is_estimated = route.is_estimated
    if layout.here is not None:
        visit, since = layout.here
        times = eta.standing(
            arrival=_seconds(since), service_seconds=visit.service_seconds, windows=_windows(visit), now=now
        )
        found.append(_estimate(visit, times, layout, _source(is_estimated=is_estimated, asked=False), at))
        leaves_at = _moment(times.departure)
    calls = [_call(ride, legs, route.vehicle.type.speed_permille) for ride in layout.rides]
    asked = False
    rolled = eta.expected(calls, leaves_at=_seconds(leaves_at), now=now)
    for ride, times in zip(layout.rides, rolled, strict=True):
        if ride.ask is not None:
            asked, is_estimated = True, is_estimated or legs[ride.ask].source == "estimated"
        found.append(
            _estimate(ride.visit, times, layout, _source(is_estimated=is_estimated, asked=asked), at)
        )
    return found


def _standing_at(course: Course) -> tuple[Visit, datetime] | None:
    """The stop where the vehicle stands: by the driver's word, else within its circle for long enough."""
    for visit in course.coming:
        if visit.stop.status == StopStatus.ARRIVED and visit.stop.arrived_at is not None:
            return visit, visit.stop.arrived_at
    state = course.state
    if state is None or state.near_since is None or not state.suggests_arrival(course.rules):
        return None
    near = (one for one in course.coming if one.stop.pk == state.near_stop_id)
    return next(((one, state.near_since) for one in near), None)


def _start(course: Course, here: tuple[Visit, datetime] | None, at: datetime) -> _Start:
    if here is not None:
        return _Start(at, EstimateBasis.AT_STOP, here[0].point, behind=here[0])
    route, left = course.route, course.left
    first = course.coming[0] if course.coming else None
    depot = _depot(first) if first else None
    if route.departed_at is None:
        return _Start(max(at, route.starts_at), EstimateBasis.PLAN, depot)
    gone_at = (
        max(left.stop.departed_at or route.departed_at, route.departed_at) if left else route.departed_at
    )
    state = course.state
    if state is not None and state.fixed_at is not None and state.fixed_at >= gone_at:
        return _Start(state.fixed_at, EstimateBasis.POSITION, _point(state), is_planned_way=False)
    if left is not None:
        return _Start(gone_at, EstimateBasis.LAST_STOP, left.point or depot, behind=left)
    return _Start(gone_at, EstimateBasis.DEPARTURE, depot)


def _rides(coming: Sequence[Visit], start: _Start) -> Iterator[_Ride]:
    behind, point, holds = start.behind, start.point, start.is_planned_way
    trip = behind.stop.trip_id if behind else (coming[0].stop.trip_id if coming else None)
    for visit in coming:
        leaves_from: datetime | None = None
        if visit.stop.trip_id != trip:
            trip, behind, holds = visit.stop.trip_id, None, True
            point, leaves_from = _depot(visit), visit.stop.trip.departs_at
        before = (behind.stop.sequence or 0) if behind else 0
        holds = holds and visit.stop.sequence == before + 1
        ask = None if holds or point is None or visit.point is None else (point, visit.point)
        stored = visit.stop.travel_seconds if holds or visit.point is not None else 0
        yield _Ride(visit, stored, ask, leaves_from)
        if visit.point is not None:
            point, holds = visit.point, True
        behind = visit


def _call(ride: _Ride, legs: Mapping[Pair, Leg], speed_permille: int) -> Call:
    seconds = ride.stored_seconds
    if ride.ask is not None:
        seconds = -(-legs[ride.ask].seconds * 1000 // speed_permille)
    return Call(
        travel_seconds=seconds,
        service_seconds=ride.visit.service_seconds,
        windows=_windows(ride.visit),
        leaves_from=_seconds(ride.leaves_from) if ride.leaves_from else 0,
    )


def _estimate(
    visit: Visit, times: Times, layout: Layout, source: EstimateSource, at: datetime
) -> StopEstimate:
    start = _moment(times.start)
    return StopEstimate(
        stop_id=visit.stop.pk,  # by key: the object keeps the estimate that it was read with
        arrives_at=_moment(times.arrival),
        starts_at=start,
        departs_at=_moment(times.departure),
        due_at=None if visit.point is None else visit.promised.due(start),
        computed_at=at,
        source=source,
        basis=layout.start.basis,
    )


def _source(*, is_estimated: bool, asked: bool) -> EstimateSource:
    if is_estimated:
        return EstimateSource.ESTIMATED
    return EstimateSource.ROADS if asked else EstimateSource.PLAN


def _depot(visit: Visit) -> Point | None:
    site = visit.stop.trip.from_site
    return None if site.longitude is None or site.latitude is None else (site.longitude, site.latitude)


def _point(state: VehicleState) -> Point | None:
    if state.longitude is None or state.latitude is None:
        return None
    return state.longitude, state.latitude


def _windows(visit: Visit) -> tuple[tuple[int, int], ...]:
    return tuple((_seconds(opens), _seconds(closes)) for opens, closes in visit.promised.windows)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds)
