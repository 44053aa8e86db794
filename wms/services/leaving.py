"""Goods that leave the house: units onto a vehicle and back off it.

With a unit goes its order's claim: what stands in a vehicle is on the books, and no longer for sale.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import public_events
from core.errors import BadInputError
from core.public_events import Happening
from core.transactions import service
from wms.errors import UnitOnHoldError
from wms.models import HandlingUnit, Location, OutboundOrderLine, Promise, StockBalance, StockTransaction
from wms.services import _headers, _posting, places
from wms.services._headers import Header
from wms.services._legs import WHOLE, Leg, add_up, fingerprint, whole_leg
from wms.services._posting import Work
from wms.services.units import with_contents
from wms.states import LocationKind, PromiseStatus, StockStatus, TransactionKind


@dataclass(slots=True)
class _Room:
    """How much more of an order line's promise can go the way the unit goes."""

    line: OutboundOrderLine
    left: int


@service
def load_unit(
    *,
    idempotency: tuple[str, str],
    unit: HandlingUnit,
    order_id: int,
    vehicle: Location,
    effective_at: datetime,
    by: User | None,
    device: str = "",
) -> StockTransaction | None:
    """Move a unit with all in it onto a vehicle; the order's promises count it as loaded.

    Returns None where it holds nothing. Raises UnitOnHoldError for goods that may not be used, and
    NotEnoughStockError where the order has no claim on so much any more.
    """
    if vehicle.kind != LocationKind.VEHICLE:
        raise BadInputError(_("That is no vehicle."), place="vehicle")
    header = _header(TransactionKind.LOAD, idempotency, unit, vehicle, effective_at, by, device)
    return _carry(header, unit, vehicle, order_id)


@service
def unload_unit(
    *,
    idempotency: tuple[str, str],
    unit: HandlingUnit,
    order_id: int,
    lane: Location,
    effective_at: datetime,
    by: User | None,
    device: str = "",
) -> StockTransaction | None:
    """Put a unit that was loaded back into the house, before the vehicle has left."""
    header = _header(TransactionKind.MOVE, idempotency, unit, lane, effective_at, by, device)
    return _carry(header, unit, lane, order_id)


@service
def set_aside(
    *,
    idempotency: tuple[str, str],
    unit: HandlingUnit,
    effective_at: datetime,
    by: User | None,
    reason: str,
    device: str = "",
) -> StockTransaction | None:
    """Mark all that is in a unit as damaged, where it stands. Claims on it give way."""
    units = with_contents(unit)
    header = _header(TransactionKind.RELABEL, idempotency, unit, unit.location, effective_at, by, device)
    header = replace(header, reason=reason)
    if first := _headers.already(header):
        return first
    rows = _rows(units).filter(status=StockStatus.AVAILABLE)
    legs = [whole_leg(balance, to_status=StockStatus.DAMAGED) for balance in rows]
    _tell(unit, "set_aside", unit.location, header)
    if not legs:
        return None
    transit = places.virtual_location(site_id=unit.site_id, kind=LocationKind.TRANSIT)
    sums = add_up(unit.site, legs, transit)
    made, _is_new = _headers.begin(header)
    _posting.carry_out(Work(made, sums, yields=True))
    return made


def _header(
    kind: TransactionKind,
    idempotency: tuple[str, str],
    unit: HandlingUnit,
    place: Location,
    effective_at: datetime,
    by: User | None,
    device: str,
) -> Header:
    return Header(
        idempotency=idempotency,
        kind=kind,
        site=unit.site,
        effective_at=effective_at,
        by=by,
        fingerprint=fingerprint("unit", kind, unit.pk, place.pk, legs=()),
        device=device,
        source=f"unit:{unit.public_id}",
    )


def _carry(header: Header, unit: HandlingUnit, target: Location, order_id: int) -> StockTransaction | None:
    if target.is_virtual or target.site_id != unit.site_id:
        raise BadInputError(_("A unit moves to a place in its site."), place="target")
    units = with_contents(unit)
    if first := _headers.already(header):
        return first
    balances = list(_rows(units).exclude(location=target))
    made = None
    if balances:
        sums = add_up(header.site, _legs(balances, target, order_id), None)
        made, _is_new = _headers.begin(header)
        moving = frozenset(each.pk for each in units)
        _posting.carry_out(Work(made, sums, yields=False, moving_units=moving))
    HandlingUnit.objects.filter(pk__in=[each.pk for each in units]).update(location=target)
    HandlingUnit.objects.filter(pk=unit.pk, parent__isnull=False).update(parent=None)
    _tell(unit, "loaded" if target.kind == LocationKind.VEHICLE else "unloaded", target, header)
    return made


def _rows(units: Sequence[HandlingUnit]) -> QuerySet[StockBalance]:
    there = StockBalance.objects.there().filter(handling_unit__in=units)
    return there.select_related(*WHOLE).prefetch_related("serials").order_by("pk")


def _legs(balances: Sequence[StockBalance], target: Location, order_id: int) -> list[Leg]:
    """One leg per balance and order line: lines of one item share what is there, the first line first."""
    onto = target.kind == LocationKind.VEHICLE
    rooms: dict[tuple[int, int], list[_Room]] = {}
    promises = Promise.objects.filter(line__order=order_id, status=PromiseStatus.OPEN)
    for promise in promises.select_related("line").order_by("line__number"):
        room = promise.quantity - promise.loaded if onto else promise.loaded
        rooms.setdefault((promise.item_id, promise.owner_id), []).append(_Room(promise.line, room))
    legs: list[Leg] = []
    for balance in balances:
        if onto and balance.status != StockStatus.AVAILABLE:
            told = _("%(item)s in it is %(status)s. It stays here.")
            facts = {"item": balance.item.sku, "status": balance.get_status_display().lower()}
            raise UnitOnHoldError(told % facts, **facts)
        legs += _shared(whole_leg(balance, target=target), rooms.get((balance.item_id, balance.owner_id), []))
    return legs


def _shared(leg: Leg, rooms: Sequence[_Room]) -> list[Leg]:
    """Cut a leg along the room that its lines have; what is beyond goes on the last, and is refused there."""
    if leg.status != StockStatus.AVAILABLE or not rooms:
        return [leg]
    found, left, at = [], leg.quantity, 0
    for room in rooms:
        step = left if room is rooms[-1] else min(left, room.left)
        if step:
            serials = leg.serials[at : at + step]
            found.append(replace(leg, quantity=step, line=room.line, serials=serials))
            room.left -= step
        left, at = left - step, at + step
    return found


def _tell(unit: HandlingUnit, what: str, place: Location, header: Header) -> None:
    happening = Happening(
        type=f"handling_unit.{what}",
        subject_type="handling_unit",
        subject_id=unit.public_id,
        facts={"sscc": unit.sscc, "from": unit.location.code, "to": place.code},
        changed=["location"],
        scope=header.site.code,
    )
    public_events.record([happening], at=header.effective_at, by=header.by, device=header.device)
