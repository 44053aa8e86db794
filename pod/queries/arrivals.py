"""When deliveries arrive, as well as anyone knows: the live estimate, else the plan."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from lastmile.models import StopEstimate, StopTask
from lastmile.states import RouteStatus, StopStatus, TaskStatus

EARLIER = timedelta(minutes=5)
LATER = timedelta(minutes=10)
LATER_PER_HOUR = timedelta(minutes=10)
"""An estimate gets surer as the van gets nearer: how much of each hour still to go is added to its end."""
LONGEST = timedelta(minutes=60)
BEFORE_LEAVING = timedelta(minutes=60)
"""Before the van has left, the plan is told as a window of two hours."""
GRAIN = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """Where a delivery stands on its van's way. `window` is what may be told: from, until."""

    delivery_id: int
    route_id: int
    vehicle_id: int
    driver_name: str
    stop_id: int
    is_on_the_road: bool
    is_at_the_door: bool
    stops_before: int
    expected_at: datetime
    window: tuple[datetime, datetime]
    computed_at: datetime | None


def arrivals_of(*, delivery_ids: Collection[int], at: datetime) -> dict[int, Arrival]:
    """Per delivery that stands on a route: two statements however many there are."""
    tasks = list(
        StopTask.objects.filter(delivery__in=delivery_ids, status=TaskStatus.OPEN)
        .exclude(stop__trip__route__status=RouteStatus.CANCELLED)
        .select_related("stop__trip__route__driver")
        .annotate(
            ahead=Count(
                "stop__trip__stops",
                filter=Q(
                    stop__trip__stops__sequence__lt=F("stop__sequence"),
                    stop__trip__stops__status__in=(StopStatus.PLANNED, StopStatus.ARRIVED),
                ),
            )
        )
    )
    before = [getattr(task, "ahead", 0) for task in tasks]
    stops = [task.stop_id for task in tasks]
    estimates = {row.stop_id: row for row in StopEstimate.objects.filter(stop__in=stops)}
    return {
        task.delivery_id: _arrival(task, ahead, estimates.get(task.stop_id), at)
        for task, ahead in zip(tasks, before, strict=True)
        if task.delivery_id
    }


def _arrival(task: StopTask, ahead: int, estimate: StopEstimate | None, at: datetime) -> Arrival:
    route = task.stop.trip.route
    on_the_road = route.status == RouteStatus.DEPARTED
    live = estimate if on_the_road else None
    expected = live.arrives_at if live else task.stop.planned_arrival_at
    return Arrival(
        delivery_id=task.delivery_id or 0,
        route_id=route.pk,
        vehicle_id=route.vehicle_id,
        driver_name=route.driver.name if route.driver else "",
        stop_id=task.stop_id,
        is_on_the_road=on_the_road,
        is_at_the_door=task.stop.status == StopStatus.ARRIVED,
        stops_before=ahead,
        expected_at=expected,
        window=window_around(expected, at=at) if live else window_before_leaving(expected),
        computed_at=live.computed_at if live else None,
    )


def window_around(expected: datetime, *, at: datetime) -> tuple[datetime, datetime]:
    """From when until when a van that is on the road arrives: narrower as it comes nearer, in steps of 5 min.

    It never begins in the past.
    """
    to_go = max(expected - at, timedelta())
    after = min(LATER + LATER_PER_HOUR * (to_go / timedelta(hours=1)), LONGEST)
    begins = max(_down(expected - EARLIER), _down(at))
    return begins, max(_up(expected + after), begins + GRAIN)


def window_before_leaving(expected: datetime) -> tuple[datetime, datetime]:
    """What may be told of a plan whose van has not left."""
    return _down(expected - BEFORE_LEAVING), _up(expected + BEFORE_LEAVING)


def _down(moment: datetime) -> datetime:
    past = timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
    return moment - past


def _up(moment: datetime) -> datetime:
    down = _down(moment)
    return down if down == moment else down + GRAIN
