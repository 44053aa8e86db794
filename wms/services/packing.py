"""Packing: piece by piece out of the tote into a carton, checked by scan, until the shipment is whole."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import events
from core.transactions import service
from wms.errors import NotReadyError, TooManyError
from wms.events import ShipmentsPacked
from wms.models import CartonType, HandlingUnit, Parcel, ParcelLine, Pick, Shipment, StockTransaction
from wms.queries import scanned
from wms.services import _floor, _packing, _totes, ledger, places
from wms.services._packing import Take
from wms.services.ledger import Leg
from wms.services.sscc import next_sscc
from wms.states import (
    HandlingUnitKind,
    ParcelStatus,
    ShipmentStatus,
    StockStatus,
    TransactionKind,
)

HEAVIEST_G = 2_000_000
"""More than two tonnes in one carton is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What a scan at the bench did: into which parcel, and how much is left in the shipment's totes."""

    parcel: Parcel
    quantity: int
    left: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """What was scanned at the bench, as the scanner said it. Without a quantity: what one scan stands for."""

    tote: str
    item: str
    quantity: int = 0
    serials: tuple[str, ...] = ()


@service
def pack(
    *,
    shipment_id: int,
    piece: Piece,
    command: str,
    by: User | None,
    at: datetime,
    carton_type: CartonType | None = None,
    device: str = "",
) -> Packed:
    """Move goods from a tote into the open carton; one is opened where none is. The same command again
    changes nothing.

    Raises WrongToteError, WrongItemError, WrongLotError or TooManyError: nothing goes into a carton that was
    not picked for this shipment. Of two who pack one tote each piece goes into a carton once.
    """
    shipment = _floor.hold(shipment_id)
    if done := _already(command, shipment):
        return done
    _check_status(shipment)
    site = shipment.order.site
    tote = _packing.tote_of(shipment, scanned.unit_called(site, piece.tote))
    found = scanned.item_called(piece.item)
    quantity = piece.quantity or found.quantity
    take = _packing.what_to_take(shipment, tote, found, quantity, piece.serials)
    parcel = _open_carton(shipment, carton_type)
    _post(parcel, take, command, by=by, at=at, device=device)
    _packing.write_lines(parcel, take)
    _floor.tell(shipment, [], at=at, by=by, device=device)
    return Packed(parcel, quantity, left_in_totes(shipment))


@service
def close_carton(
    *,
    shipment_id: int,
    number: int,
    by: User | None,
    at: datetime,
    weight_g: int | None = None,
    carton_type: CartonType | None = None,
    device: str = "",
) -> Parcel:
    """The carton is full: its weight and volume are real now, and it gets its label.

    Weight from a scale wins over the sum of the items. Closing twice changes nothing. Raises NotReadyError
    for an empty carton, TooManyError for a weight nobody lifts.
    """
    shipment = _floor.hold(shipment_id)
    parcel = Parcel.objects.locked().filter(shipment=shipment, number=number).first()
    if parcel is None:
        raise NotReadyError(_("There is no carton %(number)s to close.") % {"number": number}, number=number)
    if parcel.status == ParcelStatus.CLOSED:
        return parcel
    if not parcel.lines.exists():
        raise NotReadyError(_("Carton %(number)s is still empty.") % {"number": number}, number=number)
    if weight_g is not None and not 0 < weight_g <= HEAVIEST_G:
        raise TooManyError(_("%(weight)s g is not a weight of a carton.") % {"weight": weight_g})
    parcel.carton_type = carton_type or parcel.carton_type
    weight, parcel.volume_ml = _packing.measure(parcel)
    parcel.weight_g = weight_g or weight
    parcel.packed_at, parcel.packed_by = at, by
    parcel.become(ParcelStatus.CLOSED)
    parcel.save()
    HandlingUnit.objects.filter(pk=parcel.handling_unit_id).update(
        weight_g=parcel.weight_g, volume_ml=parcel.volume_ml
    )
    told = _floor.of_unit(
        "packed", parcel.handling_unit, shipment, number=parcel.number, weight_g=parcel.weight_g
    )
    _floor.tell(shipment, [told], at=at, by=by, device=device)
    return parcel


@service
def close_shipment(*, shipment_id: int, by: User | None, at: datetime, device: str = "") -> Shipment:
    """Everything that was picked is in closed cartons: the shipment's figures are the real ones now.

    Publishes ShipmentsPacked. Closing twice changes nothing. Raises NotReadyError that says what is missing.
    """
    shipment = _floor.hold(shipment_id)
    if shipment.status != ShipmentStatus.PICKING:
        _check_status(shipment, but=ShipmentStatus.PACKED)
        return shipment
    parcels = list(Parcel.objects.filter(shipment=shipment).order_by("number"))
    _check_whole(shipment, parcels, at)
    shipment.units = len(parcels)
    shipment.weight_g = sum(parcel.weight_g for parcel in parcels)
    shipment.volume_ml = sum(parcel.volume_ml for parcel in parcels)
    shipment.become(ShipmentStatus.PACKED)
    shipment.save(update_fields=["units", "weight_g", "volume_ml", "status", "updated_at"])
    told = _floor.of_shipment(
        "packed",
        shipment,
        changed=["status", "units", "weight_g", "volume_ml"],
        units=shipment.units,
        weight_g=shipment.weight_g,
    )
    _floor.tell(shipment, [told], at=at, by=by, device=device)
    events.publish(ShipmentsPacked(shipment_ids=(shipment.pk,)))
    return shipment


