"""Promise buckets: how much of an item may be promised at a site, and how much is. Guarded arithmetic in SQL.

Everything here is a step of a transaction that a service began. Locks are taken in one order for all:
order headers, lots, handling units, then buckets by item, site and owner, then promises, balances,
allocations and serials by id. Whoever changes a promise or a back-order holds its bucket.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection


class BucketKey(NamedTuple):
    """What is promised out of one pot."""

    item: int
    site: int
    owner: int


@dataclass(slots=True)
class Bucket:
    """A locked bucket as it stands."""

    id: int
    capacity: int
    promised: int

    @property
    def free(self) -> int:
        """What may still be promised."""
        return self.capacity - self.promised


class BucketChange(NamedTuple):
    """What is added to a bucket; negative to take away."""

    capacity: int = 0
    promised: int = 0


MAKE = """
INSERT INTO wms_promisebucket (item_id, site_id, owner_id, capacity, promised)
SELECT item, site, owner, 0, 0 FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS k(item, site, owner)
ORDER BY item, site, owner
ON CONFLICT DO NOTHING
"""
LOCK = """
SELECT b.item_id, b.site_id, b.owner_id, b.id, b.capacity, b.promised
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS k(item, site, owner)
JOIN wms_promisebucket b ON b.item_id = k.item AND b.site_id = k.site AND b.owner_id = k.owner
ORDER BY b.item_id, b.site_id, b.owner_id
FOR NO KEY UPDATE OF b
"""
CHANGE = """
UPDATE wms_promisebucket b SET capacity = b.capacity + d.capacity, promised = b.promised + d.promised
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS d(id, capacity, promised),
     (SELECT set_config('waybill.posting', 'on', true)) AS writer(says)
WHERE b.id = d.id AND writer.says = 'on'
  AND b.promised + d.promised BETWEEN 0 AND b.capacity + d.capacity
RETURNING b.item_id, b.site_id, b.owner_id
"""
DONE = "SELECT set_config('waybill.posting', 'off', true)"

UNFIT = """
SELECT b.item_id, b.site_id, b.owner_id, sum(b.on_hand)
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::date[]) AS k(item, site, owner, today)
JOIN wms_item i ON i.id = k.item AND i.has_expiry
JOIN wms_stockbalance b ON b.item_id = k.item AND b.site_id = k.site AND b.owner_id = k.owner
WHERE b.is_promisable AND b.on_hand > 0 AND b.expires_on < k.today + i.min_remaining_days
GROUP BY 1, 2, 3
"""
THERE_AT_ALL = """
SELECT b.item_id, b.site_id, b.owner_id, bool_or(NOT b.is_promisable)
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS k(item, site, owner)
JOIN wms_stockbalance b ON b.item_id = k.item AND b.site_id = k.site AND b.owner_id = k.owner
JOIN wms_location l ON l.id = b.location_id AND l.kind <> 'VEHICLE'
WHERE b.on_hand > 0 AND NOT b.allow_negative
GROUP BY 1, 2, 3
"""


def lock(keys: Iterable[BucketKey]) -> dict[BucketKey, Bucket]:
    """Make the missing buckets and lock all of them in order. Two statements, however many there are.

    A bucket is made for an item that was never there, too: so a first receipt and a first order meet.
    """
    columns = _columns(keys)
    with connection.cursor() as cursor:
        cursor.execute(MAKE, columns)
        cursor.execute(LOCK, columns)
        return {BucketKey(*row[:3]): Bucket(*row[3:]) for row in cursor.fetchall()}


def change(buckets: Mapping[BucketKey, Bucket], changes: Mapping[BucketKey, BucketChange]) -> set[BucketKey]:
    """Add to the locked buckets, in one statement; the keys of those that would be overdrawn are returned."""
    wanted = {key: step for key, step in changes.items() if any(step)}
    if not wanted:
        return set()
    rows = [(buckets[key].id, *step) for key, step in wanted.items()]
    with connection.cursor() as cursor:
        cursor.execute(CHANGE, [list(column) for column in zip(*rows, strict=True)])
        changed = {BucketKey(*row) for row in cursor.fetchall()}
        cursor.execute(DONE)
    for key in changed:
        buckets[key].capacity += wanted[key].capacity
        buckets[key].promised += wanted[key].promised
    return set(wanted) - changed


def unfit(days: Mapping[BucketKey, date]) -> dict[BucketKey, int]:
    """How much of the promisable stock is past its date, or would be too old on the given days.

    Exact while the buckets are held: nobody else can add to or take from the promisable stock.
    """
    if not days:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(UNFIT, [*_columns(days), list(days.values())])
        return {BucketKey(*row[:3]): int(row[3]) for row in cursor.fetchall()}


def there_at_all(keys: Iterable[BucketKey]) -> dict[BucketKey, bool]:
    """Which of the items lie at the site at all, and whether some of it may not be promised."""
    with connection.cursor() as cursor:
        cursor.execute(THERE_AT_ALL, _columns(keys))
        return {BucketKey(*row[:3]): row[3] for row in cursor.fetchall()}


def _columns(keys: Iterable[BucketKey]) -> list[list[int]]:
    rows = list(keys)
    return [[row[place] for row in rows] for place in range(3)]
