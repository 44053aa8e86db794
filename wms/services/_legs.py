"""Legs of a posting, and what they add up to per balance. Plain arithmetic; no statement is sent."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.errors import BadInputError
from wms.models import (
    Allocation,
    HandlingUnit,
    Item,
    Location,
    Lot,
    OutboundOrderLine,
    Owner,
    Site,
    StockBalance,
)
from wms.states import StockStatus, Tracking

LARGEST = 10**15
"""More of anything is a slip of the finger; sums of so many still fit a bigint."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Leg:
    """Goods that go from one place to another, in base units of the item.

    A virtual place at one end makes it a receipt, a delivery, a loss or a gain. `to_lot`, `to_status` and
    `to_unit` say what they are at the target; without them lot and status stay, and `to_unit` means loose.
    """

    item: Item
    quantity: int
    origin: Location
    target: Location
    owner: Owner
    lot: Lot | None = None
    to_lot: Lot | None = None
    status: StockStatus = StockStatus.AVAILABLE
    to_status: StockStatus | None = None
    from_unit: HandlingUnit | None = None
    to_unit: HandlingUnit | None = None
    serials: tuple[str, ...] = ()
    allocation: Allocation | None = None
    """The claim on the origin's balance that this leg uses up."""
    line: OutboundOrderLine | None = None
    """The order line whose promise goes with the goods, out of what may be promised or back into it."""
    fifo_at: datetime | None = None
    """The age of goods that come from a virtual place; the posting's time if nobody says."""


def whole_leg(
    balance: StockBalance, *, target: Location | None = None, to_status: StockStatus | None = None
) -> Leg:
    """Everything on a balance, in its unit if it is in one, to another place or into another status."""
    return Leg(
        item=balance.item,
        quantity=balance.on_hand,
        origin=balance.location,
        target=target or balance.location,
        owner=balance.owner,
        lot=balance.lot,
        status=StockStatus(balance.status),
        to_status=to_status,
        from_unit=balance.handling_unit,
        to_unit=balance.handling_unit,
        serials=tuple(serial.number for serial in balance.serials.all()),
    )


WHOLE = ("item", "location", "owner", "lot", "handling_unit")
"""What `whole_leg` reads of a balance."""


class BalanceKey(NamedTuple):
    """What makes a balance one row, within a site."""

    location: int
    item: int
    lot: int | None
    unit: int | None
    owner: int
    status: int

    @property
    def rank(self) -> tuple[int, ...]:
        """One order for all, in which missing balances are made."""
        return tuple(-1 if part is None else part for part in self)


class SerialFlow(NamedTuple):
    """Numbered pieces that go from one balance to another."""

    item: int
    numbers: tuple[str, ...]
    origin: BalanceKey | None
    """None: outside the house, as every virtual place."""
    target: BalanceKey | None


@dataclass(slots=True)
class Sums:
    """What a posting does to each balance, bucket, claim and promise, each key once."""

    deltas: dict[BalanceKey, int] = field(default_factory=lambda: defaultdict(int))
    consumed: dict[BalanceKey, int] = field(default_factory=lambda: defaultdict(int))
    ages: list[tuple[BalanceKey, BalanceKey, datetime | None]] = field(default_factory=list)
    places: dict[int, Location] = field(default_factory=dict)
    allocations: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    lines: dict[tuple[int, int, int], int] = field(default_factory=lambda: defaultdict(int))
    serials: list[SerialFlow] = field(default_factory=list)
    units: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    @property
    def lot_ids(self) -> list[int]:
        """Lots whose status decides, each once."""
        return sorted({key.lot for key in self.deltas if key.lot is not None})


def add_up(site: Site, legs: Sequence[Leg], transit: Location | None) -> Sums:
    """Check the legs and sum them per balance. `transit` is needed where a leg changes status or lot.

    Raises BadInputError that names the leg.
    """
    if not legs:
        raise BadInputError(_("A posting moves something."), place="legs")
    sums = Sums()
    for number, leg in enumerate(legs):
        _check(site, leg, f"legs/{number}")
        _add(sums, leg, transit)
    if not any(sums.deltas.values()) and not sums.serials:
        raise BadInputError(_("These legs cancel each other out."), place="legs")
    return sums


def relabels(leg: Leg) -> bool:
    """Whether the goods are another lot or status at the target."""
    other_lot = leg.to_lot is not None and leg.to_lot.pk != (leg.lot.pk if leg.lot else None)
    return other_lot or (leg.to_status is not None and leg.to_status != leg.status)


