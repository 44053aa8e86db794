"""Steps that taking in and writing off share: what a scan means, what is held, how the delivery goes on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.errors import BadInputError
from lastmile.models import Delivery, Route
from lastmile.services import coming_back
from lastmile.services.delivering import Act
from lastmile.states import DeliveryStatus, RouteStatus
from returns.errors import NotOnVehicleError, NotToldError
from returns.models import ReturnUnit
from returns.queries import judging, scanned
from returns.queries.scanned import Found
from returns.services import _deciding
from returns.states import ColdChain, ReturnReason, UnitStatus
from wms.models import Site, StockBalance
from wms.states import StockStatus, Temperature

ON_BALANCE = {StockStatus.DAMAGED: ReturnReason.DAMAGED, StockStatus.HOLD: ReturnReason.MISSING}


@dataclass(frozen=True, kw_only=True, slots=True)
class Scan:
    """What was scanned at the dock, and what the person saw. `is_cold` None: nobody looked."""

    code: str
    route: Route | None = None
    """Of which van loose goods are; a unit says it by itself."""
    quantity: int = 0
    """0: as many as the code stands for."""
    serials: tuple[str, ...] = ()
    is_damaged: bool = False
    is_cold: bool | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """What a scan took in, and whether the route is closed by it."""

    units: list[ReturnUnit] = field(default_factory=list)
    is_closed: bool = False


def go_on(delivery: Delivery, units: Sequence[ReturnUnit], act: Act) -> None:
    """Let a delivery whose goods came back end, wait for the rest of them, or be tried again.

    The caller holds it. Goods that are not to go out again are judged by the rules.
    """
    plan = judging.plans_of(delivery.order.site_id, [delivery.pk]).get(delivery.pk)
    if delivery.status not in (DeliveryStatus.FAILED, DeliveryStatus.RETURNED) or plan is None:
        return _deciding.judge(units, act)
    here = list(
        ReturnUnit.objects.filter(return_order__delivery=delivery, status=UnitStatus.RECEIVED)
        .select_related("return_order__site", "return_order__delivery__order__owner", "item", "lot")
        .locked()
    )
    if not here:
        return None  # all of it is lost so far: nothing is back
    lane = _deciding.lane_of(delivery.order.site_id)
    if plan.tries_again and lane and all(map(_may_go_again, here)):
        boxes = coming_back.units_loaded(delivery=delivery)
        if {box.location_id for box in boxes} & _vehicles(delivery):
            return None  # the rest is still on the vehicle
        if not _is_incomplete(delivery):
            return _deciding.send_again(delivery, here, plan, lane, act)
    coming_back.bring_back(delivery=delivery, act=act)
    return _deciding.judge(here, act)


def find(site: Site, scan: Scan) -> Found:
    """What a scan means on the vehicles that are back. Raises what reading a code raises."""
    unit = scanned.unit_of(site, scan.code)
    if unit is not None:
        return scanned.unit_on_vehicle(unit)
    if scan.route is None:
        raise BadInputError(
            _("Choose the van first: loose goods do not say from which they are."), place="route"
        )
    return scanned.goods_on_vehicle(
        scan.route, scan.code, quantity=scan.quantity, serials=scan.serials, is_damaged=scan.is_damaged
    )


def hold(found: Found) -> tuple[Route, list[Delivery]]:
    """Lock the route and its deliveries; raises NotOnVehicleError, NotToldError."""
    ids = {part.delivery_id for part in found.parts}
    route, deliveries = coming_back.hold_coming_back(route_id=found.route.pk, delivery_ids=ids)
    if route.status not in (RouteStatus.DEPARTED, RouteStatus.RETURNED):
        told = _("Route %(code)s is not back.") % {"code": route.code}
        raise NotOnVehicleError(told, route=route.code, status=route.status)
    open_ones = [one for one in deliveries if one.status == DeliveryStatus.OUT]
    if open_ones:
        told = _("%(name)s: nobody has told how this visit ended. The driver says so first.")
        raise NotToldError(told % {"name": open_ones[0].recipient_name}, order=open_ones[0].order.number)
    return route, deliveries


def reason(balance: StockBalance, delivery: Delivery, scan: Scan) -> ReturnReason:
    """What the driver told of these goods; what the dock sees beats it."""
    if scan.is_damaged:
        return ReturnReason.DAMAGED
    if said := ON_BALANCE.get(StockStatus(balance.status)):
        return said
    failed = delivery.attempts.standing().filter(outcome="FAILED").order_by("-number").first()
    if failed and delivery.status != DeliveryStatus.DELIVERED:
        return ReturnReason(failed.reason)
    return ReturnReason.REFUSED


def cold_chain(balance: StockBalance, scan: Scan) -> ColdChain:
    """Whether goods stayed cold, by what the person at the dock saw."""
    if balance.item.temperature == Temperature.AMBIENT:
        return ColdChain.NONE
    if scan.is_cold is None:
        return ColdChain.UNKNOWN
    return ColdChain.KEPT if scan.is_cold else ColdChain.BROKEN


def as_they_are(units: Sequence[ReturnUnit]) -> list[ReturnUnit]:
    """The units as they stand after everything that was decided about them."""
    rows = ReturnUnit.objects.filter(pk__in=[unit.pk for unit in units])
    return list(rows.select_related("item", "lot", "handling_unit", "return_order").order_by("pk"))


def _may_go_again(unit: ReturnUnit) -> bool:
    is_cold = unit.cold_chain in (ColdChain.NONE, ColdChain.KEPT)
    return unit.is_sealed and is_cold and unit.reason not in (ReturnReason.DAMAGED, ReturnReason.MISSING)


def _vehicles(delivery: Delivery) -> set[int]:
    """Places of the vehicles that carried the delivery."""
    routes = Route.objects.filter(trips__stops__tasks__delivery=delivery)
    return set(routes.values_list("vehicle__location_id", flat=True))


def _is_incomplete(delivery: Delivery) -> bool:
    """Whether something of it was written off, or decided in another way, since it came back."""
    others = ReturnUnit.objects.filter(return_order__delivery=delivery, return_order__status="APPROVED")
    return others.exclude(status__in=(UnitStatus.RECEIVED, UnitStatus.WITHDRAWN)).exists()


def told_before(route: Route | None, units: list[ReturnUnit]) -> Received:
    """What this very command did before, as it stands now."""
    is_closed = route is not None and Route.objects.filter(pk=route.pk, status=RouteStatus.CLOSED).exists()
    return Received(as_they_are(units), is_closed)
