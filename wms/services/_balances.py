"""Balances: made where missing, locked in id order, changed by guarded arithmetic. Steps of a posting."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from wms.services._legs import BalanceKey
from wms.states import PROMISABLE, VIRTUAL

MAKE = """
INSERT INTO wms_stockbalance (site_id, location_id, item_id, lot_id, handling_unit_id, owner_id, status,
  allow_negative, is_promisable, on_hand, allocated, fifo_at, expires_on, version)
SELECT %s, k.location, k.item, k.lot, k.unit, k.owner, k.status,
  l.kind = ANY(%s), l.kind = ANY(%s) AND k.status = 1 AND coalesce(t.status, 'RELEASED') = 'RELEASED',
  0, 0, %s, t.expires_on, 0
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::smallint[])
  WITH ORDINALITY AS k(location, item, lot, unit, owner, status, n)
JOIN wms_location l ON l.id = k.location
LEFT JOIN wms_lot t ON t.id = k.lot
ORDER BY k.n
ON CONFLICT DO NOTHING
"""
FIND = """
SELECT b.id
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::smallint[])
  AS k(location, item, lot, unit, owner, status)
JOIN wms_stockbalance b ON b.site_id = %s AND b.location_id = k.location AND b.item_id = k.item
  AND b.lot_id IS NOT DISTINCT FROM k.lot AND b.handling_unit_id IS NOT DISTINCT FROM k.unit
  AND b.owner_id = k.owner AND b.status = k.status
"""
LOCK = """
SELECT location_id, item_id, lot_id, handling_unit_id, owner_id, status,
  id, on_hand, allocated, fifo_at, expires_on, allow_negative, is_promisable
FROM wms_stockbalance WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""
CHANGE = """
UPDATE wms_stockbalance b SET on_hand = b.on_hand + d.delta, allocated = b.allocated + d.claimed,
  fifo_at = CASE WHEN d.age IS NULL OR (b.on_hand > 0 AND b.fifo_at <= d.age) THEN b.fifo_at ELSE d.age END,
  version = b.version + 1
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[]) AS d(id, delta, claimed, age),
     (SELECT set_config('waybill.posting', 'on', true)) AS writer(says)
WHERE b.id = d.id AND writer.says = 'on'
  AND (b.allow_negative OR b.on_hand + d.delta >= b.allocated + d.claimed) AND b.allocated + d.claimed >= 0
RETURNING b.id, b.on_hand
"""
MARK = """
UPDATE wms_stockbalance b SET is_promisable = d.promisable, expires_on = t.expires_on, version = b.version + 1
FROM unnest(%s::bigint[], %s::boolean[]) AS d(id, promisable), wms_lot t,
     (SELECT set_config('waybill.posting', 'on', true)) AS writer(says)
WHERE b.id = d.id AND t.id = b.lot_id AND writer.says = 'on'
"""
DONE = "SELECT set_config('waybill.posting', 'off', true)"
ENTER = """
INSERT INTO wms_stockentry (transaction_id, balance_id, item_id, lot_id, delta, after, posted_at)
SELECT %s, e.balance, e.item, e.lot, e.delta, e.after, now()
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
  AS e(balance, item, lot, delta, after)
"""


@dataclass(slots=True)
class Held:
    """A locked balance as it stands."""

    id: int
    on_hand: int
    allocated: int
    fifo_at: datetime
    expires_on: date | None
    allow_negative: bool
    is_promisable: bool


class BalanceChange(NamedTuple):
    """What a posting does to one balance; `age` is that of the stock that comes."""

    delta: int = 0
    claimed: int = 0
    age: datetime | None = None


def find_or_make(site: int, keys: Collection[BalanceKey], *, at: datetime) -> list[int]:
    """The ids of the balances, without a lock. What is missing is made empty, in one order for all who do."""
    found = _find(site, keys)
    if len(found) < len(keys):
        ordered = sorted(keys, key=lambda key: key.rank)
        with connection.cursor() as cursor:
            cursor.execute(MAKE, [site, list(VIRTUAL), list(PROMISABLE), at, *_columns(ordered)])
        found = _find(site, keys)
    return found


def _find(site: int, keys: Collection[BalanceKey]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(FIND, [*_columns(list(keys)), site])
        return [row[0] for row in cursor.fetchall()]


def lock(ids: Collection[int]) -> dict[BalanceKey, Held]:
    """Lock the balances in id order. Postgres returns each row as it stands once the lock is ours."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [sorted(set(ids))])
        return {BalanceKey(*row[:6]): Held(*row[6:]) for row in cursor.fetchall()}


def change(changes: Mapping[int, BalanceChange]) -> dict[int, int]:
    """Add to locked balances in one statement; returns on hand after, for those that were not overdrawn."""
    if not changes:
        return {}
    rows = [(balance, *step) for balance, step in changes.items()]
    with connection.cursor() as cursor:
        cursor.execute(CHANGE, [list(column) for column in zip(*rows, strict=True)])
        after = dict(cursor.fetchall())
        cursor.execute(DONE)
    return after


def mark(promisable: Mapping[int, bool]) -> None:
    """Say of locked balances whether their stock may be promised, and copy their lots' expiry."""
    with connection.cursor() as cursor:
        cursor.execute(MARK, [list(promisable), list(promisable.values())])
        cursor.execute(DONE)


def enter(transaction: UUID, rows: Sequence[tuple[int, int, int | None, int, int]]) -> None:
    """Write the entries of a posting at once: balance, item, lot, delta, on hand after."""
    with connection.cursor() as cursor:
        cursor.execute(ENTER, [transaction, *(list(column) for column in zip(*rows, strict=True))])


def _columns(keys: Sequence[BalanceKey]) -> list[list[int | None]]:
    return [[key[place] for key in keys] for place in range(6)]
