"""Claiming bins for order lines at release: first expired first, then oldest first."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from core.transactions import service
from wms.models import Allocation, CountRequest, Item, Location, OutboundOrderLine, StockBalance
from wms.services import _balances, _picks
from wms.services._balances import BalanceChange, Held
from wms.services._legs import BalanceKey
from wms.states import AllocationStatus, LocationKind, PickStatus

WANTED = """
SELECT p.line_id, o.id, p.item_id, p.site_id, p.owner_id,
  p.quantity - coalesce(a.picked, 0) - coalesce(a.open, 0)
FROM wms_promise p
JOIN wms_outboundorderline l ON l.id = p.line_id
JOIN wms_outboundorder o ON o.id = l.order_id
LEFT JOIN LATERAL (
  SELECT sum(picked)::bigint AS picked,
    sum(CASE WHEN status = 'OPEN' THEN quantity - picked END)::bigint AS open
  FROM wms_allocation WHERE line_id = p.line_id) a ON true
WHERE p.id = ANY(%s) AND p.quantity > coalesce(a.picked, 0) + coalesce(a.open, 0)
ORDER BY o.priority DESC, o.accepted_at, o.id, l.number
"""
LOCK_PROMISES = """
SELECT p.id FROM wms_promise p JOIN wms_outboundorderline l ON l.id = p.line_id
WHERE l.order_id = ANY(%s) AND p.status = 'OPEN' ORDER BY p.id FOR NO KEY UPDATE OF p
"""
FREE = """
UPDATE wms_allocation SET quantity = CASE WHEN picked > 0 THEN picked ELSE quantity END,
  status = CASE WHEN picked > 0 THEN 'PICKED' ELSE 'RELEASED' END
WHERE id = ANY(%s)
"""


class Wanted(NamedTuple):
    """What a promised line still needs a bin for."""

    line: int
    order: int
    item: int
    site: int
    owner: int
    quantity: int


@dataclass(slots=True)
class Shelf:
    """A locked balance and what is left to claim of it."""

    id: int
    free: int
    key: BalanceKey
    held: Held


@service
def allocate_orders(
    *, order_ids: Collection[int], on: date, at: datetime, whole: bool = False
) -> dict[int, int]:
    """Claim bins for the promised stock of orders that the caller holds; returns what is short, per line.

    Bins that are pickable, not locked and not waiting for a count of the item; stock that is available and
    will not be too old on the day `on`.
    All candidates are locked in id order and read again, so what is found is there. With `whole` an order
    gets all its lines or nothing.
    """
    wanted = _wanted(order_ids)
    if not wanted:
        return {}
    shelves = _shelves(wanted, on)
    claims: list[tuple[Wanted, Shelf, int]] = []
    short: dict[int, int] = {}
    for lines in _by_order(wanted).values():
        mine, missing = _choose(lines, shelves)
        short |= missing
        if whole and missing:
            for _want, shelf, quantity in mine:
                shelf.free += quantity
            short |= {want.line: want.quantity for want in lines}
        else:
            claims += mine
    _claim(claims, at)
    return short


@service
def release_allocations(*, line_ids: Collection[int]) -> None:
    """Give back the bins that lines have claimed and not picked."""
    mine = Allocation.objects.filter(line__in=line_ids, status=AllocationStatus.OPEN)
    _give_back(mine, PickStatus.CANCELLED)


@service
def try_elsewhere(
    *, order_id: int, allocation_id: int, on: date, at: datetime
) -> tuple[list[Allocation], dict[int, int]]:
    """Give one claim's rest back and claim other bins at once; the new claims, and what is short per line.

    The caller holds the order, and has marked the bin for a count, so that it is not chosen again.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK_PROMISES, [[order_id]])
    known = set(Allocation.objects.filter(line__order=order_id).values_list("pk", flat=True))
    mine = Allocation.objects.filter(pk=allocation_id, status=AllocationStatus.OPEN)
    _give_back(mine, PickStatus.SHORT)
    short = allocate_orders(order_ids=[order_id], on=on, at=at)
    fresh = Allocation.objects.filter(line__order=order_id).exclude(pk__in=known)
    return list(fresh.order_by("pk")), short


