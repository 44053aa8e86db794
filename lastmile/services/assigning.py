"""Who drives a route. The database lets nobody drive two routes at once."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.transactions import service, sqlstate
from lastmile.errors import DriverRefusedError
from lastmile.models import Driver, Route, RouteEdit, StopTask
from lastmile.services._edits import keep_edit
from lastmile.services._revision_guard import locked_unchanged
from lastmile.states import ACTIVE_ROUTES, EditKind, RevisionKind, RouteStatus, TaskStatus

EXCLUDED = "23P01"


@service
def assign_driver(
    *, route_id: UUID, driver: Driver | None, expected: Mapping[str, int], by: User | None, at: datetime
) -> RouteEdit:
    """Give the route another driver, or none.

    Raises RouteChangedError for another revision than the one looked at, DriverRefusedError for somebody who
    lacks a skill that an order asks for, is not at the site, or drives elsewhere at that time; also once the
    van has left.
    """
    routes = locked_unchanged(keys=[route_id], expected=expected)
    route = routes[route_id]
    if route.status not in {RouteStatus.PLANNED, RouteStatus.RELEASED}:
        told = _("%(code)s is %(status)s: its driver stays.")
        raise DriverRefusedError(told % {"code": route.code, "status": route.get_status_display().lower()})
    was, facts = route.driver, {"code": route.code, "name": driver.name if driver else _("nobody")}
    put_driver(route=route, driver=driver)
    return keep_edit(
        kind=EditKind.ASSIGN_DRIVER,
        routes=routes,
        kinds={route_id: RevisionKind.TRANSFER},
        facts={
            "from": str(was.public_id) if was else "",
            "to": str(driver.public_id) if driver else "",
            "note": _("%(code)s to %(name)s") % facts,
        },
        by=by,
        at=at,
    )


def put_driver(*, route: Route, driver: Driver | None) -> None:
    """Write the driver on the route and on its shift; in the caller's transaction, the route locked."""
    if driver is not None:
        _refuse_the_unfit(route, driver)
    route.driver = driver
    shift = route.shift
    others = Route.objects.filter(shift=shift, status__in=ACTIVE_ROUTES).exclude(pk=route.pk)
    try:
        with transaction.atomic():
            route.save(update_fields=["driver", "updated_at"])
            if not others.exists():
                shift.driver = driver
                shift.save(update_fields=["driver", "updated_at"])
    except IntegrityError as error:
        if sqlstate(error) != EXCLUDED or driver is None:
            raise
        told = _("%(name)s drives another vehicle at that time.") % {"name": driver.name}
        raise DriverRefusedError(told, driver=str(driver.public_id)) from error


def _refuse_the_unfit(route: Route, driver: Driver) -> None:
    """Raise DriverRefusedError for somebody who may not, or cannot, drive this route."""
    if not driver.is_active or driver.site_id != route.site_id:
        raise DriverRefusedError(_("%(name)s does not drive for this site.") % {"name": driver.name})
    can = {*driver.skills, *route.shift.extra_skills}
    tasks = StopTask.objects.filter(stop__trip__route=route, delivery__isnull=False)
    for recipient, skills in tasks.exclude(status=TaskStatus.CANCELLED).values_list(
        "delivery__recipient_name", "delivery__skills"
    ):
        lacking = sorted(set(skills) - can)
        if lacking:
            told = _("%(name)s lacks “%(skill)s”, which the order of %(recipient)s asks for.")
            facts = {"name": driver.name, "skill": lacking[0], "recipient": recipient}
            raise DriverRefusedError(told % facts, skill=lacking[0])
