"""What the board reads about the stops of a day: queries that do not grow with its routes."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Count

from lastmile.models import DeliveryWindow, LoadUnit, Route, StopTask
from lastmile.queries.board_stops import StopFacts
from lastmile.states import StopStatus, TaskStatus


def facts_of_stops(routes: Sequence[Route]) -> dict[int, StopFacts]:
    """Tasks, orders, windows and loaded pieces per stop id; three queries."""
    found: dict[int, StopFacts] = defaultdict(StopFacts)
    places = _tasks(routes, found)
    windows = DeliveryWindow.objects.filter(delivery__in=list(places)).order_by("delivery", "opens")
    for delivery, opens, closes in windows.values_list("delivery", "opens", "closes"):
        found[places[delivery]].windows.setdefault(delivery, []).append((opens, closes))
    units = (
        LoadUnit.objects.filter(task__stop__trip__route__in=[route.pk for route in routes], short_reason="")
        .order_by()
        .values_list("task__stop")
        .annotate(pieces=Count("pk"), loaded=Count("loaded_at"))
    )
    for stop, pieces, loaded in units:
        found[stop].pieces, found[stop].loaded = pieces, loaded
    return found


def _tasks(routes: Sequence[Route], found: dict[int, StopFacts]) -> dict[int, int]:
    """Fill in tasks and orders; returns where each delivery is to be handed over."""
    rows = (
        StopTask.objects.filter(stop__trip__route__in=[route.pk for route in routes])
        .exclude(status=TaskStatus.CANCELLED)
        .exclude(stop__status=StopStatus.CANCELLED)
        .order_by("stop", "sequence")
        .values_list(
            "stop", "kind", "status", "delivery", "delivery__public_id", "delivery__recipient_name",
            "delivery__order__number",
        )
    )  # fmt: skip
    places: dict[int, int] = {}
    for stop, kind, status, delivery, public_id, name, number in rows:
        found[stop].tasks.append((kind, status))
        if delivery is not None:
            places[delivery] = stop
            found[stop].orders.append({"id": str(public_id), "who": name, "number": number})
    return places
