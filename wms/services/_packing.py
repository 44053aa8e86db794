"""What may go into a carton, and which order lines it is for. Steps of wms.services.packing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _

from wms.engine.cartons import CartonSize, smallest_carton
from wms.errors import TooManyError, WrongItemError, WrongLotError, WrongToteError
from wms.models import (
    Allocation,
    CartonType,
    HandlingUnit,
    OutboundOrderLine,
    Parcel,
    ParcelLine,
    Pick,
    Shipment,
    StockBalance,
    StockTransaction,
    ToteUse,
)
from wms.queries.scanned import ScannedItem
from wms.states import Tracking


@dataclass(frozen=True, slots=True)
class Take:
    """So much of one balance in a tote."""

    balance: StockBalance
    quantity: int
    serials: tuple[str, ...]


def tote_of(shipment: Shipment, unit: HandlingUnit) -> HandlingUnit:
    """The unit, where it is a tote of this shipment. Raises WrongToteError that says whose it is."""
    use = ToteUse.objects.filter(tote=unit, freed_at__isnull=True).select_related("shipment__order").first()
    if use and use.shipment_id == shipment.pk:
        return unit
    if use:
        told = _("This tote belongs to order %(other)s, not to %(order)s.") % {
            "other": use.shipment.order,
            "order": shipment.order,
        }
        raise WrongToteError(told, tote=unit.sscc, order=use.shipment.order.number)
    raise WrongToteError(_("Tote %(tote)s is empty.") % {"tote": unit.sscc}, tote=unit.sscc)


def what_to_take(
    shipment: Shipment, tote: HandlingUnit, found: ScannedItem, quantity: int, serials: Sequence[str]
) -> Take:
    """The goods in the tote that the scan means. Raises WrongItemError, WrongLotError, TooManyError."""
    held = StockBalance.objects.there().filter(handling_unit=tote, item=found.item)
    balances = list(held.select_related("item", "location", "lot", "owner", "handling_unit").order_by("pk"))
    if not balances:
        raise _not_in_tote(shipment, tote, found)
    numbers = tuple(serials) or ((found.serial,) if found.serial else ())
    balance = _which(balances, found, numbers)
    if not 0 < quantity <= balance.on_hand:
        told = _("Too many: %(left)d of %(item)s are left in this tote.") % {
            "left": balance.on_hand,
            "item": found.item.name,
        }
        raise TooManyError(told, left=balance.on_hand, item=found.item.sku)
    needed = found.item.tracking == Tracking.SERIAL
    return Take(balance, quantity, numbers if needed else ())


def write_lines(parcel: Parcel, take: Take) -> None:
    """Say which order lines the goods are for: the first that was picked and is not packed in full."""
    left = take.quantity
    serials = list(take.serials)
    for line, room in _rooms(parcel.shipment, take):
        step = min(left, room)
        if step:
            _add(parcel, line, take, step, [serials.pop(0) for _piece in range(min(step, len(serials)))])
        left -= step
    if left:
        told = _("Too many: order %(order)s got no more of %(item)s.") % {
            "order": parcel.shipment.order,
            "item": take.balance.item.name,
        }
        raise TooManyError(told, item=take.balance.item.sku)


def forget_lines(parcel: Parcel, posted: StockTransaction) -> None:
    """What a posting had put into the parcel is out again: its lines say less, the last ones first."""
    gone = posted.entries.get(delta__gt=0)
    serials = set(posted.serial_moves.values_list("serial__number", flat=True))
    left = gone.delta
    entries = ParcelLine.objects.filter(parcel=parcel, line__item=gone.item, lot=gone.lot)
    for entry in entries.order_by("-line__number"):
        step = min(left, entry.quantity)
        left -= step
        entry.quantity -= step
        entry.serials = [number for number in entry.serials if number not in serials]
        if entry.quantity:
            entry.save(update_fields=["quantity", "serials"])
        else:
            entry.delete()


def suggest(shipment: Shipment) -> CartonType | None:
    """The smallest carton for what is still in the shipment's totes, by volume and weight."""
    totes = ToteUse.objects.filter(shipment=shipment, freed_at__isnull=True).values("tote")
    rest = StockBalance.objects.there().filter(handling_unit__in=totes).select_related("item")
    volume = sum(balance.on_hand * (balance.item.volume_ml or 0) for balance in rest)
    weight = sum(balance.on_hand * (balance.item.weight_g or 0) for balance in rest)
    types = {each.pk: each for each in CartonType.objects.filter(is_active=True)}
    sizes = [CartonSize(pk, each.holds_ml, each.max_weight_g, each.tare_g) for pk, each in types.items()]
    best = smallest_carton(sizes, volume_ml=volume, weight_g=weight)
    return types[best.key] if best else None


