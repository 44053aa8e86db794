"""Whose open page shows something else when something happens on a route."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from lastmile.models import Delivery, StopTask
from pod.models import TrackingLink


def followed_on(*, route_ids: Collection[int]) -> list[UUID]:
    """The deliveries of these routes that somebody has a link to."""
    there = StopTask.objects.filter(stop__trip__route__in=route_ids).values("delivery")
    return _with_link(Q(pk__in=there))


def followed_beside(*, delivery_ids: Collection[int] = (), stop_ids: Collection[int] = ()) -> list[UUID]:
    """These deliveries and all others on their routes: what is done at one door moves up the next."""
    here = StopTask.objects.filter(Q(delivery__in=delivery_ids) | Q(stop__in=stop_ids))
    routes = here.values("stop__trip__route")
    return _with_link(Q(tasks__stop__trip__route__in=routes) | Q(pk__in=delivery_ids))


def _with_link(those: Q) -> list[UUID]:
    linked = TrackingLink.objects.filter(revoked_at__isnull=True).values("delivery")
    found = Delivery.objects.filter(those, pk__in=linked).order_by("pk").distinct()
    return list(found.values_list("public_id", flat=True))
