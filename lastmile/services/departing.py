"""The vehicle leaves: only with everything in or short with a reason, and somebody at the wheel."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core import events
from core.errors import NotFoundError
from core.live import topic_changed
from core.public_events import Happening, record
from core.transactions import service
from lastmile.errors import DepartureRefusedError
from lastmile.events import RoutesDeparted
from lastmile.models import Delivery, Load, LoadUnit, Route, StopTask
from lastmile.services import _load_log, load_planning, loading, unplanning
from lastmile.services._load_units import is_waiting, units_of
from lastmile.services.loading import Act
from lastmile.states import DeliveryStatus, LoadStatus, RouteStatus
from wms.services import issuing


@service
def depart_route(*, route_id: int, act: Act) -> Route:
    """Let the route's vehicle leave: promises end, shipments are issued, deliveries are out.

    What is short waits again; a delivery of which nothing is on board leaves the route and is to be planned
    again. Raises DepartureRefusedError that lists what is missing; leaving twice raises IllegalMoveError.
    """
    route = _held(route_id)
    route.become(RouteStatus.DEPARTED)
    loads = list(
        Load.objects.filter(trip__route=route).exclude(status=LoadStatus.CANCELLED).locked()
        .select_related("trip__route__vehicle__type", "trip__route__site", "lane")
    )  # fmt: skip
    for load in loads:
        load_planning.adopt(load)
    units = [unit for load in loads for unit in units_of(load)]
    _require_complete(route, units)
    for load in loads:
        loading.close_load(load_id=load.pk, act=act)
    aboard, behind = _deliveries(route, units)
    _leave_behind(route, behind, act)
    shipments = {delivery.shipment_id for delivery in aboard}
    left = issuing.issue_shipments(shipment_ids=shipments, by=act.by, at=act.at)
    _out(route, aboard, short=sum(left.values()), act=act)
    events.publish(
        RoutesDeparted(
            route_ids=(route.pk,),
            delivery_ids=tuple(one.pk for one in aboard),
            left_behind_ids=tuple(one.pk for one in behind),
        )
    )
    return route


def missing_for_departure(*, route: Route, units: Sequence[LoadUnit]) -> list[str]:
    """What keeps the vehicle from leaving, in words; empty when nothing does."""
    missing = [
        _("%(unit)s is neither loaded nor short with a reason.") % {"unit": _load_log.name_of(unit)}
        for unit in units
        if is_waiting(unit)
    ]
    if route.driver_id is None:
        missing.append(_("Nobody is assigned to drive."))
    if not missing and not any(unit.loaded_at for unit in units):
        missing.append(_("Nothing is on board."))
    return missing


def _held(route_id: int) -> Route:
    route = Route.objects.filter(pk=route_id).locked().select_related("site", "vehicle").first()
    if route is None:
        raise NotFoundError(_("There is no such route, or not for you."))
    return route


def _require_complete(route: Route, units: Sequence[LoadUnit]) -> None:
    missing = missing_for_departure(route=route, units=units)
    if missing:
        told = _("%(code)s may not leave yet: %(first)s") % {"code": route.code, "first": missing[0]}
        raise DepartureRefusedError(told, missing=missing)


def _deliveries(route: Route, units: Sequence[LoadUnit]) -> tuple[list[Delivery], list[Delivery]]:
    """The route's deliveries with something on board, and those without; both locked."""
    aboard = {unit.task_id for unit in units if unit.loaded_at}
    open_tasks = StopTask.objects.open().filter(stop__trip__route=route, delivery__isnull=False)
    tasks = dict(open_tasks.values_list("delivery_id", "pk"))
    rows = Delivery.objects.filter(pk__in=tasks).select_related("order__site", "address").locked()
    deliveries = list(rows)
    return (
        [one for one in deliveries if tasks[one.pk] in aboard],
        [one for one in deliveries if tasks[one.pk] not in aboard],
    )


def _leave_behind(route: Route, behind: Sequence[Delivery], act: Act) -> None:
    if behind:
        unplanning.take_out(
            deliveries=behind, routes=[route], by=act.by, at=act.at, note="nothing of it was on board"
        )


def _out(route: Route, aboard: Sequence[Delivery], *, short: int, act: Act) -> None:
    for load in Load.objects.filter(trip__route=route, lane__isnull=False, lane_from__lt=act.at):
        load.lane_until = act.at  # the lane is free from now on
        load.save(update_fields=["lane_until", "updated_at"])
    for delivery in aboard:
        delivery.become(DeliveryStatus.OUT)
    Delivery.objects.bulk_update(aboard, ["status", "updated_at"])
    route.departed_at = act.at
    route.save(update_fields=["status", "departed_at", "updated_at"])
    happenings = [_delivery_out(one, route) for one in aboard]
    record([*happenings, _route_departed(route, len(aboard), short)], at=act.at, by=act.by, device=act.device)
    topics = [f"board:{route.site.code}", f"route:{route.public_id}", f"floor:{route.site.code}"]
    for topic in [*topics, *(f"tracking:{one.public_id}" for one in aboard)]:
        topic_changed(topic)


def _delivery_out(delivery: Delivery, route: Route) -> Happening:
    return Happening(
        type="delivery.out",
        subject_type="delivery",
        subject_id=delivery.public_id,
        facts={"route": route.code},
        changed=["status"],
        scope=route.site.code,
    )


def _route_departed(route: Route, deliveries: int, short: int) -> Happening:
    return Happening(
        type="route.departed",
        subject_type="route",
        subject_id=route.public_id,
        facts={"code": route.code, "deliveries": deliveries, "short": short},
        changed=["status"],
        scope=route.site.code,
    )
