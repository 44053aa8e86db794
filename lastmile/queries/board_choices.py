"""Who could drive a route, and what stands in the way of the others."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from lastmile.models import Driver, Route, StopTask
from lastmile.states import ACTIVE_ROUTES, TaskStatus


@dataclass(frozen=True, slots=True)
class DriverChoice:
    """Somebody of the site; an empty obstacle means that they can."""

    id: UUID
    name: str
    obstacle: str


def drivers_for(*, route: Route) -> list[DriverChoice]:
    """The drivers of the route's site, those who can first; three queries."""
    tasks = StopTask.objects.filter(stop__trip__route=route, delivery__isnull=False)
    wanted: set[str] = set()
    for skills in tasks.exclude(status=TaskStatus.CANCELLED).values_list("delivery__skills", flat=True):
        wanted |= set(skills)
    wanted -= set(route.shift.extra_skills)
    busy = dict(
        Route.objects.filter(status__in=ACTIVE_ROUTES, driver__isnull=False)
        .filter(starts_at__lt=route.ends_at, ends_at__gt=route.starts_at)
        .exclude(pk=route.pk)
        .values_list("driver", "code")
    )
    drivers = Driver.objects.active().filter(site=route.site_id).order_by("name")
    choices = [_choice(one, wanted, busy.get(one.pk, "")) for one in drivers]
    return sorted(choices, key=lambda one: (bool(one.obstacle), one.name))


def _choice(driver: Driver, wanted: set[str], busy_on: str) -> DriverChoice:
    lacking = sorted(wanted - set(driver.skills))
    obstacle = ""
    if busy_on:
        obstacle = _("drives %(code)s") % {"code": busy_on}
    elif lacking:
        obstacle = _("lacks “%(skill)s”") % {"skill": lacking[0]}
    return DriverChoice(driver.public_id, driver.name, obstacle)