def fingerprint(*parts: object, legs: Iterable[Leg]) -> str:
    """The same for the same posting, whoever sends it and when, in whichever order the legs stand."""
    rows = sorted(json.dumps(_plain(leg)) for leg in legs)
    return hashlib.sha256(json.dumps([*map(str, parts), rows]).encode()).hexdigest()


def _add(sums: Sums, leg: Leg, transit: Location | None) -> None:
    to_lot, to_status = leg.to_lot or leg.lot, leg.to_status or leg.status
    origin, target = _key(leg, leg.origin), _target_key(leg, to_lot, to_status)
    sums.places |= {leg.origin.pk: leg.origin, leg.target.pk: leg.target}
    sums.deltas[origin] -= leg.quantity
    if relabels(leg):
        assert transit is not None  # noqa: S101 - the caller asked `relabels` first
        sums.places[transit.pk] = transit
        sums.deltas[_loose(origin, transit)] += leg.quantity
        sums.deltas[_loose(target, transit)] -= leg.quantity
    sums.deltas[target] += leg.quantity
    sums.ages.append((origin, target, leg.fifo_at))
    if leg.serials:
        sums.serials.append(SerialFlow(leg.item.pk, tuple(sorted(leg.serials)), origin, target))
    if leg.allocation:
        sums.consumed[origin] += leg.quantity
        sums.allocations[leg.allocation.pk] += leg.quantity
    was, will_be = _may_be_promised(leg.origin, leg.status), _may_be_promised(leg.target, to_status)
    if leg.line and was != will_be:
        step = leg.quantity if was else -leg.quantity
        sums.lines[leg.line.pk, leg.item.pk, leg.owner.pk] += step
    for unit, place in ((leg.from_unit, leg.origin), (leg.to_unit, leg.target)):
        if unit:
            sums.units[unit.pk].add(place.pk)


def _may_be_promised(place: Location, status: StockStatus) -> bool:
    return place.is_promisable and status == StockStatus.AVAILABLE


def _key(leg: Leg, place: Location) -> BalanceKey:
    lot, unit = leg.lot, leg.from_unit
    return BalanceKey(
        place.pk,
        leg.item.pk,
        lot.pk if lot else None,
        unit.pk if unit else None,
        leg.owner.pk,
        int(leg.status),
    )


def _target_key(leg: Leg, lot: Lot | None, status: StockStatus) -> BalanceKey:
    unit = leg.to_unit.pk if leg.to_unit else None
    return BalanceKey(leg.target.pk, leg.item.pk, lot.pk if lot else None, unit, leg.owner.pk, int(status))


def _loose(key: BalanceKey, place: Location) -> BalanceKey:
    return key._replace(location=place.pk, unit=None)


def _check(site: Site, leg: Leg, place: str) -> None:
    if not 0 < leg.quantity <= LARGEST:
        told = _("A quantity is a whole number from 1 to %(most)d.") % {"most": LARGEST}
        raise BadInputError(told, place=place, quantity=leg.quantity)
    if {leg.origin.site_id, leg.target.site_id} != {site.pk}:
        raise BadInputError(_("Both ends of a leg lie in the site of the posting."), place=place)
    if leg.origin.is_virtual and leg.target.is_virtual:
        raise BadInputError(_("One end of a leg is a place one can walk to."), place=place)
    if any(lot is not None and lot.item_id != leg.item.pk for lot in (leg.lot, leg.to_lot)):
        raise BadInputError(_("The lot is of another item."), place=place, item=leg.item.sku)
    _check_tracking(leg, place)


def _check_tracking(leg: Leg, place: str) -> None:
    tracking = Tracking(leg.item.tracking)
    if tracking is Tracking.LOT and leg.lot is None:
        raise BadInputError(_("%(item)s is kept by lot: name one.") % {"item": leg.item}, place=place)
    if tracking is Tracking.NONE and (leg.lot or leg.to_lot):
        raise BadInputError(_("%(item)s is not kept by lot.") % {"item": leg.item}, place=place)
    wanted = leg.quantity if tracking is Tracking.SERIAL else 0
    if len(leg.serials) != wanted or len(set(leg.serials)) != wanted:
        told = _("%(item)s: %(wanted)d different serial numbers were expected, not %(given)d.")
        facts = {"item": leg.item, "wanted": wanted, "given": len(set(leg.serials))}
        raise BadInputError(told % facts, place=place)


def _plain(leg: Leg) -> list[object]:
    origin = _key(leg, leg.origin)
    target = _target_key(leg, leg.to_lot or leg.lot, leg.to_status or leg.status)
    claims = [leg.allocation.pk if leg.allocation else None, leg.line.pk if leg.line else None]
    age = leg.fifo_at.isoformat() if leg.fifo_at else None
    return [*origin, *target, leg.quantity, sorted(leg.serials), *claims, age]
