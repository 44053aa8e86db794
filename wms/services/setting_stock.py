"""Setting what lies in bins to what somebody says, by posting the difference to the books."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import batched

from accounts.models import User
from core.public_ids import uuid7
from core.transactions import service
from wms.models import Item, Location, Lot, Owner, Site, StockBalance
from wms.services import items, ledger, places
from wms.services._stock_rows import Named, StockRow, look_up
from wms.services.items import LotSpec
from wms.services.ledger import Leg
from wms.services.places import BinSpec
from wms.states import LocationKind, TransactionKind

LEGS_PER_POSTING = 1000
"""A posting stays short enough to be read on a page."""

type BalanceKey = tuple[int, int, int | None, int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Target:
    """A row with everything that it names."""

    item: Item
    place: Location
    lot: Lot | None
    owner: Owner
    row: StockRow

    @property
    def key(self) -> BalanceKey:
        """The balance that it speaks of: loose stock of one status."""
        lot = self.lot.pk if self.lot else None
        return (self.place.pk, self.item.pk, lot, self.owner.pk, int(self.row.status))


@service
def set_stock(
    *,
    rows: Sequence[StockRow],
    sites: Mapping[str, Site],
    by: User | None,
    at: datetime,
    source: str,
    written: Callable[[int], None] = lambda _rows: None,
) -> list[str]:
    """Make the books say what the rows say; returns per row "created", "updated" or "unchanged".

    After each posting `written` hears how many rows are behind.

    The rows were checked (`_stock_rows.against_stock`). Stock that never was in the books is opened, from the
    supplier; any other difference is an adjustment, against loss and gain. Claims yield to it.
    """
    named = look_up(rows, sites)
    owner = items.house_owner()
    outcomes = [""] * len(rows)
    behind = 0
    for site in {sites[row.site].pk: sites[row.site] for row in rows}.values():
        numbers = [number for number, row in enumerate(rows) if sites[row.site].pk == site.pk]
        here = [rows[number] for number in numbers]
        targets = _targets(site, here, named, owner)
        count = partial(_count, written, behind)
        posted = _set_in_site(site, targets, by=by, at=at, source=source, posted=count)
        behind += len(here)
        written(behind)
        for number, outcome in zip(numbers, posted, strict=True):
            outcomes[number] = outcome
    return outcomes


def _count(written: Callable[[int], None], behind: int, here: int) -> None:
    written(behind + here)


def _targets(site: Site, rows: Sequence[StockRow], named: Named, house: Owner) -> list[_Target]:
    bins = places.ensure_bins(site_id=site.pk, bins=[_bin(row) for row in rows])
    found = {number: named.item(row) for number, row in enumerate(rows)}
    specs = [
        LotSpec(item_id=item.pk, code=rows[number].lot, expires_on=rows[number].expires_on)
        for number, item in found.items()
        if item and rows[number].lot
    ]
    lots = items.ensure_lots(specs=_dated_first(specs))
    return [
        _Target(
            item=item,
            place=bins[row.bin],
            lot=lots[item.pk, row.lot] if row.lot else None,
            owner=named.owners.get(row.owner, house),
            row=row,
        )
        for row, item in zip(rows, found.values(), strict=True)
        if item
    ]


def _dated_first(specs: Sequence[LotSpec]) -> list[LotSpec]:
    """Of two rows of one lot the dated one counts, wherever it stands."""
    return sorted(specs, key=lambda spec: spec.expires_on is not None)


def _bin(row: StockRow) -> BinSpec:
    return BinSpec(code=row.bin, zone=row.zone, aisle=row.aisle, pick_sequence=row.pick_sequence)


def _set_in_site(
    site: Site,
    targets: Sequence[_Target],
    *,
    by: User | None,
    at: datetime,
    source: str,
    posted: Callable[[int], None],
) -> list[str]:
    held = _held(site, targets)
    supplier = places.virtual_location(site_id=site.pk, kind=LocationKind.SUPPLIER)
    loss = places.virtual_location(site_id=site.pk, kind=LocationKind.LOSS)
    openings, adjustments, outcomes = [], [], []
    for target in targets:
        before = held.get(target.key)
        change = target.row.quantity - (before or 0)
        if change == 0:
            outcomes.append("unchanged")
        elif before is None:
            openings.append(_leg(target, change, supplier))
            outcomes.append("created")
        else:
            adjustments.append(_leg(target, change, loss))
            outcomes.append("updated")
    behind = outcomes.count("unchanged")
    for kind, legs in ((TransactionKind.OPENING, openings), (TransactionKind.ADJUST, adjustments)):
        for part in batched(legs, LEGS_PER_POSTING):
            # The key is the run's own: the same difference may have to be posted again on another day.
            ledger.post(
                idempotency=("setting stock", str(uuid7())),
                kind=kind,
                site=site,
                effective_at=at,
                by=by,
                legs=part,
                source=source,
            )
            behind += len(part)
            posted(behind)
    return outcomes


def _held(site: Site, targets: Sequence[_Target]) -> dict[BalanceKey, int]:
    """What the books say now of the bins in question, loose stock only."""
    found = StockBalance.objects.filter(
        site=site,
        location__in={target.place.pk for target in targets},
        item__in={target.item.pk for target in targets},
        handling_unit=None,
    )
    rows = found.values_list("location_id", "item_id", "lot_id", "owner_id", "status", "on_hand")
    return {(place, item, lot, owner, status): on_hand for place, item, lot, owner, status, on_hand in rows}


def _leg(target: _Target, change: int, other_side: Location) -> Leg:
    origin, destination = (other_side, target.place) if change > 0 else (target.place, other_side)
    return Leg(
        item=target.item,
        quantity=abs(change),
        origin=origin,
        target=destination,
        owner=target.owner,
        lot=target.lot,
        status=target.row.status,
    )
