"""Routes of a day as releasing shows them: when each must stand in its lane, and what is released already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min, Sum

from lastmile.models import LoadingTimes, Route
from lastmile.queries.routes import routes_of_day
from lastmile.states import RouteStatus
from wms.models import Site


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One route; `stage_by` is worked out for those still planned, and as it was set for the others."""

    route: Route
    units: int
    lane: str
    stage_by: datetime | None

    @property
    def is_planned(self) -> bool:
        """Whether it can be released."""
        return self.route.status == RouteStatus.PLANNED


def loading_times(site: Site) -> LoadingTimes:
    """The site's loading times, or the defaults."""
    return LoadingTimes.objects.filter(site=site).first() or LoadingTimes(site=site)


def seconds_before(*, units: int, times: LoadingTimes) -> int:
    """How long before departure the goods must stand in the lane: getting ready, loading each, a buffer."""
    return times.base_seconds + units * times.unit_seconds + times.buffer_seconds


def stage_by(*, departs_at: datetime, units: int, times: LoadingTimes) -> datetime:
    """When the goods must stand in the lane: before departure, getting ready, loading each, and a buffer."""
    return departs_at - timedelta(seconds=seconds_before(units=units, times=times))


def releases_of_day(*, site: Site, works_on: date) -> list[Row]:
    """The day's standing routes, the earliest departure first."""
    routes = list(routes_of_day(site=site, works_on=works_on).order_by("starts_at", "code"))
    loads = Route.objects.filter(pk__in=[route.pk for route in routes]).order_by()
    facts = {
        row["pk"]: row
        for row in loads.values("pk").annotate(
            units=Sum("trips__load__units"),
            lane=Min("trips__load__lane__code"),
            stage_by=Min("trips__load__stage_by"),
        )
    }
    times = loading_times(site)
    return [_row(route, facts[route.pk], times) for route in routes]


def _row(route: Route, facts: Mapping[str, object], times: LoadingTimes) -> Row:
    units = int(str(facts["units"] or 0))
    due = facts["stage_by"]
    if not isinstance(due, datetime):
        due = stage_by(departs_at=route.starts_at, units=units, times=times)
    return Row(route=route, units=units, lane=str(facts["lane"] or ""), stage_by=due)
