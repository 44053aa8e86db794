"""Vans on the road: routes that left at eight, with stops ten minutes apart and windows to keep."""

from datetime import timedelta
from itertools import count

from lastmile.models import DeliveryWindow, Load, LoadUnit, Route, Stop
from lastmile.states import RouteStatus, StopStatus
from tests.lastmile import worlds
from tests.lastmile.worlds import EIGHT

_numbers = count(1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def gone(at, *, stops: int = 3, driver=None, window_minutes: int | None = 60, departed: bool = True) -> Route:
    """A route of one van, on the road since eight; each window ends so long after the planned start."""
    shift = worlds.shift(at, driver=driver or worlds.driver(at), opens=EIGHT - 30 * MINUTE)
    deliveries = [worlds.delivery(at, status="OUT" if departed else "PLANNED") for _ in range(stops)]
    route = worlds.route(shift, *deliveries)
    trip = route.trips.get()
    trip.return_seconds = 600
    trip.save()
    load = Load.objects.create(trip=trip)
    for stop, delivery in zip(trip.stops.order_by("sequence"), deliveries, strict=True):
        place(stop, stop.sequence)
        task = stop.tasks.get()
        task.service_seconds = 180
        task.planned_end_at = stop.planned_departure_at
        task.save()
        LoadUnit.objects.create(
            load=load, task=task, shipment=delivery.shipment, number=1, load_rank=stops + 1 - stop.sequence
        )
        if window_minutes is not None:
            DeliveryWindow.objects.create(
                delivery=delivery, opens=EIGHT, closes=stop.planned_start_at + window_minutes * MINUTE
            )
    if departed:
        worlds.put_on_board(route)
        Route.objects.filter(pk=route.pk).update(
            status=RouteStatus.DEPARTED, released_at=EIGHT, departed_at=EIGHT
        )
        route.refresh_from_db()
    return route


def place(stop: Stop, number: int) -> None:
    """Stops lie a kilometre apart to the north, seven minutes' drive and three at the door."""
    stop.longitude, stop.latitude = 24.94, 60.17 + 0.009 * number
    stop.travel_seconds, stop.travel_metres = 420, 1000
    stop.planned_departure_at = stop.planned_start_at + 3 * MINUTE
    stop.save()


def stops_of(route: Route) -> list[Stop]:
    """In order."""
    return list(Stop.objects.filter(trip__route=route).order_by("trip__number", "sequence"))


def finish(stop: Stop, *, arrived, left) -> None:
    """The driver was there and left."""
    stop.tasks.update(status="DONE", ended_at=left)
    Stop.objects.filter(pk=stop.pk).update(status=StopStatus.DONE, arrived_at=arrived, departed_at=left)
