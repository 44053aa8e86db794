"""Carrying out a posting, step by step in the one lock order. Called by the ledger inside its transaction."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from wms.errors import NotAllocatedError, NotEnoughStockError, UnitElsewhereError
from wms.models import Item, StockTransaction
from wms.services import _balances, _buckets, _promises, _serials, _yielding
from wms.services._balances import BalanceChange, Held
from wms.services._buckets import Bucket, BucketChange, BucketKey
from wms.services._legs import BalanceKey, Sums
from wms.states import LotStatus, StockStatus

HOLD_LOTS = "SELECT id, status FROM wms_lot WHERE id = ANY(%s) ORDER BY id FOR SHARE"
HOLD_UNITS = "SELECT id, location_id, sscc FROM wms_handlingunit WHERE id = ANY(%s) ORDER BY id FOR SHARE"
HOLD_CLAIMS = "SELECT id FROM wms_allocation WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
USE_CLAIMS = """
UPDATE wms_allocation a SET picked = a.picked + d.quantity,
  status = CASE WHEN a.picked + d.quantity = a.quantity THEN 'PICKED' ELSE 'OPEN' END
FROM unnest(%s::bigint[], %s::bigint[]) AS d(id, quantity)
WHERE a.id = d.id AND a.status = 'OPEN' AND a.picked + d.quantity <= a.quantity
RETURNING a.id, a.balance_id, d.quantity
"""


@dataclass(slots=True)
class Work:
    """A posting under way: what it is to do, and what it holds so far."""

    transaction: StockTransaction
    sums: Sums
    yields: bool
    """Whether claims give way where stock shrinks. A count or a loss is a fact; a move can be refused."""
    moving_units: frozenset[int] = frozenset()
    buckets: dict[BucketKey, Bucket] = field(default_factory=dict)
    gains: set[BucketKey] = field(default_factory=set)
    demoted: dict[int, int] = field(default_factory=dict)
    held: dict[BalanceKey, Held] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """By the server's clock: what claims are dated with."""
        return self.transaction.posted_at


def carry_out(work: Work) -> None:
    """Hold lots and units, change buckets, lock and change balances, use up claims, write the entries."""
    statuses = _hold_lots(work.sums)
    _hold_units(work)
    _change_buckets(work, statuses)
    waiting = _promises.lock_waiting(work.gains) if work.gains else []
    _lock_balances(work)
    after = _change_balances(work)
    _serials.move(work.transaction, work.sums.serials, work.held)
    _enter(work, after)
    if waiting:
        _promises.serve(work.buckets, waiting, at=work.at)


def _hold_lots(sums: Sums) -> dict[int, str]:
    if not sums.lot_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(HOLD_LOTS, [sums.lot_ids])
        return dict(cursor.fetchall())


def _hold_units(work: Work) -> None:
    expected = {unit: places for unit, places in work.sums.units.items() if unit not in work.moving_units}
    if not expected:
        return
    with connection.cursor() as cursor:
        cursor.execute(HOLD_UNITS, [sorted(expected)])
        rows = cursor.fetchall()
    for unit, location, sscc in rows:
        real = {place for place in expected[unit] if not work.sums.places[place].is_virtual}
        if real - {location}:
            raise UnitElsewhereError(_("%(unit)s does not stand there.") % {"unit": sscc}, unit=sscc)


def _change_buckets(work: Work, statuses: Mapping[int, str]) -> None:
    steps = _capacity_steps(work, statuses)
    touched = {key for key, step in steps.items() if step} | set(_loaded_by_bucket(work))
    if not touched:
        return
    work.buckets = _buckets.lock(touched)
    loaded = _promises.load(work.sums.lines, work.transaction.site_id) if work.sums.lines else {}
    changes = {key: BucketChange(steps.get(key, 0), -loaded.get(key, 0)) for key in touched}
    if work.yields:
        work.demoted = _yielding.demote(work.buckets, changes, at=work.at)
    if overdrawn := _buckets.change(work.buckets, changes):
        key = min(overdrawn)
        raise _promised_elsewhere(work, key, changes[key])
    work.gains = {key for key, step in changes.items() if step.capacity > 0}


def _capacity_steps(work: Work, statuses: Mapping[int, str]) -> dict[BucketKey, int]:
    steps: dict[BucketKey, int] = defaultdict(int)
    for key, delta in work.sums.deltas.items():
        released = key.lot is None or statuses[key.lot] == LotStatus.RELEASED
        if key.status == StockStatus.AVAILABLE and released and work.sums.places[key.location].is_promisable:
            steps[BucketKey(key.item, work.transaction.site_id, key.owner)] += delta
    return steps