def _give_back(mine: QuerySet[Allocation], ended: PickStatus) -> None:
    balances = list(mine.values_list("balance_id", flat=True))
    if not balances:
        return
    _balances.lock(balances)
    freed: dict[int, int] = defaultdict(int)
    claims = list(mine.order_by("pk").select_for_update(of=("self",), no_key=True))
    for claim in claims:
        freed[claim.balance_id] -= claim.quantity - claim.picked
    with connection.cursor() as cursor:
        cursor.execute(FREE, [[claim.pk for claim in claims]])
    _balances.change({balance: BalanceChange(claimed=step) for balance, step in freed.items() if step})
    _picks.follow([claim.pk for claim in claims], ended=ended)


def picked_orders(order_ids: Collection[int]) -> set[int]:
    """Those of the orders of which something was picked."""
    picked = Allocation.objects.filter(line__order__in=order_ids, picked__gt=0)
    return set(picked.values_list("line__order_id", flat=True))


def orders_of(line_ids: Collection[int]) -> set[int]:
    """The orders that the lines belong to."""
    return set(OutboundOrderLine.objects.filter(pk__in=line_ids).values_list("order_id", flat=True))


def _wanted(order_ids: Collection[int]) -> list[Wanted]:
    """Promises are locked first: while they are, no loss elsewhere turns them into back-orders."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_PROMISES, [list(order_ids)])
        promises = [row[0] for row in cursor.fetchall()]
        cursor.execute(WANTED, [promises])
        return [Wanted(*row) for row in cursor.fetchall()]


def _by_order(wanted: Sequence[Wanted]) -> dict[int, list[Wanted]]:
    orders: dict[int, list[Wanted]] = defaultdict(list)
    for want in wanted:
        orders[want.order].append(want)
    return orders


def _shelves(wanted: Sequence[Wanted], on: date) -> dict[tuple[int, int, int], list[Shelf]]:
    """The candidates, locked and read again, by item, site and owner; what should leave first comes first."""
    places = Location.objects.filter(kind=LocationKind.BIN, is_pickable=True, locked_reason="")
    candidates = StockBalance.objects.filter(
        has_available=True,
        is_promisable=True,
        item__in={want.item for want in wanted},
        site__in={want.site for want in wanted},
        owner__in={want.owner for want in wanted},
        location__in=places,
    ).exclude(
        Exists(CountRequest.objects.open().filter(location=OuterRef("location"), item=OuterRef("item")))
    )
    sites = dict(candidates.values_list("pk", "site_id"))
    shortest = dict(
        Item.objects.filter(pk__in={w.item for w in wanted}).values_list("pk", "min_remaining_days")
    )
    shelves: dict[tuple[int, int, int], list[Shelf]] = defaultdict(list)
    for key, held in _balances.lock(sites).items():
        fresh = held.expires_on is None or held.expires_on >= on + timedelta(days=shortest[key.item])
        if held.is_promisable and fresh and held.on_hand > held.allocated:
            pot = shelves[key.item, sites[held.id], key.owner]
            pot.append(Shelf(held.id, held.on_hand - held.allocated, key, held))
    for pot in shelves.values():
        pot.sort(key=lambda shelf: (shelf.held.expires_on or date.max, shelf.held.fifo_at, shelf.id))
    return shelves


def _choose(
    lines: Sequence[Wanted], shelves: Mapping[tuple[int, int, int], list[Shelf]]
) -> tuple[list[tuple[Wanted, Shelf, int]], dict[int, int]]:
    chosen, short = [], {}
    for want in lines:
        left = want.quantity
        for shelf in shelves.get((want.item, want.site, want.owner), ()):
            step = min(left, shelf.free)
            if step:
                chosen.append((want, shelf, step))
                shelf.free -= step
                left -= step
        if left:
            short[want.line] = left
    return chosen, short


def _claim(claims: Sequence[tuple[Wanted, Shelf, int]], at: datetime) -> None:
    totals: dict[int, int] = defaultdict(int)
    for _want, shelf, quantity in claims:
        totals[shelf.id] += quantity
    after = _balances.change({balance: BalanceChange(claimed=step) for balance, step in totals.items()})
    assert len(after) == len(totals), "locked balances do not change under us"  # noqa: S101 - a bug of ours
    Allocation.objects.bulk_create(
        [
            Allocation(balance_id=shelf.id, line_id=want.line, quantity=quantity, created_at=at)
            for want, shelf, quantity in claims
        ],
        batch_size=5000,
    )
