"""A van on the road with deliveries whose recipients have e-mail."""

from datetime import timedelta

from django.db import transaction

from core import public_events
from core.public_events import Happening
from lastmile.models import Delivery, DeliveryAttempt, Route, Stop, StopEstimate, VehicleState
from lastmile.states import DeliveryStatus, RouteStatus
from tests.lastmile import worlds

EIGHT, MINUTE = worlds.EIGHT, timedelta(minutes=1)
"""Ten o'clock at the site, which is in Helsinki."""


def planned(how_many: int = 3, **facts) -> tuple[Route, list[Delivery]]:
    """A published route of Rosa and others, ten minutes apart."""
    at = worlds.site()
    names = ["Rosa Luna", "Sam Lee", "Tia Moe", "Uli Noe"]
    given = [
        worlds.delivery(at, recipient_name=names[i], recipient_email=f"r{i}@example.org", status="PLANNED")
        for i in range(how_many)
    ]
    shift = worlds.shift(at, driver=worlds.driver(at, "Ivo Vermeer"))
    route = worlds.route(shift, *given, planned_revision=1, sent_revision=1, **facts)
    return route, given


def departed(how_many: int = 3) -> tuple[Route, list[Delivery]]:
    """The same, on the road since eight."""
    route, given = planned(how_many, status=RouteStatus.DEPARTED, departed_at=EIGHT, released_at=EIGHT)
    Delivery.objects.filter(pk__in=[one.pk for one in given]).update(status=DeliveryStatus.OUT)
    for one in given:
        one.refresh_from_db()
    return route, given


def expect(delivery: Delivery, at) -> None:
    """The live estimate of its arrival."""
    stop = Stop.objects.get(tasks__delivery=delivery)
    StopEstimate.objects.update_or_create(
        stop=stop,
        defaults={
            "arrives_at": at, "starts_at": at, "departs_at": at + 3 * MINUTE, "computed_at": EIGHT,
            "source": "ROADS", "basis": "PLAN",
        },
    )  # fmt: skip


def seen(route: Route, at, longitude=24.951234, latitude=60.171234) -> None:
    """The van's latest fix."""
    VehicleState.objects.create(
        vehicle=route.vehicle,
        route=route,
        fixed_at=at,
        received_at=at,
        longitude=longitude,
        latitude=latitude,
    )


def attempted(delivery: Delivery, outcome: str, at, **facts) -> DeliveryAttempt:
    """A visit to the door."""
    made = DeliveryAttempt.objects.create(
        delivery=delivery, number=1, outcome=outcome, arrived_at=at, occurred_at=at, **facts
    )
    values = {"status": outcome} | ({"delivered_at": at} if outcome == "DELIVERED" else {})
    Delivery.objects.filter(pk=delivery.pk).update(**values)
    delivery.refresh_from_db()
    return made


def happened(delivery: Delivery, subject: str, kind: str, at) -> None:
    """A line in the log of the delivery or its shipment."""
    one = {"delivery": delivery, "shipment": delivery.shipment}[subject]
    line = Happening(type=kind, subject_type=subject, subject_id=one.public_id)
    with transaction.atomic():
        public_events.record([line], at=at, by=None)
