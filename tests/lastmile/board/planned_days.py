"""A day that the engine planned and somebody committed, small enough to be moved about by hand."""

from dataclasses import dataclass
from datetime import timedelta

from lastmile.models import Driver, Route, Stop
from lastmile.services import committing, planning
from lastmile.states import RouteStatus
from tests.factories import MORNING
from tests.lastmile import worlds
from tests.lastmile.planning import days
from wms.models import Site, SiteAccess


@dataclass
class Day:
    """A site and its routes of the day, in the order of their codes."""

    site: Site
    routes: list[Route]

    @property
    def first(self) -> Route:
        """The first route."""
        return self.routes[0]

    @property
    def second(self) -> Route:
        """The second route."""
        return self.routes[1]

    @property
    def revisions(self) -> dict[str, int]:
        """What a person who looks at the board now has seen."""
        return {str(route.public_id): route.planned_revision for route in self.routes}

    def refresh(self) -> None:
        """Look at the board again."""
        for route in self.routes:
            route.refresh_from_db()


def committed(person, *, orders: int, vans: int) -> Day:
    """That many orders on that many vans, each with at least two; `person` may see the site."""
    site = days.site()
    if person is not None:
        SiteAccess.objects.create(user=person, site=site)
    kind = days.van_type(max_stops=-(-orders // vans) + 4)
    for at in range(vans):
        shift = days.shift(site, kind, rest=True)
        days.spread(site, orders // vans)
        draft = planning.draft_plan(site=site, plan_on=days.DAY, shift_ids=[shift.pk], seconds=1, by=person)
        committing.commit_draft(draft=days.solved(draft), version=1, paths={}, by=person, at=MORNING)
        assert Route.objects.filter(site=site).count() == at + 1
    return Day(site, list(Route.objects.filter(site=site).order_by("code")))


def free_driver(at: Site) -> Driver:
    """Somebody of that site with the day off."""
    return Driver.objects.create(code=f"FREE{Driver.objects.count()}", name="Frida Free", site=at)


def depart(route: Route) -> None:
    """The van has left, with everything."""
    worlds.put_on_board(route)
    Route.objects.filter(pk=route.pk).update(
        status=RouteStatus.DEPARTED, released_at=MORNING, departed_at=MORNING
    )
    route.refresh_from_db()


def stops(route: Route):
    """The standing stops of a route in order, breaks too."""
    return Stop.objects.standing().filter(trip__route=route).order_by("sequence")


def orders(route: Route) -> list[str]:
    """The deliveries of a route in their order."""
    return [str(stop.public_id) for stop in stops(route) if stop.address_id]


def stop(route: Route, number: int) -> Stop:
    """The so-and-so-many-th delivery stop of a route."""
    found = [one for one in stops(route).select_related("trip__route__site") if one.address_id]
    return found[number - 1]


def seconds(day: Day) -> int:
    """From departure to return, all routes together."""
    spans = [route.ends_at - route.starts_at for route in Route.objects.filter(site=day.site)]
    return int(sum(spans, timedelta()).total_seconds())


def metres(day: Day) -> int:
    """The length of all routes together."""
    return sum(Route.objects.filter(site=day.site).values_list("travel_metres", flat=True))


def picture(day: Day) -> list[tuple]:
    """Everything that a driver would see of the day."""
    rows = Stop.objects.standing().filter(trip__route__site=day.site).order_by("trip__route", "sequence")
    stops_ = rows.values_list(
        "trip__route__code", "sequence", "address", "planned_arrival_at", "planned_start_at",
        "planned_departure_at", "wait_seconds", "travel_seconds", "travel_metres",
    )  # fmt: skip
    routes = Route.objects.filter(site=day.site).order_by("code")
    return [*stops_, *routes.values_list("code", "starts_at", "ends_at", "travel_metres", "cost_minor")]
