"""Promises and back-orders. Steps of services; whoever calls one holds the buckets it touches."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from core import events
from wms.errors import NotEnoughStockError
from wms.events import BackordersPromised
from wms.models import Site
from wms.services import _buckets
from wms.services._buckets import Bucket, BucketChange, BucketKey
from wms.states import BackorderReason


@dataclass(frozen=True, kw_only=True, slots=True)
class Want:
    """What an order line asks of a site's stock. `expires_at` makes it a promise for a time."""

    line_id: int
    item_id: int
    site_id: int
    owner_id: int
    quantity: int
    expires_at: datetime | None = None

    @property
    def bucket(self) -> BucketKey:
        """Out of which pot it is promised."""
        return BucketKey(self.item_id, self.site_id, self.owner_id)


@dataclass(frozen=True, kw_only=True, slots=True)
class Short:
    """What could not be promised of a line, and why."""

    line_id: int
    item_id: int
    quantity: int
    available: int
    reason: BackorderReason


class OpenPromise(NamedTuple):
    """A locked open promise."""

    id: int
    line: int
    item: int
    site: int
    owner: int
    quantity: int
    loaded: int

    @property
    def bucket(self) -> BucketKey:
        """The pot it is counted in."""
        return BucketKey(self.item, self.site, self.owner)


class Waiting(NamedTuple):
    """An open back-order, first ordered first."""

    id: int
    line: int
    item: int
    site: int
    owner: int
    quantity: int


CLAIM = """
INSERT INTO wms_promise
  (line_id, item_id, site_id, owner_id, quantity, loaded, status, priority_at, expires_at)
SELECT line, item, site, owner, quantity, 0, 'OPEN', %s, expires
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[])
  AS w(line, item, site, owner, quantity, expires)
ON CONFLICT (line_id, site_id) WHERE status = 'OPEN'
DO UPDATE SET quantity = wms_promise.quantity + excluded.quantity
"""
OPEN = """
SELECT id, line_id, item_id, site_id, owner_id, quantity, loaded FROM wms_promise
WHERE line_id = ANY(%s) AND status = 'OPEN' ORDER BY id
"""
LOCK_OPEN = OPEN + " FOR NO KEY UPDATE"
LOAD = """
UPDATE wms_promise p SET loaded = p.loaded + d.quantity
FROM unnest(%s::bigint[], %s::bigint[]) AS d(id, quantity)
WHERE p.id = d.id AND p.loaded + d.quantity BETWEEN 0 AND p.quantity
RETURNING p.id
"""
GIVE_BACK = """
UPDATE wms_promise SET quantity = CASE WHEN loaded > 0 THEN loaded ELSE quantity END,
  status = CASE WHEN loaded > 0 THEN 'OPEN' ELSE 'RELEASED' END
WHERE id = ANY(%s)
"""
OWE = """
INSERT INTO wms_backorder (line_id, quantity, reason, created_at, updated_at)
SELECT line, quantity, reason, %s, now()
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS b(line, quantity, reason)
ON CONFLICT (line_id) WHERE closed_at IS NULL
DO UPDATE SET quantity = wms_backorder.quantity + excluded.quantity, reason = excluded.reason,
  updated_at = now()
"""
CLOSE_BACKORDERS = """
UPDATE wms_backorder b SET updated_at = now(), reason = coalesce(d.reason, b.reason),
  quantity = CASE WHEN d.left_over > 0 THEN d.left_over ELSE b.quantity END,
  closed_at = CASE WHEN d.left_over > 0 THEN NULL ELSE %s::timestamptz END
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS d(id, left_over, reason) WHERE b.id = d.id
"""
WAITING = """
SELECT b.id, b.line_id, l.item_id, o.site_id, o.owner_id, b.quantity
FROM wms_backorder b
JOIN wms_outboundorderline l ON l.id = b.line_id
JOIN wms_outboundorder o ON o.id = l.order_id AND o.status IN ('ACCEPTED', 'RELEASED')
JOIN unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS k(item, site, owner)
  ON k.item = l.item_id AND k.site = o.site_id AND k.owner = o.owner_id
WHERE b.closed_at IS NULL
ORDER BY o.accepted_at, o.id, l.number
"""


def fill(buckets: Mapping[BucketKey, Bucket], wants: Sequence[Want], *, at: datetime) -> list[Short]:
    """Promise to the wants, in the order given, what the held buckets still have; returns what is short.

    A line gets what there is; lines of one item are counted against each other first.
    """
    free = _fit(buckets, {want.bucket for want in wants}, at)
    available = dict(free)
    given: list[tuple[Want, int]] = []
    short: list[tuple[Want, int]] = []
    for want in wants:
        got = min(want.quantity, max(free[want.bucket], 0))
        free[want.bucket] -= got
        if got:
            given.append((want, got))
        if got < want.quantity:
            short.append((want, want.quantity - got))
    _claim(buckets, given, at)
    return _explain(buckets, short, available)


def owe(shorts: Iterable[tuple[int, int, BackorderReason]], *, at: datetime) -> None:
    """Write down what lines wait for: line, quantity, reason; what they wait for already is added to."""
    rows = [(line, quantity, str(reason)) for line, quantity, reason in shorts]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(OWE, [at, *(list(column) for column in zip(*rows, strict=True))])