def measure(parcel: Parcel) -> tuple[int, int]:
    """Grams and millilitres of a parcel by its contents and its carton; at least 1 gram."""
    weight = volume = 0
    for entry in ParcelLine.objects.filter(parcel=parcel).select_related("line__item"):
        weight += entry.quantity * (entry.line.item.weight_g or 0)
        volume += entry.quantity * (entry.line.item.volume_ml or 0)
    if parcel.carton_type:
        weight += parcel.carton_type.tare_g
        volume = parcel.carton_type.volume_ml
    return max(1, weight), volume


def _which(balances: Sequence[StockBalance], found: ScannedItem, serials: Sequence[str]) -> StockBalance:
    if serials:
        for balance in balances:
            if balance.serials.filter(number__in=serials).count() == len(set(serials)):
                return balance
        told = _("Serial number %(serial)s is not in this tote.") % {"serial": serials[0]}
        raise WrongItemError(told, serial=serials[0])
    if found.lot:
        balances = [balance for balance in balances if balance.lot and balance.lot.code == found.lot]
        if not balances:
            told = _("Lot %(lot)s was not picked for this order.") % {"lot": found.lot}
            raise WrongLotError(told, lot=found.lot)
    if len({balance.lot_id for balance in balances}) > 1:
        lots = sorted(balance.lot.code for balance in balances if balance.lot)
        told = _("This tote holds several lots of it: %(lots)s. Scan the lot.") % {"lots": ", ".join(lots)}
        raise WrongLotError(told, lots=lots)
    return balances[0]


def _not_in_tote(shipment: Shipment, tote: HandlingUnit, found: ScannedItem) -> WrongItemError:
    picked = Pick.objects.filter(shipment=shipment, allocation__balance__item=found.item, picked__gt=0)
    if not picked.exists():
        told = _("%(item)s is not in order %(order)s.")
    else:
        told = _("No more of %(item)s in this tote for order %(order)s.")
    facts = {"item": found.item.name, "order": shipment.order}
    return WrongItemError(told % facts, item=found.item.sku, order=shipment.order.number, tote=tote.sscc)


def _rooms(shipment: Shipment, take: Take) -> list[tuple[OutboundOrderLine, int]]:
    """The order's lines with what of item and lot was picked for this shipment and is not packed."""
    picks = Pick.objects.filter(shipment=shipment, allocation__balance__item=take.balance.item)
    room: dict[int, int] = defaultdict(int)
    claims = Allocation.objects.filter(pick__in=picks, balance__lot=take.balance.lot)
    for claim in claims.values("line").annotate(total=Sum("picked")).order_by():
        room[claim["line"]] += claim["total"]
    packed = ParcelLine.objects.filter(parcel__shipment=shipment, line__in=list(room), lot=take.balance.lot)
    for entry in packed.values("line").annotate(total=Sum("quantity")).order_by():
        room[entry["line"]] -= entry["total"]
    lines = OutboundOrderLine.objects.filter(pk__in=list(room)).order_by("number")
    return [(line, max(room[line.pk], 0)) for line in lines]


def _add(parcel: Parcel, line: OutboundOrderLine, take: Take, quantity: int, serials: list[str]) -> None:
    entry = ParcelLine.objects.filter(parcel=parcel, line=line, lot=take.balance.lot).first()
    if entry is None:
        ParcelLine.objects.create(
            parcel=parcel, line=line, lot=take.balance.lot, quantity=quantity, serials=serials
        )
        return
    entry.quantity += quantity
    entry.serials = [*entry.serials, *serials]
    entry.save(update_fields=["quantity", "serials"])