@service
def take_out(*, shipment_id: int, command: str, by: User | None, at: datetime) -> StockTransaction:
    """Put what was packed last into the open carton back into its tote. Raises NotReadyError for none."""
    shipment = _floor.hold(shipment_id)
    parcel = Parcel.objects.locked().filter(shipment=shipment, status=ParcelStatus.OPEN).first()
    done = StockTransaction.objects.filter(idempotency_scope="unpack", idempotency_key=command).first()
    if done:
        return done
    last = _last(parcel) if parcel else None
    if parcel is None or last is None:
        raise NotReadyError(_("Nothing in an open carton can be taken out."))
    undone = ledger.reverse(
        transaction=last, idempotency=("unpack", command), effective_at=at, by=by, reason="undo"
    )
    _packing.forget_lines(parcel, last)
    _floor.tell(shipment, [], at=at, by=by)
    return undone


def left_in_totes(shipment: Shipment) -> int:
    """How many base units were picked for the shipment and are not packed."""
    picked = Pick.objects.filter(shipment=shipment).aggregate(n=Sum("picked"))["n"] or 0
    packed = ParcelLine.objects.filter(parcel__shipment=shipment).aggregate(n=Sum("quantity"))["n"] or 0
    return int(picked - packed)


def _already(command: str, shipment: Shipment) -> Packed | None:
    first = StockTransaction.objects.filter(idempotency_scope="pack", idempotency_key=command).first()
    if first is None:
        return None
    into = first.entries.get(delta__gt=0)
    parcel = Parcel.objects.get(handling_unit=into.balance.handling_unit_id)
    return Packed(parcel, into.delta, left_in_totes(shipment))


def _check_status(shipment: Shipment, *, but: ShipmentStatus | None = None) -> None:
    if shipment.status in (ShipmentStatus.PICKING, but):
        return
    told = _("Order %(order)s is %(status)s: nothing is to be packed.") % {
        "order": shipment.order,
        "status": shipment.get_status_display(),
    }
    raise NotReadyError(told, order=shipment.order.number, status=shipment.status)


def _open_carton(shipment: Shipment, carton_type: CartonType | None) -> Parcel:
    parcel = (
        Parcel.objects.select_related("handling_unit", "carton_type")
        .filter(shipment=shipment, status=ParcelStatus.OPEN)
        .first()
    )
    if parcel:
        parcel.shipment = shipment
        return parcel
    site = shipment.order.site
    last = Parcel.objects.filter(shipment=shipment).aggregate(last=Max("number"))["last"] or 0
    unit = HandlingUnit.objects.create(
        sscc=next_sscc(),
        kind=HandlingUnitKind.CARTON,
        site=site,
        location=places.station(site_id=site.pk),
    )
    return Parcel.objects.create(
        shipment=shipment,
        number=last + 1,
        handling_unit=unit,
        carton_type=carton_type or _packing.suggest(shipment),
    )


def _post(parcel: Parcel, take: Take, command: str, *, by: User | None, at: datetime, device: str) -> None:
    balance = take.balance
    leg = Leg(
        item=balance.item,
        quantity=take.quantity,
        origin=balance.location,
        target=balance.location,
        owner=balance.owner,
        lot=balance.lot,
        status=StockStatus(balance.status),
        from_unit=balance.handling_unit,
        to_unit=parcel.handling_unit,
        serials=take.serials,
    )
    ledger.post(
        idempotency=("pack", command),
        kind=TransactionKind.MOVE,
        site=parcel.handling_unit.site,
        effective_at=at,
        by=by,
        legs=[leg],
        device=device,
        source=f"parcel:{parcel.public_id}",
    )


def _last(parcel: Parcel) -> StockTransaction | None:
    return (
        StockTransaction.objects.filter(source=f"parcel:{parcel.public_id}", reversed_by__isnull=True)
        .exclude(idempotency_scope="unpack")
        .order_by("-posted_at", "-pk")
        .first()
    )


def _check_whole(shipment: Shipment, parcels: list[Parcel], at: datetime) -> None:
    facts = {"order": shipment.order}
    if Pick.objects.to_do().filter(shipment=shipment).exists():
        raise NotReadyError(_("Order %(order)s is not picked in full yet.") % facts)
    if full := _totes.free_empty(shipment, at=at):
        left = left_in_totes(shipment)
        told = ngettext(
            "%(left)d piece is still in tote %(tote)s.", "%(left)d pieces are still in tote %(tote)s.", left
        )
        raise NotReadyError(told % {"left": left, "tote": full[0].sscc[-6:]}, left=left)
    if not parcels:
        raise NotReadyError(_("Nothing was found for order %(order)s: there is nothing to pack.") % facts)
    if any(parcel.status == ParcelStatus.OPEN for parcel in parcels):
        raise NotReadyError(_("Carton %(number)s is still open.") % {"number": parcels[-1].number})
