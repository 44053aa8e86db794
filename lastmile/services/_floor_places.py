"""What the floor is told of a load: which shipments, into which lane, in which order. Plain values only."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from core.live import topic_changed
from lastmile.errors import NoLaneError
from lastmile.models import Load, LoadingTimes, LoadUnit, Route
from lastmile.queries.releases import loading_times, stage_by
from lastmile.states import LoadStatus, RouteStatus, TaskStatus
from wms.models import Location, Shipment, Site
from wms.services import waves
from wms.services.waves import StagePlan
from wms.states import Discipline, LocationKind, ShipmentStatus

TO_PICK = (ShipmentStatus.PLANNED, ShipmentStatus.PICKING, ShipmentStatus.PACKED)
"""What has to come to the lane still; what was left behind by another route stands there already."""


def give_lane(load: Load, site: Site, times: LoadingTimes, at: datetime) -> None:
    """A lane that is free from when its goods come until the van leaves, its own before any other.

    Lanes are held meanwhile. Raises NoLaneError.
    """
    load.stage_by = stage_by(departs_at=load.trip.departs_at, units=load.units, times=times)
    opens = load.stage_by - timedelta(seconds=times.lane_seconds)
    closes = max(load.trip.departs_at, at + (load.trip.departs_at - load.stage_by))
    lanes = list(Location.objects.filter(site=site, kind=LocationKind.LANE, locked_reason="").locked())
    taken = set(
        Load.objects.filter(lane__in=lanes, lane_from__lt=closes, lane_until__gt=opens)
        .exclude(status=LoadStatus.CANCELLED)
        .exclude(pk=load.pk)
        .values_list("lane_id", flat=True)
    )
    free = [lane for lane in lanes if lane.pk not in taken]
    if not free:
        told = _("No lane is free from %(opens)s to %(closes)s.") % {
            "opens": opens.astimezone(site.zone).strftime("%H:%M"),
            "closes": closes.astimezone(site.zone).strftime("%H:%M"),
        }
        raise NoLaneError(told, lanes=len(lanes))
    load.lane = min(free, key=lambda lane: (lane.pk != load.lane_id, lane.code))
    load.lane_from, load.lane_until = opens, closes
    load.save(update_fields=["lane", "lane_from", "lane_until", "stage_by", "updated_at"])


def tell_floor(route: Route, load: Load, *, by: User | None, at: datetime) -> dict[int, int]:
    """Hand the shipments of a load that has a lane to the warehouse, in the order in which it is filled; per
    order line what no bin could be claimed for. Told again, shipments take their new lane and turn.
    """
    units = LoadUnit.objects.in_loading_order().filter(
        load=load, task__status=TaskStatus.OPEN, short_reason=""
    )
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


def tell_floor_again(
    *, routes: Sequence[Route], loads: Sequence[Load], by: User | None, at: datetime
) -> None:
    """After an edit: loads of released routes keep a lane for their new time, and the floor is told."""
    mine = {route.pk: route for route in routes if route.status == RouteStatus.RELEASED}
    for load in loads:
        route = mine.get(load.trip.route_id)
        if route is None:
            continue
        give_lane(load, route.site, loading_times(route.site), at)
        tell_floor(route, load, by=by, at=at)
        topic_changed(f"floor:{route.site.code}")
