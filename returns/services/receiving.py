"""Taking in what comes back, in one scan: on the books at the dock, off the vehicle, and decided where a rule
can. Locks from the top down: route, deliveries, the return, then what every posting locks."""

from core.transactions import service
from lastmile.models import Delivery
from lastmile.services import closing_routes
from lastmile.services.delivering import Act
from lastmile.states import DeliveryStatus
from returns.models import ReturnUnit
from returns.queries.scanned import Found, Taken
from returns.services import _orders, _receiving, _steps
from returns.services._receiving import Received, Scan
from returns.states import UnitStatus
from wms.models import Site, StockBalance, StockTransaction
from wms.services import taking_in
from wms.services.taking_in import Part

__all__ = ["Received", "Scan", "receive"]


@service
def receive(*, site: Site, scan: Scan, act: Act) -> Received:
    """Take a unit or loose goods off a vehicle onto the returns dock. The same command again changes nothing.

    What the rules allow is available at once, or goes out again; the rest waits for an inspection. The route
    closes with the last of its goods. Raises NotOnVehicleError (says where it is), NotToldError, and what
    reading a code raises.
    """
    if done := _steps.steps_of(act.command_id):
        return _receiving.told_before(done[0].unit.route, [step.unit for step in done])
    found = _receiving.find(site, scan)
    route, deliveries = _receiving.hold(found)
    if done := _steps.steps_of(act.command_id):
        return _receiving.told_before(route, [step.unit for step in done])
    found = _receiving.find(site, scan)  # as it stands now that nobody else can move it
    by_id = {one.pk: one for one in deliveries}
    postings = _take_in(found, act)
    units = [
        _write(found, part, by_id[part.delivery_id], scan, posting, landed, act)
        for part, (posting, landed) in zip(found.parts, postings, strict=True)
    ]
    for delivery in deliveries:
        mine = [unit for unit in units if unit.return_order.delivery_id == delivery.pk]
        _receiving.go_on(delivery, mine, act)
    is_closed = closing_routes.close_if_empty(route=route, act=act)
    for order in {unit.return_order_id: unit.return_order for unit in units}.values():
        _orders.settle(order, act)
    return Received(_receiving.as_they_are(units), is_closed)


def _take_in(found: Found, act: Act) -> list[tuple[StockTransaction, StockBalance]]:
    """Post it; per part the posting, and the balance at the dock that it lies on now."""
    if found.unit is None:
        made = []
        for number, part in enumerate(found.parts):
            head = _steps.posted(act, "receive", key=str(number))
            posting = taking_in.take_in_loose(
                part=Part(balance=part.balance, quantity=part.quantity, serials=part.serials), posted=head
            )
            made.append((posting, taking_in.landed_on(posting)[0]))
        return made
    posting_or_none = taking_in.take_in_unit(unit=found.unit, posted=_steps.posted(act, "receive"))
    assert posting_or_none is not None  # noqa: S101 - it holds what was found
    landed = {_kind(one): one for one in taking_in.landed_on(posting_or_none)}
    return [(posting_or_none, landed[_kind(part.balance)]) for part in found.parts]


def _kind(balance: StockBalance) -> tuple[int, int | None, int, int | None]:
    return (balance.item_id, balance.lot_id, balance.owner_id, balance.handling_unit_id)


def _write(
    found: Found,
    part: Taken,
    delivery: Delivery,
    scan: Scan,
    posting: StockTransaction,
    landed: StockBalance,
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
        is_sealed=found.unit is not None
        and not scan.is_damaged
        and delivery.status != DeliveryStatus.DELIVERED,
        cold_chain=_receiving.cold_chain(part.balance, scan),
        status=UnitStatus.RECEIVED,
        balance=landed,
        received_at=act.occurred_at,
    )
    unit.save(force_insert=True)
    _steps.write_step(unit, "", act, posting=posting, lay_on=part.balance)
    sscc = part.balance.handling_unit.sscc if part.balance.handling_unit else ""
    told = _steps.of_unit("received", unit, reason=unit.reason, route=found.route.code, sscc=sscc)
    _steps.tell(order, [told], act)
    return unit
