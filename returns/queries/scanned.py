"""What a code scanned at the returns dock means: a unit, or loose goods on a vehicle. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext as _

from lastmile.models import Delivery, LoadUnit, Route
from lastmile.queries.on_board import left_of
from returns.errors import NotOnVehicleError
from wms.errors import TooManyError, UnknownCodeError, WrongItemError
from wms.models import HandlingUnit, Site, StockBalance
from wms.queries import scanned
from wms.states import LocationKind, StockStatus

WHOLE = ("site", "item", "lot", "owner", "location", "handling_unit")
REFUSED_FIRST = (StockStatus.AVAILABLE, StockStatus.INSPECTION, StockStatus.DAMAGED, StockStatus.HOLD)
DAMAGED_FIRST = (StockStatus.DAMAGED, StockStatus.AVAILABLE, StockStatus.INSPECTION, StockStatus.HOLD)
"""Of one item several parts may be on the van: what was refused, damaged, and what the driver missed."""


@dataclass(frozen=True, slots=True)
class Taken:
    """So much of one balance on the vehicle, and whose delivery it was."""

    balance: StockBalance
    quantity: int
    serials: tuple[str, ...]
    delivery_id: int


@dataclass(frozen=True, slots=True)
class Found:
    """A scan as the books read it: with which route it came, the unit if it was one, the goods."""

    route: Route
    parts: list[Taken] = field(default_factory=list)
    unit: HandlingUnit | None = None


def unit_of(site: Site, code: str) -> HandlingUnit | None:
    """The handling unit that a code names; None for a code of something else. Raises OtherSiteError."""
    try:
        return scanned.unit_called(site, code)
    except UnknownCodeError:
        return None


def unit_on_vehicle(unit: HandlingUnit) -> Found:
    """A unit and all in it, on the vehicle where it stands. Raises NotOnVehicleError: where it is."""
    if unit.location.kind != LocationKind.VEHICLE:
        raise NotOnVehicleError(_where(unit), unit=unit.sscc, place=unit.location.code)
    units = [unit.pk, *HandlingUnit.objects.filter(parent=unit).values_list("pk", flat=True)]
    rows = StockBalance.objects.there().filter(handling_unit__in=units, location=unit.location_id)
    balances = list(rows.select_related(*WHOLE).prefetch_related("serials").order_by("pk"))
    loaded = LoadUnit.objects.filter(
        handling_unit__in=[*units, unit.parent_id], loaded_at__isnull=False,
        load__trip__route__vehicle__location=unit.location_id,
    ).select_related("load__trip__route")  # fmt: skip
    latest = loaded.order_by("-loaded_at", "-pk").first()
    if latest is None or not balances:
        told = _("%(unit)s is empty by the books.") % {"unit": unit.sscc}
        raise NotOnVehicleError(told, unit=unit.sscc, place=unit.location.code)
    owners = _owners_of(balances)
    parts = [
        Taken(one, one.on_hand, tuple(s.number for s in one.serials.all()), owners[one.pk])
        for one in balances
    ]
    return Found(latest.load.trip.route, parts, unit)


def goods_on_vehicle(
    route: Route, code: str, *, quantity: int, serials: tuple[str, ...], is_damaged: bool
) -> Found:
    """Loose goods that a barcode, SKU, lot or serial number names, on the vehicle of a route that is back.

    Raises WrongItemError where none is left there, TooManyError, and what reading an item raises.
    """
    said = scanned.item_called(code)
    order = DAMAGED_FIRST if is_damaged else REFUSED_FIRST
    rank = Case(
        *[When(status=status, then=Value(place)) for place, status in enumerate(order)],
        default=Value(len(order)),
        output_field=IntegerField(),
    )
    rows = left_of(route).filter(item=said.item).annotate(rank=rank)
    if said.lot:
        rows = rows.filter(lot__code__iexact=said.lot)
    balances = list(rows.select_related(*WHOLE).prefetch_related("serials").order_by("rank", "pk"))
    if not balances:
        told = _("%(item)s is not left on the vehicle of %(route)s.")
        facts = {"item": said.item.name, "route": route.code}
        raise WrongItemError(told % facts, item=said.item.sku, route=route.code)
    numbers = serials or ((said.serial,) if said.serial else ())
    wanted = quantity or len(numbers) or said.quantity
    parts = _share(balances, wanted, numbers)
    if sum(part.quantity for part in parts) < wanted:
        left = sum(one.on_hand for one in balances)
        told = _("Only %(left)d of %(item)s are left on the vehicle.")
        raise TooManyError(told % {"left": left, "item": said.item.name}, left=left)
    owners = _owners_of([part.balance for part in parts])
    whole = [Taken(one.balance, one.quantity, one.serials, owners[one.balance.pk]) for one in parts]
    return Found(route, whole)


def _share(balances: Sequence[StockBalance], wanted: int, numbers: tuple[str, ...]) -> list[Taken]:
    parts = []
    for one in balances:
        held = [serial.number for serial in one.serials.all()]
        chosen = tuple(number for number in held if not numbers or number in numbers)[:wanted]
        step = len(chosen) if held or numbers else min(one.on_hand, wanted)
        if step:
            parts.append(Taken(one, step, chosen, 0))
            wanted -= step
        if not wanted:
            break
    return parts


def _owners_of(balances: list[StockBalance]) -> dict[int, int]:
    """Whose delivery each balance was: by the unit that it was loaded in."""
    units = {one.handling_unit_id for one in balances if one.handling_unit_id}
    parents = dict(HandlingUnit.objects.filter(pk__in=units).values_list("pk", "parent_id"))
    rows = LoadUnit.objects.filter(
        handling_unit__in=[*units, *parents.values()], loaded_at__isnull=False
    ).order_by("loaded_at", "pk")
    shipments = dict(rows.values_list("handling_unit", "shipment"))
    found = Delivery.objects.filter(shipment__in=set(shipments.values()))
    deliveries = dict(found.values_list("shipment_id", "pk"))
    return {
        one.pk: deliveries[
            shipments.get(one.handling_unit_id or 0) or shipments[parents[one.handling_unit_id or 0] or 0]
        ]
        for one in balances
    }


def _where(unit: HandlingUnit) -> str:
    facts = {"unit": f"…{unit.sscc[-6:]}", "place": unit.location.code}
    if unit.location.kind == LocationKind.CUSTOMER:
        return _("%(unit)s was handed over, by the books. Ask the office.") % facts
    if unit.location.kind == LocationKind.LOSS:
        return _("%(unit)s was written off. Undo that first.") % facts
    return _("%(unit)s is in already: it stands at %(place)s.") % facts
