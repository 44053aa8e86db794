"""Who of a route will miss the promised window, as things stand now."""

from django.db.models import F, QuerySet

from lastmile.models import Delivery, Route, Stop, StopTask
from lastmile.states import StopStatus, TaskKind


def late_now(*, route: Route) -> int:
    """How many stops still to come are expected after their window."""
    return _late_stops(route).count()


def recipients_to_tell(*, route: Route) -> list[Delivery]:
    """The deliveries there whose recipients can be reached."""
    tasks = StopTask.objects.open().filter(stop__in=_late_stops(route), kind=TaskKind.DELIVER)
    found = Delivery.objects.filter(pk__in=tasks.values("delivery")).exclude(recipient_email="")
    return list(found.order_by("pk"))


def _late_stops(route: Route) -> QuerySet[Stop]:
    coming = Stop.objects.filter(trip__route=route, status=StopStatus.PLANNED)
    return coming.filter(estimate__starts_at__gt=F("estimate__due_at"))
