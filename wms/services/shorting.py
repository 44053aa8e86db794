"""What a picker does not find, and what he takes back: short picks and the undo of the last one."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from core import events
from core.transactions import service
from wms.errors import NothingToUndoError, PickOverError
from wms.events import PicksShort, ShipmentsShort
from wms.models import Allocation, Pick, PickStep, Promise, Shipment, StockTransaction
from wms.services import _balances, _counts, _floor, _picks, _totes, _walks, allocating, ledger, places
from wms.services._balances import BalanceChange
from wms.services.ledger import Leg
from wms.states import CountReason, PickStatus, PromiseStatus, ShipmentStatus, StockStatus, TransactionKind

WHOLE = ("walk", "wave", "allocation__balance__location__site", "allocation__balance__item")
CLAIM_AGAIN = """
UPDATE wms_allocation SET picked = picked - %s, status = 'OPEN' WHERE id = %s AND picked >= %s
"""


@dataclass(frozen=True, slots=True)
class Shorted:
    """What came of a short pick: how many picks elsewhere it became, and how much is missing for good."""

    pick: Pick
    elsewhere: int
    missing: int


@service
def short_pick(*, pick_id: int, by: User | None, at: datetime, device: str = "") -> Shorted:
    """The rest of a pick is not in its bin: its claim is given back, other bins are tried at once.

    The bin is marked for a count, and nobody is sent there for the item until then; the books change only by
    that count. What no other bin has stays promised and short: PicksShort, ShipmentsShort. Said twice it
    changes nothing. Raises PickOverError for a pick that is done or cancelled.
    """
    shipment = _floor.hold(Pick.objects.values_list("shipment_id", flat=True).get(pk=pick_id))
    pick = Pick.objects.select_related(*WHOLE).get(pk=pick_id)
    if pick.status == PickStatus.SHORT:
        return Shorted(pick, 0, 0)
    if pick.status != PickStatus.OPEN:
        raise PickOverError(_("This pick is over: it cannot be short."), status=pick.status)
    balance = pick.allocation.balance
    _counts.mark(balance.location, balance.item, reason=CountReason.SHORT_PICK, by=by, at=at, device=device)
    claims, short = allocating.try_elsewhere(
        order_id=shipment.order_id, allocation_id=pick.allocation_id, on=pick.wave.deliver_on, at=at
    )
    if claims:
        _walks.add_picks(pick.walk, {shipment.pk: claims})
    missing = short.get(pick.allocation.line_id, 0)
    _tell(pick, shipment, missing, at=at, by=by, device=device)
    _floor.refresh({pick.wave_id}, at=at)
    pick.refresh_from_db(fields=["status", "picked", "quantity"])
    return Shorted(pick, len(claims), missing)


@service
def undo_pick(
    *, step_id: int, command: str, by: User | None, at: datetime, device: str = ""
) -> StockTransaction:
    """Put the last thing picked back into its bin; its claim and its pick stand again.

    The same command again changes nothing. Raises NothingToUndoError where it was undone, is packed, or the
    order has no right to it any more.
    """
    pick_id, shipment_id = PickStep.objects.values_list("pick_id", "pick__shipment_id").get(pk=step_id)
    shipment = _floor.hold(shipment_id)
    step = PickStep.objects.locked().get(pk=step_id)
    if step.undone_by and step.undone_by.idempotency_key == command:
        return step.undone_by
    pick = Pick.objects.select_related("walk", "allocation__balance").get(pk=pick_id)
    _check_undo(step, pick, shipment)
    posted = _put_back(step, pick, command, by=by, at=at, device=device)
    _claim_again(pick.allocation, step.quantity)
    step.undone_by = posted
    step.save(update_fields=["undone_by"])
    _totes.free_empty(shipment, at=at)
    _floor.free_walk(pick.walk_id)
    _floor.refresh({pick.wave_id}, at=at)
    _floor.tell(shipment, [], at=at, by=by, device=device)
    return posted


def last_step(*, walk_id: int) -> PickStep | None:
    """What was picked last on the walk and not put back."""
    steps = PickStep.objects.filter(pick__walk=walk_id, undone_by__isnull=True)
    return steps.select_related("pick").order_by("-pk").first()


def _tell(
    pick: Pick, shipment: Shipment, missing: int, *, at: datetime, by: User | None, device: str
) -> None:
    item = pick.allocation.balance.item
    told = []
    if missing:
        told = [_floor.of_shipment("short", shipment, item=item.sku, missing=missing)]
        events.publish(PicksShort(line_ids=(pick.allocation.line_id,)))
        events.publish(ShipmentsShort(shipment_ids=(shipment.pk,)))
    _floor.tell(shipment, told, at=at, by=by, device=device)


def _check_undo(step: PickStep, pick: Pick, shipment: Shipment) -> None:
    if step.undone_by_id:
        raise NothingToUndoError(_("This was put back already."))
    if shipment.status != ShipmentStatus.PICKING or pick.status not in (PickStatus.OPEN, PickStatus.PICKED):
        raise NothingToUndoError(_("This pick is closed. Put the goods back by hand."), status=pick.status)
    line = pick.allocation.line_id
    promised = Promise.objects.filter(line=line, status=PromiseStatus.OPEN).aggregate(n=Sum("quantity"))["n"]
    picked = Allocation.objects.filter(line=line).aggregate(n=Sum("picked"))["n"]
    if (promised or 0) < (picked or 0):
        raise NothingToUndoError(_("The order no longer has a right to it. Put the goods back by hand."))


def _put_back(
    step: PickStep, pick: Pick, command: str, *, by: User | None, at: datetime, device: str
) -> StockTransaction:
    balance = pick.allocation.balance
    leg = Leg(
        item=balance.item,
        quantity=step.quantity,
        origin=places.station(site_id=balance.site_id),
        target=balance.location,
        owner=balance.owner,
        lot=balance.lot,
        status=StockStatus(balance.status),
        from_unit=step.tote,
        to_unit=balance.handling_unit,
        serials=tuple(step.serials),
    )
    return ledger.post(
        idempotency=("undo pick", command),
        kind=TransactionKind.MOVE,
        site=balance.site,
        effective_at=at,
        by=by,
        legs=[leg],
        device=device,
        source=f"transaction:{step.transaction_id}",
        reason="undo",
    )


def _claim_again(claim: Allocation, quantity: int) -> None:
    """The posting that brought the goods back holds the balance: nobody else can claim them meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM_AGAIN, [quantity, claim.pk, quantity])
    _balances.change({claim.balance_id: BalanceChange(claimed=quantity)})
    _picks.follow([claim.pk], ended=PickStatus.SHORT)
