"""Release by departure: the warehouse may pick a route, with its lane, its time and its order in the lane."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from core import events
from core.errors import DomainError, NotFoundError
from core.live import topic_changed
from core.public_events import Happening, record
from core.transactions import service
from lastmile.errors import NoLaneError
from lastmile.events import RoutesReleased
from lastmile.models import Load, LoadingTimes, LoadUnit, Route
from lastmile.queries.releases import loading_times, seconds_before
from lastmile.states import LoadStatus, RouteStatus, TaskStatus
from wms.models import Location, OutboundOrderLine, Shipment, Site
from wms.services import waves
from wms.services.waves import StagePlan
from wms.states import Discipline, LocationKind, ShipmentStatus

TO_PICK = (ShipmentStatus.PLANNED, ShipmentStatus.PICKING, ShipmentStatus.PACKED)
"""What has to come to the lane still; what was left behind by another route stands there already."""


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
        _give_lane(load, route.site, times, at)
        short |= _to_the_floor(route, load, by=by, at=at)
    route.released_at = at
    route.save(update_fields=["status", "released_at", "updated_at"])
    return _told(route, loads, short, by=by, at=at)


def stage_by(*, departs_at: datetime, units: int, times: LoadingTimes) -> datetime:
    """When the goods must stand in the lane: before departure, getting ready, loading each, and a buffer."""
    return departs_at - timedelta(seconds=seconds_before(units=units, times=times))


def due_routes(*, site: Site, works_on: date, until: datetime) -> list[Route]:
    """Planned routes of the day that depart until then, the earliest first."""
    rows = Route.objects.filter(
        site=site, works_on=works_on, status=RouteStatus.PLANNED, starts_at__lte=until
    )
    return list(rows.order_by("starts_at", "code"))


def _give_lane(load: Load, site: Site, times: LoadingTimes, at: datetime) -> None:
    """A lane that is free from when its goods come until the van leaves; lanes are held meanwhile."""
    load.stage_by = stage_by(departs_at=load.trip.departs_at, units=load.units, times=times)
    opens = load.stage_by - timedelta(seconds=times.lane_seconds)
    closes = max(load.trip.departs_at, at + (load.trip.departs_at - load.stage_by))
    lanes = list(Location.objects.filter(site=site, kind=LocationKind.LANE, locked_reason="").locked())
    taken = set(
        Load.objects.filter(lane__in=lanes, lane_from__lt=closes, lane_until__gt=opens)
        .exclude(status=LoadStatus.CANCELLED)
        .values_list("lane_id", flat=True)
    )
    free = sorted((lane for lane in lanes if lane.pk not in taken), key=lambda lane: lane.code)
    if not free:
        told = _("No lane is free from %(opens)s to %(closes)s.") % {
            "opens": opens.astimezone(site.zone).strftime("%H:%M"),
            "closes": closes.astimezone(site.zone).strftime("%H:%M"),
        }
        raise NoLaneError(told, lanes=len(lanes))
    load.lane, load.lane_from, load.lane_until = free[0], opens, closes
    load.save(update_fields=["lane", "lane_from", "lane_until", "stage_by", "updated_at"])


def _to_the_floor(route: Route, load: Load, *, by: User | None, at: datetime) -> dict[int, int]:
    """Hand the shipments to the warehouse as plain values, in the order in which the lane is filled."""
    units = LoadUnit.objects.in_loading_order().filter(load=load, task__status=TaskStatus.OPEN)
    order = list(dict.fromkeys(units.values_list("shipment_id", flat=True)))
    waiting = set(Shipment.objects.filter(pk__in=order, status__in=TO_PICK).values_list("pk", flat=True))
    assert load.lane is not None and load.stage_by is not None  # noqa: PT018, S101 - it was just given them
    if load.lane.discipline == Discipline.DEAD_END:  # emptied where it is filled
        order.reverse()
    plans = [
        StagePlan(
            shipment_id=shipment,
            group=route.code,
            stage_by=load.stage_by,
            stage_rank=rank,
            lane=load.lane,
            pick_rank=rank,
        )
        for rank, shipment in enumerate(order, 1)
        if shipment in waiting
    ]
    if not plans:
        return {}
    return waves.release_wave(site=route.site, shipments=plans, by=by, at=at, on=route.works_on).short


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
