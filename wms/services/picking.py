"""Picking: goods leave the bin that was claimed for them and go into a tote of their shipment."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.transactions import service
from wms.errors import PickOverError, TooManyError, WrongItemError, WrongLotError, WrongPlaceError
from wms.models import (
    Allocation,
    HandlingUnit,
    Location,
    Pick,
    PickStep,
    Shipment,
    StockTransaction,
)
from wms.queries import scanned
from wms.queries.scanned import ScannedItem
from wms.services import _floor, _picks, _totes, ledger, places
from wms.services.ledger import Leg
from wms.states import PickStatus, ShipmentStatus, StockStatus, TransactionKind

WHOLE = ("allocation__balance__location", "allocation__balance__item", "allocation__balance__lot")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """What a picker scanned and counted at a bin, as the scanner said it."""

    place: str
    item: str
    tote: str
    quantity: int
    serials: tuple[str, ...] = ()


@service
def confirm_pick(
    *, pick_id: int, reach: Reach, command: str, by: User | None, at: datetime, device: str = ""
) -> PickStep:
    """Take goods from the pick's bin into a tote. The same command again changes nothing.

    Raises WrongPlaceError, WrongItemError, WrongLotError, WrongToteError, OtherSiteError or UnknownCodeError
    for what was scanned, TooManyError for more than is asked, PickOverError where somebody was faster, and
    NotAllocatedError or NotEnoughStockError where the goods are no longer there for it.
    """
    shipment = _floor.hold(Pick.objects.values_list("shipment_id", flat=True).get(pk=pick_id))
    if done := _already(command):
        return done
    pick = Pick.objects.select_related(*WHOLE, "allocation__balance__handling_unit").get(pk=pick_id)
    _check(pick, shipment, reach)
    tote = scanned.unit_called(shipment.order.site, reach.tote)
    _totes.take(tote, shipment, at=at)
    posted = pick_allocated(
        idempotency=("pick", command),
        allocation=pick.allocation,
        quantity=reach.quantity,
        to_location=places.station(site_id=shipment.order.site_id),
        to_unit=tote,
        serials=reach.serials,
        effective_at=at,
        by=by,
        device=device,
    )
    _picks.follow([pick.allocation_id], ended=PickStatus.SHORT, tote_id=tote.pk)
    step = PickStep.objects.create(
        pick=pick,
        transaction=posted,
        tote=tote,
        quantity=reach.quantity,
        serials=list(reach.serials),
        by=by,
        made_at=at,
    )
    _floor.refresh({pick.wave_id}, at=at)
    _floor.tell(shipment, [], at=at, by=by, device=device)
    return step


@service
def pick_allocated(  # noqa: PLR0913 - a pick says all of this
    *,
    idempotency: tuple[str, str],
    allocation: Allocation,
    quantity: int,
    to_location: Location,
    effective_at: datetime,
    by: User | None,
    to_unit: HandlingUnit | None = None,
    serials: tuple[str, ...] = (),
    device: str = "",
) -> StockTransaction:
    """Pick from a claimed bin to a place, loose or into a unit there; the claim is used up by as much.

    Raises NotAllocatedError where the claim is not, or no longer, that large.
    """
    balance = allocation.balance
    leg = Leg(
        item=balance.item,
        quantity=quantity,
        origin=balance.location,
        target=to_location,
        owner=balance.owner,
        lot=balance.lot,
        status=StockStatus(balance.status),
        from_unit=balance.handling_unit,
        to_unit=to_unit,
        serials=serials,
        allocation=allocation,
    )
    return ledger.post(
        idempotency=idempotency,
        kind=TransactionKind.PICK,
        site=balance.site,
        effective_at=effective_at,
        by=by,
        legs=[leg],
        device=device,
        source=f"order-line:{allocation.line_id}",
    )


def _already(command: str) -> PickStep | None:
    return PickStep.objects.filter(
        transaction__idempotency_scope="pick", transaction__idempotency_key=command
    ).first()


def _check(pick: Pick, shipment: Shipment, reach: Reach) -> None:
    _check_open(pick, shipment)
    balance = pick.allocation.balance
    place = scanned.place_called(shipment.order.site, reach.place)
    if place.pk != balance.location_id:
        told = _("This is %(place)s. Go to %(wanted)s.") % {"place": place, "wanted": balance.location}
        raise WrongPlaceError(told, place=place.code, wanted=balance.location.code)
    _check_item(pick, scanned.item_called(reach.item))
    if not 0 < reach.quantity <= pick.left:
        told = _("%(quantity)d is not possible: %(left)d to pick here.") % {
            "quantity": reach.quantity,
            "left": pick.left,
        }
        raise TooManyError(told, quantity=reach.quantity, left=pick.left)


def _check_open(pick: Pick, shipment: Shipment) -> None:
    if pick.status == PickStatus.OPEN and shipment.status == ShipmentStatus.PICKING:
        return
    told = {
        PickStatus.PICKED: _("This was picked already for order %(order)s."),
        PickStatus.SHORT: _("This was reported short for order %(order)s."),
    }.get(PickStatus(pick.status), _("Order %(order)s is not to be picked any more."))
    raise PickOverError(told % {"order": shipment.order}, order=shipment.order.number, status=pick.status)


def _check_item(pick: Pick, found: ScannedItem) -> None:
    balance = pick.allocation.balance
    facts = {"item": found.item.sku, "wanted": balance.item.sku}
    if found.item.pk != balance.item_id:
        told = _("This is %(item)s. Take %(wanted)s.") % {
            "item": found.item.name,
            "wanted": balance.item.name,
        }
        raise WrongItemError(told, **facts)
    lot = balance.lot.code if balance.lot else ""
    if lot and found.lot and found.lot != lot:
        told = _("This is lot %(lot)s. Take lot %(wanted)s.") % {"lot": found.lot, "wanted": lot}
        raise WrongLotError(told, item=found.item.sku, lot=found.lot, wanted=lot)