def _loaded_by_bucket(work: Work) -> set[BucketKey]:
    return {BucketKey(item, work.transaction.site_id, owner) for _line, item, owner in work.sums.lines}


def _lock_balances(work: Work) -> None:
    swapped = {end for flow in work.sums.serials for end in (flow.origin, flow.target) if end}
    keys = [
        key
        for key, delta in work.sums.deltas.items()
        if delta or work.sums.consumed.get(key) or key in swapped
    ]
    wanted = _balances.find_or_make(work.transaction.site_id, keys, at=work.transaction.effective_at)
    wanted += _yielding.balances_of_claims(work.demoted)
    work.held = _balances.lock(wanted)


def _change_balances(work: Work) -> dict[int, int]:
    over = _yielding.overdrawn(work.held, work.sums.deltas) if work.yields else {}
    freed = _yielding.release_claims(over, work.demoted)
    _use_claims(work)
    changes = {}
    ages = _ages(work)
    for key, balance in work.held.items():
        claimed = -work.sums.consumed.get(key, 0) - freed.per_balance.get(balance.id, 0)
        delta = work.sums.deltas.get(key, 0)
        if delta or claimed:
            changes[balance.id] = BalanceChange(delta, claimed, ages.get(key))
    after = _balances.change(changes)
    if missing := set(changes) - set(after):
        raise _not_enough(work, min(missing))
    _yielding.tell(work.demoted, freed)
    return after


def _use_claims(work: Work) -> None:
    claims = work.sums.allocations
    if not claims:
        return
    with connection.cursor() as cursor:
        cursor.execute(HOLD_CLAIMS, [sorted(claims)])
        cursor.execute(USE_CLAIMS, [list(claims), list(claims.values())])
        rows = cursor.fetchall()
    used: dict[int, int] = defaultdict(int)
    for _claim, balance, quantity in rows:
        used[balance] += quantity
    wanted = {work.held[key].id: quantity for key, quantity in work.sums.consumed.items()}
    if len(rows) < len(claims) or dict(used) != wanted:
        raise NotAllocatedError(_("That much is no longer claimed here for this line."))


def _ages(work: Work) -> dict[BalanceKey, datetime]:
    ages: dict[BalanceKey, datetime] = {}
    for origin, target, said in work.sums.ages:
        if work.sums.places[target.location].is_virtual:
            continue
        came_from = work.held.get(origin)
        real = came_from is not None and not came_from.allow_negative
        age = said or (came_from.fifo_at if real and came_from else work.transaction.effective_at)
        ages[target] = min(age, ages.get(target, age))
    return ages


def _enter(work: Work, after: Mapping[int, int]) -> None:
    rows = [
        (work.held[key].id, key.item, key.lot, delta, after[work.held[key].id])
        for key, delta in work.sums.deltas.items()
        if delta
    ]
    if rows:
        _balances.enter(work.transaction.pk, rows)


def _promised_elsewhere(work: Work, key: BucketKey, change: BucketChange) -> NotEnoughStockError:
    sku = Item.objects.values_list("sku", flat=True).get(pk=key.item)
    bucket = work.buckets[key]
    if bucket.capacity + change.capacity < 0:
        told = _("%(item)s: there are only %(there)d.") % {"item": sku, "there": bucket.capacity}
        return NotEnoughStockError(told, item=sku, available=bucket.capacity)
    told = _("%(item)s: only %(free)d are not promised to orders.") % {"item": sku, "free": bucket.free}
    return NotEnoughStockError(told, item=sku, available=bucket.free)


def _not_enough(work: Work, balance: int) -> NotEnoughStockError:
    key, held = next((key, held) for key, held in work.held.items() if held.id == balance)
    sku = Item.objects.values_list("sku", flat=True).get(pk=key.item)
    place = work.sums.places[key.location].code
    told = _("%(item)s at %(place)s: %(there)d there, %(claimed)d of them claimed, %(wanted)d wanted.") % {
        "item": sku,
        "place": place,
        "there": held.on_hand,
        "claimed": held.allocated,
        "wanted": -work.sums.deltas[key],
    }
    return NotEnoughStockError(told, item=sku, location=place, available=held.on_hand - held.allocated)
