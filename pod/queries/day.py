"""A driver's day as one document: all that the phone must know to work without a network."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import get_language

from core.rest.errors import FactsEncoder
from lastmile.models import (
    DeliveryAttempt,
    Driver,
    Load,
    LoadUnit,
    Route,
    RouteRevision,
    Stop,
    StopTask,
    Trip,
)
from lastmile.queries.on_board import contents_by_delivery, left_on
from lastmile.queries.revision_diffs import changes_to_read
from lastmile.states import RouteStatus, TaskStatus
from pod.queries import day_words, pins
from pod.queries.day_stops import Baggage, break_shown, stop_shown
from pod.queries.requirements import goods_of, rules

VERSION = 1
SHOWN_BEFORE, SHOWN_AHEAD, SHOWN_AFTER = timedelta(days=1), timedelta(days=1), timedelta(hours=12)


def day_of(driver: Driver, *, at: datetime) -> dict[str, Any]:
    """The document: routes with stops, parcels, lines, proof that is due, and the words to say it in.

    The number of statements does not grow with the stops. Nothing in it changes while nothing happens, so
    its hash is its version.
    """
    routes = _routes(driver, at)
    stops = [stop for route in routes for trip in route.trips.all() for stop in trip.stops.all()]
    baggage = _baggage([task for stop in stops for task in stop.tasks.all()])
    shown = [_route(route, baggage) for route in routes]
    return {
        "version": VERSION,
        "language": get_language(),
        "driver": {"id": str(driver.public_id), "name": driver.name},
        "routes": shown,
        "recipes": baggage.recipes,
        "words": day_words.words(),
    }


def as_bytes(document: dict[str, Any]) -> tuple[bytes, str]:
    """The document as it is sent, and its version."""
    body = json.dumps(document, cls=FactsEncoder, ensure_ascii=False, separators=(",", ":")).encode()
    return body, hashlib.sha256(body).hexdigest()[:32]


def _routes(driver: Driver, at: datetime) -> Sequence[Route]:
    """What is on the road, whatever its day; what was told or released for about now; what just ended."""
    today = at.astimezone(driver.site.zone).date()
    near = Q(works_on__range=(today - SHOWN_BEFORE, today + SHOWN_AHEAD))
    told = Q(status=RouteStatus.RELEASED) | Q(status=RouteStatus.PLANNED, sent_revision__gt=0)
    just_ended = Q(status=RouteStatus.RETURNED, returned_at__gte=at - SHOWN_AFTER)
    visits = DeliveryAttempt.objects.standing().prefetch_related("lines__line").order_by("number")
    standing: Any = Prefetch("delivery__attempts", queryset=visits, to_attr="standing_attempts")
    tasks = (
        StopTask.objects.exclude(status=TaskStatus.CANCELLED)
        .select_related("delivery__order", "delivery__shipment", "delivery__address", "attempt")
        .prefetch_related("delivery__windows")
        .prefetch_related(standing)
        .order_by("sequence")
    )
    stops = Stop.objects.standing().select_related("address", "estimate").order_by("sequence")
    stops = stops.prefetch_related(Prefetch("tasks", queryset=tasks))
    units = LoadUnit.objects.in_loading_order().select_related(
        "task__stop", "handling_unit", "compartment", "task__delivery"
    )
    trips = Trip.objects.order_by("number").select_related("load", "to_site")
    trips = trips.prefetch_related(Prefetch("stops", queryset=stops))
    trips = trips.prefetch_related(Prefetch("load__load_units", queryset=units))
    return list(
        Route.objects.filter(driver=driver)
        .filter(Q(status=RouteStatus.DEPARTED) | (near & told) | just_ended)
        .select_related("vehicle__type", "site")
        .prefetch_related(
            Prefetch("trips", queryset=trips),
            Prefetch("revisions", queryset=RouteRevision.objects.order_by("number")),
        )
        .order_by("starts_at", "code")
    )


def _baggage(tasks: Sequence[StopTask]) -> Baggage:
    deliveries = [task.delivery for task in tasks if task.delivery]
    orders = {one.order_id for one in deliveries}
    return Baggage.pack(
        contents=contents_by_delivery(deliveries),
        goods=goods_of(deliveries),
        rules=rules(),
        orders=orders,
        pin_numbers=pins.numbers_in_force([one.pk for one in deliveries]),
    )


def _route(route: Route, baggage: Baggage) -> dict[str, Any]:
    trips = list(route.trips.all())
    last = trips[-1] if trips else None
    changes = changes_to_read(route, list(route.revisions.all()))
    return {
        "id": str(route.public_id),
        "code": route.code,
        "status": route.status,
        "works_on": route.works_on,
        "starts_at": route.starts_at,
        "ends_at": route.ends_at,
        "departed_at": route.departed_at,
        "returned_at": route.returned_at,
        "is_estimated": route.is_estimated,
        "metres": route.travel_metres,
        "vehicle": {
            "code": route.vehicle.code,
            "plate": route.vehicle.plate,
            "type": route.vehicle.type.name,
        },
        "site": {
            "code": route.site.code,
            "name": route.site.name,
            "address": route.site.address,
            "time_zone": route.site.time_zone,
            "longitude": route.site.longitude,
            "latitude": route.site.latitude,
        },
        "ends_at_site": bool(last and last.to_site_id),
        "return_path": last.return_path if last else "",
        "revision": {
            "sent": route.sent_revision,
            "acknowledged": route.acknowledged_revision,
            "changes": [
                {"kind": one.kind, "stop": one.stop, "sequence": one.sequence, "was": one.was,
                 "arrives_at": one.arrives_at, "recipients": baggage.names_of(one.deliveries)}
                for one in changes
            ],
        },
        "load": [_unit(unit) for load in _loads(trips) for unit in load.load_units.all()],
        "stops": [_stop(stop, trip, baggage) for trip in trips for stop in trip.stops.all()],
        "left": _left(route),
    }  # fmt: skip


def _loads(trips: Sequence[Trip]) -> list[Load]:
    return [trip.load for trip in trips if hasattr(trip, "load")]


def _stop(stop: Stop, trip: Trip, baggage: Baggage) -> dict[str, Any]:
    if any(task.delivery for task in stop.tasks.all()):
        return stop_shown(stop, trip.number, baggage)
    return break_shown(stop, trip.number)


def _unit(unit: LoadUnit) -> dict[str, Any]:
    delivery = unit.task.delivery
    return {
        "id": unit.pk,
        "sscc": unit.handling_unit.sscc if unit.handling_unit else "",
        "number": unit.number,
        "stop": str(unit.task.stop.public_id),
        "sequence": unit.task.stop.sequence,
        "recipient": delivery.recipient_name if delivery else "",
        "rank": unit.load_rank,
        "place": unit.position,
        "compartment": unit.compartment.name if unit.compartment else "",
        "weight_g": unit.weight_g,
        "loaded": unit.loaded_at is not None,
        "short": bool(unit.short_reason),
    }


def _left(route: Route) -> list[dict[str, Any]]:
    """What is still in the van, once the driver asks what to bring back."""
    if route.status not in (RouteStatus.DEPARTED, RouteStatus.RETURNED):
        return []
    return [
        {
            "recipient": one.recipient,
            "order": one.order_number,
            "sscc": one.sscc,
            "sku": one.sku,
            "name": one.name,
            "quantity": one.quantity,
            "status": one.status.name,
        }
        for one in left_on(route.vehicle)
    ]
