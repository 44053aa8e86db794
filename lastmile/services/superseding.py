"""Routes that a newer plan replaces: cancelled with everything that hangs on them, never deleted."""

from collections.abc import Collection
from datetime import datetime

from accounts.models import User
from core.public_events import Happening, record
from core.transactions import service
from lastmile.models import Load, Route, Stop, StopTask
from lastmile.states import LoadStatus, RouteStatus, StopStatus, TaskStatus


def lock_planned_routes(*, shift_ids: Collection[int]) -> None:
    """Hold the routes of these shifts that were not released; called inside the commit's transaction."""
    planned = Route.objects.filter(shift__in=shift_ids, status=RouteStatus.PLANNED)
    list(planned.locked().values_list("pk"))


@service
def cancel_routes(*, route_ids: Collection[int], at: datetime, by: User | None) -> int:
    """Cancel routes that were not released, set-based. Returns how many. Others are left alone."""
    routes = list(Route.objects.filter(pk__in=route_ids, status=RouteStatus.PLANNED).locked())
    ids = [route.pk for route in routes]
    if not ids:
        return 0
    StopTask.objects.filter(stop__trip__route__in=ids, status=TaskStatus.OPEN).update(
        status=TaskStatus.CANCELLED, ended_at=at, updated_at=at
    )
    Stop.objects.filter(trip__route__in=ids).update(status=StopStatus.CANCELLED, sequence=None, updated_at=at)
    Load.objects.filter(trip__route__in=ids).update(status=LoadStatus.CANCELLED, updated_at=at)
    Route.objects.filter(pk__in=ids).update(status=RouteStatus.CANCELLED, cancelled_at=at, updated_at=at)
    record(
        [
            Happening(
                type="route.cancelled",
                subject_type="route",
                subject_id=route.public_id,
                facts={"code": route.code},
                changed=["status"],
            )
            for route in routes
        ],
        at=at,
        by=by,
    )
    return len(ids)
