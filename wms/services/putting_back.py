"""Goods of cancelled orders go from their totes and parcels back onto a shelf."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BadInputError
from core.transactions import service
from wms.errors import NotReadyError, TooManyError, WrongItemError, WrongPlaceError
from wms.models import HandlingUnit, Parcel, Pick, Shipment, Site, StockBalance, StockTransaction, ToteUse
from wms.queries import scanned
from wms.services import _floor, _totes, ledger
from wms.services.ledger import Leg
from wms.states import LocationKind, ShipmentStatus, StockStatus, TransactionKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Return:
    """What was scanned while putting back, as the scanner said it."""

    unit: str
    item: str
    place: str
    quantity: int
    serials: tuple[str, ...] = ()


def waiting(*, site_id: int) -> list[StockBalance]:
    """What still lies in totes and parcels of the site's cancelled orders."""
    shipments = Shipment.objects.filter(order__site=site_id, status=ShipmentStatus.CANCELLED)
    in_totes = ToteUse.objects.filter(shipment__in=shipments, freed_at__isnull=True).values("tote")
    in_parcels = HandlingUnit.objects.filter(parcel__shipment__in=shipments)
    held = StockBalance.objects.there().real()
    held = held.filter(handling_unit__in=in_totes) | held.filter(handling_unit__in=in_parcels)
    related = ("item", "lot", "handling_unit", "location")
    return list(held.select_related(*related).order_by("handling_unit", "item__sku", "pk"))


def origin_of(balance: StockBalance) -> str:
    """From which bin goods of a cancelled order were taken: where they go back to best; empty if unknown."""
    picks = Pick.objects.filter(
        steps__tote=balance.handling_unit_id,
        allocation__balance__item=balance.item_id,
        allocation__balance__lot=balance.lot_id,
    )
    return picks.order_by("-pk").values_list("allocation__balance__location__code", flat=True).first() or ""


@service
def put_back(
    *, site: Site, back: Return, command: str, by: User | None, at: datetime, device: str = ""
) -> StockTransaction:
    """Move goods of a cancelled order from their tote or parcel into a bin. The same command again changes
    nothing; an empty tote is free again.

    Raises NotReadyError where the order lives, WrongItemError, TooManyError, WrongPlaceError for no bin.
    """
    done = StockTransaction.objects.filter(idempotency_scope="put back", idempotency_key=command).first()
    if done:
        return done
    unit = scanned.unit_called(site, back.unit)
    shipment = _held_for(unit)
    place = scanned.place_called(site, back.place)
    if place.kind != LocationKind.BIN:
        raise WrongPlaceError(_("%(place)s is not a bin.") % {"place": place}, place=place.code)
    found = scanned.item_called(back.item)
    balance = _balance(unit, found, back.quantity)
    leg = Leg(
        item=balance.item,
        quantity=back.quantity,
        origin=balance.location,
        target=place,
        owner=balance.owner,
        lot=balance.lot,
        status=StockStatus(balance.status),
        from_unit=unit,
        serials=tuple(back.serials) or ((found.serial,) if found.serial else ()),
    )
    posted = ledger.post(
        idempotency=("put back", command),
        kind=TransactionKind.MOVE,
        site=site,
        effective_at=at,
        by=by,
        legs=[leg],
        device=device,
        source=f"shipment:{shipment.public_id}",
        reason="cancelled",
    )
    _totes.free_empty(shipment, at=at)
    _floor.tell(shipment, [], at=at, by=by, device=device)
    return posted


def _held_for(unit: HandlingUnit) -> Shipment:
    """The cancelled shipment whose goods are in the unit, held."""
    use = ToteUse.objects.filter(tote=unit, freed_at__isnull=True).first()
    mine = use or Parcel.objects.filter(handling_unit=unit).first()
    if mine is None:
        raise BadInputError(_("%(unit)s holds nothing to put back.") % {"unit": unit.sscc}, place="unit")
    shipment = _floor.hold(mine.shipment_id)
    if shipment.status != ShipmentStatus.CANCELLED:
        told = _("Order %(order)s is not cancelled.") % {"order": shipment.order}
        raise NotReadyError(told, order=shipment.order.number)
    return shipment


def _balance(unit: HandlingUnit, found: scanned.ScannedItem, quantity: int) -> StockBalance:
    held = StockBalance.objects.there().filter(handling_unit=unit, item=found.item)
    rows = held.select_related("item", "location", "lot", "owner").order_by("pk")
    lots = [row for row in rows if not found.lot or (row.lot and row.lot.code == found.lot)]
    if not lots:
        told = _("%(item)s is not in there.") % {"item": found.item.name}
        raise WrongItemError(told, item=found.item.sku)
    if not 0 < quantity <= lots[0].on_hand:
        told = _("Only %(left)d of %(item)s are in there.") % {
            "left": lots[0].on_hand,
            "item": found.item.name,
        }
        raise TooManyError(told, left=lots[0].on_hand)
    return lots[0]
