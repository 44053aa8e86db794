"""Taking deliveries out of the routes they are planned on, before those are released."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.public_events import Happening, record
from core.transactions import service
from lastmile.errors import OrderUnderwayError
from lastmile.load_states import ShortReason
from lastmile.models import Delivery, LoadUnit, Route, Stop, StopTask
from lastmile.services.revisions import write_revision
from lastmile.states import DeliveryStatus, RevisionKind, RouteStatus, StopStatus, TaskStatus


def locked_with_routes(*, delivery_ids: Collection[int]) -> tuple[list[Delivery], list[Route]]:
    """Lock the routes that deliver these, then the deliveries: from the top of the stack down.

    Inside the caller's transaction. A delivery that was planned between the two looks has its route locked
    late; should that meet another transaction head-on, the service's retry resolves it.
    """
    routes = _routes_of(delivery_ids)
    deliveries = list(
        Delivery.objects.filter(pk__in=delivery_ids).select_related("order__site", "address").locked()
    )
    if {route.pk for route in routes} != (now := set(_route_ids(delivery_ids))):
        routes = list(Route.objects.filter(pk__in=now).select_related("site").locked())
    return deliveries, routes


@service
def take_off_routes(*, delivery_ids: Collection[int], by: User | None, at: datetime, note: str = "") -> int:
    """Take planned deliveries out of their routes: they are to be planned again. Returns how many it were.

    The stops behind keep their times and move up one place; the route gets a revision that says so.
    Raises OrderUnderwayError where a route is released already.
    """
    deliveries, routes = locked_with_routes(delivery_ids=delivery_ids)
    planned = [one for one in deliveries if one.status == DeliveryStatus.PLANNED]
    for route in routes:
        if route.status != RouteStatus.PLANNED:
            told = _("Route %(code)s is %(status)s; its stops can no longer be taken out here.")
            facts = {"code": route.code, "status": route.get_status_display().lower()}
            raise OrderUnderwayError(told % facts, route=route.code)
    take_out(deliveries=planned, routes=routes, by=by, at=at, note=note)
    return len(planned)


def take_out(
    *, deliveries: Sequence[Delivery], routes: Sequence[Route], by: User | None, at: datetime, note: str
) -> None:
    """The same for deliveries and routes that the caller holds and judged."""
    _end_tasks([one.pk for one in deliveries], at)
    for one in deliveries:
        one.become(DeliveryStatus.PENDING)
        one.save(update_fields=["status", "updated_at"])
    for route in routes:
        _close_ranks(route)
        write_revision(route=route, kind=RevisionKind.REMOVE, by=by, note=note)
    record([*map(_unplanned, deliveries), *map(_revised, routes)], at=at, by=by)


def _unplanned(delivery: Delivery) -> Happening:
    return Happening(
        type="delivery.unplanned",
        subject_type="delivery",
        subject_id=delivery.public_id,
        scope=delivery.order.site.code,
        changed=["status"],
    )


def _revised(route: Route) -> Happening:
    return Happening(
        type="route.revised",
        subject_type="route",
        subject_id=route.public_id,
        scope=route.site.code,
        facts={"code": route.code, "revision": route.planned_revision, "kind": RevisionKind.REMOVE.value},
        changed=["stops"],
    )


def _route_ids(delivery_ids: Collection[int]) -> list[int]:
    tasks = StopTask.objects.filter(delivery__in=delivery_ids, status=TaskStatus.OPEN)
    return list(tasks.order_by().values_list("stop__trip__route_id", flat=True).distinct())


def _routes_of(delivery_ids: Collection[int]) -> list[Route]:
    return list(Route.objects.filter(pk__in=_route_ids(delivery_ids)).select_related("site").locked())


def _end_tasks(delivery_ids: Sequence[int], at: datetime) -> None:
    """Cancel the open tasks, their pieces in the load, and the stops that have nothing left to do."""
    tasks = StopTask.objects.filter(delivery__in=delivery_ids, status=TaskStatus.OPEN)
    touched = list(tasks.values_list("pk", "stop_id"))
    task_ids, stop_ids = [task for task, _stop in touched], {stop for _task, stop in touched}
    StopTask.objects.filter(pk__in=task_ids).update(status=TaskStatus.CANCELLED, ended_at=at)
    left = LoadUnit.objects.filter(task__in=task_ids, loaded_at__isnull=True, short_reason="")
    left.update(short_reason=ShortReason.TAKEN_OUT)
    busy = StopTask.objects.filter(stop__in=stop_ids, status=TaskStatus.OPEN).values("stop_id")
    Stop.objects.filter(pk__in=stop_ids).exclude(pk__in=busy).update(
        status=StopStatus.CANCELLED, sequence=None
    )


def _close_ranks(route: Route) -> None:
    """Number the standing stops of each trip 1, 2, 3 again."""
    moved = []
    counts: dict[int, int] = {}
    for stop in Stop.objects.standing().filter(trip__route=route).order_by("trip", "sequence"):
        counts[stop.trip_id] = counts.get(stop.trip_id, 0) + 1
        if stop.sequence != counts[stop.trip_id]:
            stop.sequence = counts[stop.trip_id]
            moved.append(stop)
    Stop.objects.bulk_update(moved, ["sequence"])
