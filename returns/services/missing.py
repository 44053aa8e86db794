"""Goods that should be on a vehicle that is back, and are not: written off, until they turn up."""

from core.transactions import service
from lastmile.models import Delivery
from lastmile.services import closing_routes
from lastmile.services.delivering import Act
from returns.models import ReturnUnit
from returns.queries.scanned import Found, Taken
from returns.services import _orders, _receiving, _steps
from returns.services._receiving import Received, Scan
from returns.states import Disposition, LossReason, UnitStatus
from wms.models import HandlingUnit, Site, StockTransaction
from wms.services import places, taking_in
from wms.services.taking_in import Part
from wms.states import LocationKind, TransactionKind

TURNED_UP = ("disposition", "loss_reason", "received_at")


@service
def report_missing(*, site: Site, scan: Scan, reason: LossReason, act: Act) -> Received:
    """Write off what is not on the vehicle though the books say so. The same command again changes nothing.

    A delivery of which nothing came back stays failed: if it was handed over after all, its driver's phone
    may still say so. Raises what reading a code raises, NotOnVehicleError, NotToldError.
    """
    if done := _steps.steps_of(act.command_id):
        return _receiving.told_before(done[0].unit.route, [step.unit for step in done])
    route, deliveries = _receiving.hold(_receiving.find(site, scan))
    found = _receiving.find(site, scan)
    by_id = {one.pk: one for one in deliveries}
    units = []
    for number, part in enumerate(found.parts):
        posting = _write_off(part, site, reason, number, act)
        units.append(_write(found, part, by_id[part.delivery_id], scan, reason, posting, act))
    if found.unit is not None:
        loss = places.virtual_location(site_id=site.pk, kind=LocationKind.LOSS)
        HandlingUnit.objects.filter(pk=found.unit.pk).update(location=loss, parent=None)
    for delivery in deliveries:
        _receiving.go_on(delivery, [], act)
    is_closed = closing_routes.close_if_empty(route=route, act=act)
    for order in {unit.return_order_id: unit.return_order for unit in units}.values():
        _orders.settle(order, act)
    return Received(_receiving.as_they_are(units), is_closed)


@service
def turn_up(*, unit: ReturnUnit, act: Act) -> ReturnUnit:
    """What was written off is at the dock after all, to be inspected."""
    order = _orders.hold(unit.return_order_id)
    unit = ReturnUnit.objects.select_related("item", "lot", "handling_unit").locked().get(pk=unit.pk)
    unit.return_order = order
    lost = unit.steps.standing().filter(after=UnitStatus.MISSING).order_by("-pk").first()
    if unit.status != UnitStatus.MISSING or lost is None or lost.lay_on is None:
        return unit
    dock = places.returns_dock(site_id=order.site_id)
    loss = places.virtual_location(site_id=order.site_id, kind=LocationKind.LOSS)
    HandlingUnit.objects.filter(pk=unit.handling_unit_id or 0, location=loss).update(location=dock)
    posting = taking_in.bring_back_loss(
        balance=lost.lay_on,
        quantity=unit.quantity,
        serials=tuple(unit.serials),
        dock=dock,
        posted=_steps.posted(act, "turn up", unit),
    )
    unit.disposition, unit.loss_reason, unit.received_at = "", "", act.occurred_at
    lies = taking_in.landed_on(posting)[0]
    _steps.take_step(unit, UnitStatus.RECEIVED, act, posting=posting, lies_on=lies, fields=TURNED_UP)
    _orders.settle(order, act)
    _steps.tell(order, [_steps.of_unit("turned_up", unit)], act)
    return unit


def _write_off(part: Taken, site: Site, reason: LossReason, number: int, act: Act) -> StockTransaction:
    loss = places.virtual_location(site_id=site.pk, kind=LocationKind.LOSS)
    return taking_in.move_part(
        kind=TransactionKind.ADJUST,
        part=Part(balance=part.balance, quantity=part.quantity, serials=part.serials),
        target=loss,
        posted=_steps.posted(act, "missing", key=str(number), reason=reason.value),
    )


def _write(
    found: Found,
    part: Taken,
    delivery: Delivery,
    scan: Scan,
    reason: LossReason,
    posting: StockTransaction,
    act: Act,
) -> ReturnUnit:
    order = _orders.undelivered(delivery, act)
    unit = ReturnUnit(
        return_order=order,
        route=found.route,
        item=part.balance.item,
        lot=part.balance.lot,
        handling_unit=part.balance.handling_unit,
        quantity=part.quantity,
        serials=list(part.serials),
        reason=_receiving.reason(part.balance, delivery, scan),
        status=UnitStatus.MISSING,
        disposition=Disposition.LOST,
        loss_reason=reason,
    )
    unit.save(force_insert=True)
    _steps.write_step(unit, "", act, posting=posting, lay_on=part.balance)
    sscc = part.balance.handling_unit.sscc if part.balance.handling_unit else ""
    told = _steps.of_unit("missing", unit, reason=reason.value, route=found.route.code, sscc=sscc)
    _steps.tell(order, [told], act)
    return unit
