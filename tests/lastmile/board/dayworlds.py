"""A day on the board: routes in every state, made straight from rows."""

from datetime import timedelta

from lastmile.models import DeliveryWindow, Route, Stop, StopTask
from lastmile.states import RouteStatus, StopStatus, TaskStatus
from tests.lastmile import worlds
from tests.lastmile.worlds import EIGHT

TEN = timedelta(minutes=10)


def route(at, stops: int = 3, *, driver: str = "", **facts) -> Route:
    """A planned route of that many stops, ten minutes apart, each at another door."""
    named = worlds.driver(at, driver or "Dee Doe")
    deliveries = [worlds.delivery(at, _door(number)) for number in range(stops)]
    made = worlds.route(worlds.shift(at, driver=named), *deliveries, **facts)
    for one in Stop.objects.filter(trip__route=made).prefetch_related("tasks__delivery__address"):
        place = one.tasks.get().delivery.address
        one.address, one.longitude, one.latitude = place, place.access_longitude, place.access_latitude
        one.save()
    made.code = f"DAY-{made.pk:06d}"  # in the order in which they were made
    made.save(update_fields=["code"])
    return made


def _door(number: int):
    east, north = 0.004 * (number % 7 - 3), 0.003 * (number // 7 + 1)
    return worlds.address(
        longitude=24.94 + east, latitude=60.17 + north,
        access_longitude=24.94 + east, access_latitude=60.17 + north,
    )  # fmt: skip


def stop(of: Route, number: int) -> Stop:
    """Stop number so and so of a route."""
    return Stop.objects.get(trip__route=of, sequence=number)


def promise(of: Route, number: int, *, closes_in: timedelta) -> None:
    """The recipient of that stop was told a window that closes so long after the stop's planned start."""
    at = stop(of, number)
    delivery = at.tasks.get().delivery
    closes = at.planned_start_at + closes_in
    DeliveryWindow.objects.create(delivery=delivery, opens=closes - timedelta(hours=2), closes=closes)


def depart(of: Route) -> None:
    """The van has left."""
    Route.objects.filter(pk=of.pk).update(status=RouteStatus.DEPARTED, released_at=EIGHT, departed_at=EIGHT)


def end(of: Route, number: int, task: str = TaskStatus.DONE) -> None:
    """The stop is over, its task done or failed."""
    at = stop(of, number)
    StopTask.objects.filter(stop=at).update(status=task, ended_at=EIGHT + TEN)
    Stop.objects.filter(pk=at.pk).update(
        status=StopStatus.DONE, arrived_at=EIGHT + TEN, departed_at=EIGHT + TEN
    )
