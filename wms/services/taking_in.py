"""Goods that come back: off a vehicle onto the returns dock, what becomes of them there, and out again.

Each act is one posting of its own, so the ledger shows every step from the vehicle to the shelf.
"""

from django.utils.translation import gettext as _

from core import public_events
from core.errors import BadInputError
from core.public_events import Happening
from core.transactions import service
from wms.models import HandlingUnit, Location, Site, StockBalance, StockTransaction
from wms.services import ledger, places
from wms.services._carrying import Part, Posted, carry, header_of
from wms.services._legs import WHOLE, Leg, fingerprint, whole_leg
from wms.services.units import with_contents
from wms.states import LocationKind, StockStatus, TransactionKind

__all__ = [
    "Part",
    "Posted",
    "bring_back_loss",
    "landed_on",
    "move_part",
    "take_in_loose",
    "take_in_unit",
    "tell_unit",
]


@service
def take_in_unit(*, unit: HandlingUnit, posted: Posted) -> StockTransaction | None:
    """Move a unit with all in it onto the returns dock, to be inspected; None where it holds nothing.

    Raises BadInputError where it does not stand on a vehicle.
    """
    if unit.location.kind != LocationKind.VEHICLE:
        raise BadInputError(_("%(unit)s does not stand on a vehicle.") % {"unit": unit.sscc}, place="unit")
    dock = places.returns_dock(site_id=unit.site_id)
    units = with_contents(unit)
    rows = StockBalance.objects.there().filter(handling_unit__in=units, location=unit.location_id)
    balances = list(rows.select_related(*WHOLE).prefetch_related("serials").order_by("pk"))
    made = None
    if balances:
        hashed = fingerprint("take in", unit.pk, legs=())
        header = header_of(TransactionKind.RETURN, unit.site, posted, hashed, f"unit:{unit.public_id}")
        legs = [whole_leg(row, target=dock, to_status=StockStatus.INSPECTION) for row in balances]
        made = carry(header, legs, units)
    HandlingUnit.objects.filter(pk__in=[each.pk for each in units]).update(location=dock)
    HandlingUnit.objects.filter(pk=unit.pk, parent__isnull=False).update(parent=None)
    tell_unit(what="taken_in", unit=unit, place=dock, posted=posted)
    return made


@service
def take_in_loose(*, part: Part, posted: Posted) -> StockTransaction:
    """Take goods out of what they came in, off the vehicle onto the returns dock, to be inspected."""
    dock = places.returns_dock(site_id=part.balance.site_id)
    return move_part(
        kind=TransactionKind.RETURN, part=part, target=dock, to_status=StockStatus.INSPECTION, posted=posted
    )


@service
def move_part(
    *,
    kind: TransactionKind,
    part: Part,
    target: Location,
    posted: Posted,
    to_status: StockStatus | None = None,
    stays_in_unit: bool = False,
) -> StockTransaction:
    """Post one part: to another place, or with another status where it lies.

    Raises NotEnoughStockError where there is not that much any more, or orders have a claim on it.
    """
    balance = part.balance
    leg = Leg(
        item=balance.item,
        quantity=part.quantity,
        origin=balance.location,
        target=target,
        owner=balance.owner,
        lot=balance.lot,
        status=StockStatus(balance.status),
        to_status=to_status,
        from_unit=balance.handling_unit,
        to_unit=balance.handling_unit if stays_in_unit else None,
        serials=part.serials,
    )
    return _post(kind, balance.site, leg, posted)


@service
def bring_back_loss(
    *, balance: StockBalance, quantity: int, serials: tuple[str, ...], dock: Location, posted: Posted
) -> StockTransaction:
    """Goods that were written off from a balance are at the dock after all, loose, to be inspected."""
    loss = places.virtual_location(site_id=balance.site_id, kind=LocationKind.LOSS)
    leg = Leg(
        item=balance.item,
        quantity=quantity,
        origin=loss,
        target=dock,
        owner=balance.owner,
        lot=balance.lot,
        status=StockStatus(balance.status),
        to_status=StockStatus.INSPECTION,
        serials=serials,
        fifo_at=balance.fifo_at,
    )
    return _post(TransactionKind.ADJUST, balance.site, leg, posted)


def _post(kind: TransactionKind, site: Site, leg: Leg, posted: Posted) -> StockTransaction:
    return ledger.post(
        idempotency=posted.idempotency,
        kind=kind,
        site=site,
        effective_at=posted.effective_at,
        by=posted.by,
        legs=[leg],
        device=posted.device,
        source=posted.source,
        reason=posted.reason,
    )


def landed_on(transaction: StockTransaction) -> list[StockBalance]:
    """The balances that a posting added to, of stock one can touch."""
    rows = StockBalance.objects.filter(entries__transaction=transaction, entries__delta__gt=0)
    return list(rows.real().select_related(*WHOLE, "site").order_by("pk").distinct())


def tell_unit(*, what: str, unit: HandlingUnit, place: Location, posted: Posted) -> None:
    """Write `handling_unit.<what>` into its history."""
    happening = Happening(
        type=f"handling_unit.{what}",
        subject_type="handling_unit",
        subject_id=unit.public_id,
        facts={"sscc": unit.sscc, "from": unit.location.code, "to": place.code},
        changed=["location"],
        scope=unit.site.code,
    )
    public_events.record([happening], at=posted.effective_at, by=posted.by, device=posted.device)
