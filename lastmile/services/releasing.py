"""Release by departure: the warehouse may pick a route, with its lane, its time and its order in the lane."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core import events
from core.errors import DomainError, NotFoundError
from core.live import topic_changed
from core.public_events import Happening, record
from core.transactions import service
from lastmile.events import RoutesReleased
from lastmile.models import Load, Route
from lastmile.queries.releases import loading_times
from lastmile.services._floor_places import give_lane, tell_floor
from lastmile.states import LoadStatus, RouteStatus
from wms.models import OutboundOrderLine, Site


@dataclass(frozen=True, kw_only=True, slots=True)
class ShortLine:
    """What no bin could be claimed for."""

    order: str
    sku: str
    quantity: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RouteRelease:
    """What became of one route: released with a lane and a time, or refused with a sentence."""

    route: Route
    lane: str = ""
    stage_by: datetime | None = None
    short: tuple[ShortLine, ...] = field(default=())
    refusal: DomainError | None = None


def release_routes(*, route_ids: Collection[int], by: User | None, at: datetime) -> list[RouteRelease]:
    """Release each route by itself, the earliest departure first; one that is refused holds none up.

    Who comes second to a route finds it released: refused with IllegalMoveError, and nothing is picked twice.
    """
    routes = Route.objects.filter(pk__in=route_ids).order_by("starts_at", "code")
    found = []
    for route in routes:
        try:
            found.append(release_route(route_id=route.pk, by=by, at=at))
        except DomainError as refusal:
            found.append(RouteRelease(route=route, refusal=refusal))
    return found


@service
def release_route(*, route_id: int, by: User | None, at: datetime) -> RouteRelease:
    """Let the warehouse pick one route. Raises IllegalMoveError unless it is planned, NoLaneError."""
    route = Route.objects.filter(pk=route_id).locked().select_related("site", "vehicle").first()
    if route is None:
        raise NotFoundError(_("There is no such route, or not for you."))
    route.become(RouteStatus.RELEASED)
    times = loading_times(route.site)
    loads = list(Load.objects.filter(trip__route=route).exclude(status=LoadStatus.CANCELLED).locked()
                 .select_related("trip"))  # fmt: skip
    short: dict[int, int] = {}
    for load in loads:
        give_lane(load, route.site, times, at)
        short |= tell_floor(route, load, by=by, at=at)
    route.released_at = at
    route.save(update_fields=["status", "released_at", "updated_at"])
    return _told(route, loads, short, by=by, at=at)


def due_routes(*, site: Site, works_on: date, until: datetime) -> list[Route]:
    """Planned routes of the day that depart until then, the earliest first."""
    rows = Route.objects.filter(
        site=site, works_on=works_on, status=RouteStatus.PLANNED, starts_at__lte=until
    )
    return list(rows.order_by("starts_at", "code"))


def _told(
    route: Route, loads: Sequence[Load], short: dict[int, int], *, by: User | None, at: datetime
) -> RouteRelease:
    lane = ", ".join(load.lane.code for load in loads if load.lane)
    first = min((load.stage_by for load in loads if load.stage_by), default=None)
    happening = Happening(
        type="route.released",
        subject_type="route",
        subject_id=route.public_id,
        facts={"code": route.code, "lane": lane, "short": sum(short.values()),
               "stage_by": first.isoformat() if first else ""},
        changed=["status"],
        scope=route.site.code,
    )  # fmt: skip
    record([happening], at=at, by=by)
    events.publish(RoutesReleased(route_ids=(route.pk,)))
    for topic in (f"board:{route.site.code}", f"route:{route.public_id}", f"floor:{route.site.code}"):
        topic_changed(topic)
    return RouteRelease(route=route, lane=lane, stage_by=first, short=_short_lines(short))


def _short_lines(short: dict[int, int]) -> tuple[ShortLine, ...]:
    lines = OutboundOrderLine.objects.filter(pk__in=short).select_related("item", "order")
    return tuple(
        ShortLine(order=line.order.number, sku=line.item.sku, quantity=short[line.pk])
        for line in lines.order_by("order__number", "number")
    )