def lock_waiting(keys: Collection[BucketKey]) -> list[Waiting]:
    """The open back-orders of the held buckets, first ordered first; promises they may add to are locked."""
    columns = [[key[place] for key in keys] for place in range(3)]
    with connection.cursor() as cursor:
        cursor.execute(WAITING, columns)
        waiting = [Waiting(*row) for row in cursor.fetchall()]
        if waiting:
            cursor.execute(LOCK_OPEN, [[row.line for row in waiting]])
    return waiting


def serve(
    buckets: Mapping[BucketKey, Bucket], waiting: Sequence[Waiting], *, at: datetime
) -> tuple[int, ...]:
    """Promise what is free now to those who wait; publishes BackordersPromised. Returns the lines."""
    wants = [
        Want(line_id=row.line, item_id=row.item, site_id=row.site, owner_id=row.owner, quantity=row.quantity)
        for row in waiting
    ]
    left = {short.line_id: short for short in fill(buckets, wants, at=at)}
    served = [row for row in waiting if row.line not in left or left[row.line].quantity < row.quantity]
    lines = tuple(row.line for row in served)
    if served:
        rest = [left[line].quantity if line in left else 0 for line in lines]
        reasons = [str(left[line].reason) if line in left else None for line in lines]
        with connection.cursor() as cursor:
            cursor.execute(CLOSE_BACKORDERS, [at, [row.id for row in served], rest, reasons])
        events.publish(BackordersPromised(line_ids=lines))
    return lines


def open_of(lines: Collection[int], *, locked: bool) -> list[OpenPromise]:
    """The open promises of the lines, by id; locked where the caller holds their buckets."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_OPEN if locked else OPEN, [list(lines)])
        return [OpenPromise(*row) for row in cursor.fetchall()]


def give_back(buckets: Mapping[BucketKey, Bucket], promises: Sequence[OpenPromise]) -> None:
    """End locked promises; what is on a vehicle already stays promised to its line."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, [[promise.id for promise in promises]])
    uncount(buckets, promises)


def uncount(buckets: Mapping[BucketKey, Bucket], promises: Sequence[OpenPromise]) -> None:
    """Take what ended promises held, and had not loaded, out of their held buckets."""
    freed: dict[BucketKey, int] = defaultdict(int)
    for promise in promises:
        freed[promise.bucket] -= promise.quantity - promise.loaded
    _buckets.change(buckets, {key: BucketChange(promised=step) for key, step in freed.items()})


def load(lines: Mapping[tuple[int, int, int], int], site: int) -> dict[BucketKey, int]:
    """Count goods of lines as loaded, or with a minus as unloaded; returns what leaves each held bucket.

    Raises NotEnoughStockError where the line has no promise of so much.
    """
    by_line = {line: quantity for (line, _item, _owner), quantity in lines.items() if quantity}
    promises = [promise for promise in open_of(by_line, locked=True) if promise.site == site]
    with connection.cursor() as cursor:
        cursor.execute(LOAD, [[p.id for p in promises], [by_line[p.line] for p in promises]])
        changed = len(cursor.fetchall())
    if changed < len(by_line):
        raise NotEnoughStockError(_("The order line has no promise of that much."))
    leaving: dict[BucketKey, int] = defaultdict(int)
    for promise in promises:
        leaving[promise.bucket] += by_line[promise.line]
    return leaving


def _fit(buckets: Mapping[BucketKey, Bucket], keys: set[BucketKey], at: datetime) -> dict[BucketKey, int]:
    """Free in the buckets, without what will be too old."""
    sites = Site.objects.in_bulk({key.site for key in keys})
    days: dict[BucketKey, date] = {key: at.astimezone(sites[key.site].zone).date() for key in keys}
    too_old = _buckets.unfit(days)
    return {key: buckets[key].free - too_old.get(key, 0) for key in keys}


def _claim(buckets: Mapping[BucketKey, Bucket], given: Sequence[tuple[Want, int]], at: datetime) -> None:
    if not given:
        return
    totals: dict[BucketKey, int] = defaultdict(int)
    for want, quantity in given:
        totals[want.bucket] += quantity
    overdrawn = _buckets.change(buckets, {key: BucketChange(promised=step) for key, step in totals.items()})
    if overdrawn:  # cannot be while the buckets are held; if it is, nothing may be written
        raise NotEnoughStockError(_("Stock was promised to others meanwhile."))
    rows = [(w.line_id, w.item_id, w.site_id, w.owner_id, quantity, w.expires_at) for w, quantity in given]
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [at, *(list(column) for column in zip(*rows, strict=True))])


def _explain(
    buckets: Mapping[BucketKey, Bucket], short: Sequence[tuple[Want, int]], available: Mapping[BucketKey, int]
) -> list[Short]:
    if not short:
        return []
    there = _buckets.there_at_all({want.bucket for want, _quantity in short})
    return [
        Short(
            line_id=want.line_id,
            item_id=want.item_id,
            quantity=quantity,
            available=max(available[want.bucket], 0),
            reason=_reason(buckets[want.bucket], some_is_held=there.get(want.bucket)),
        )
        for want, quantity in short
    ]


def _reason(bucket: Bucket, *, some_is_held: bool | None) -> BackorderReason:
    if some_is_held is None:
        return BackorderReason.NOT_STOCKED
    if bucket.free > 0:
        return BackorderReason.TOO_OLD
    return BackorderReason.ON_HOLD if some_is_held else BackorderReason.NOT_ENOUGH
