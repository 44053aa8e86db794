"""Promising stock of a site to order lines, before anyone knows the bin: first ordered, first served."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from core.transactions import service
from wms.errors import NotEnoughStockError
from wms.models import Item, Promise
from wms.services import _buckets, _promises
from wms.services._buckets import BucketKey
from wms.services._promises import OpenPromise, Short, Want
from wms.states import BackorderReason, OrderStatus, PromiseStatus

__all__ = [
    "Short", "Want", "close_promises", "expire_promises", "promise", "promise_backorders", "release_promises",
]  # fmt: skip

CLOSE = """
UPDATE wms_promise SET quantity = CASE WHEN loaded > 0 THEN loaded ELSE quantity END,
  status = CASE WHEN loaded > 0 THEN 'CLOSED' ELSE 'RELEASED' END
WHERE id = ANY(%s)
"""
CLOSE_BACKORDERS = """
UPDATE wms_backorder SET closed_at = %s, updated_at = now() WHERE line_id = ANY(%s) AND closed_at IS NULL
"""


@service
def promise(*, wants: Sequence[Want], at: datetime, refuse_shortage: bool = False) -> list[Short]:
    """Claim stock for order lines, in the order given; the rest of each line is back-ordered with its reason.

    One transaction and a constant number of statements for any number of lines; lines of one item are counted
    against each other. With `refuse_shortage` nothing is promised if one line is short: NotEnoughStockError.
    """
    if not wants:
        return []
    buckets = _buckets.lock({want.bucket for want in wants})
    shorts = _promises.fill(buckets, wants, at=at)
    if shorts and refuse_shortage:
        raise _refused(shorts[0], wants)
    _promises.owe([(short.line_id, short.quantity, short.reason) for short in shorts], at=at)
    return shorts


@service
def release_promises(*, line_ids: Collection[int], at: datetime, serve: bool = True) -> set[BucketKey]:
    """Give back what lines are promised and is not on a vehicle, close their back-orders, serve who waits.

    Returns the buckets. Without `serve` the caller promises out of them first and serves others then.
    """
    keys = _give_back(line_ids)
    with connection.cursor() as cursor:
        cursor.execute(CLOSE_BACKORDERS, [at, list(line_ids)])
    if serve:
        _serve(keys, at)
    return keys


@service
def promise_backorders(*, buckets: Iterable[BucketKey], at: datetime) -> tuple[int, ...]:
    """Promise free stock to the lines that wait for it, first ordered first; returns the lines that got some.

    The ledger does this by itself whenever promisable stock grows.
    """
    return _serve(set(buckets), at)


@service
def close_promises(*, line_ids: Collection[int], at: datetime) -> dict[int, int]:
    """The vehicle has left: promises end. Returns what of each line was promised and is not on a vehicle.

    That rest waits again, in its place in the queue: where there is stock it is promised at once, for later.
    """
    keys, promises = _hold(line_ids)
    left = {p.line: p.quantity - p.loaded for p in promises if p.quantity > p.loaded}
    with connection.cursor() as cursor:
        cursor.execute(CLOSE, [[p.id for p in promises]])
    _promises.uncount(keys, promises)
    _promises.owe([(line, rest, BackorderReason.NOT_LOADED) for line, rest in left.items()], at=at)
    _serve(set(keys), at)
    return left


@service
def expire_promises(*, at: datetime) -> int:
    """End promises whose time is over; their lines wait again, after those who waited. Returns how many.

    An order that was released meanwhile keeps its stock.
    """
    due = Promise.objects.filter(
        status=PromiseStatus.OPEN, expires_at__lte=at, line__order__status=OrderStatus.ACCEPTED
    )
    lines = list(due.order_by("pk").values_list("line_id", flat=True))
    if not lines:
        return 0
    buckets, promises = _hold(lines)
    over = set(due.values_list("pk", flat=True))
    lapsed = [p for p in promises if p.id in over]
    _promises.give_back(buckets, lapsed)
    _serve(set(buckets), at)
    _promises.owe([(p.line, p.quantity, BackorderReason.LAPSED) for p in lapsed], at=at)
    return len(lapsed)


def _give_back(line_ids: Collection[int]) -> set[BucketKey]:
    buckets, promises = _hold(line_ids)
    if promises:
        _promises.give_back(buckets, promises)
    return set(buckets)


def _hold(line_ids: Collection[int]) -> tuple[dict[BucketKey, _buckets.Bucket], list[OpenPromise]]:
    """Lock the buckets of the lines' promises, then the promises as they stand."""
    keys = {found.bucket for found in _promises.open_of(line_ids, locked=False)}
    if not keys:
        return {}, []
    buckets = _buckets.lock(keys)
    return buckets, [p for p in _promises.open_of(line_ids, locked=True) if p.bucket in buckets]


def _serve(keys: set[BucketKey], at: datetime) -> tuple[int, ...]:
    if not keys:
        return ()
    buckets = _buckets.lock(keys)
    waiting = _promises.lock_waiting(keys)
    return _promises.serve(buckets, waiting, at=at) if waiting else ()


def _refused(short: Short, wants: Sequence[Want]) -> NotEnoughStockError:
    item = Item.objects.get(pk=short.item_id)
    wanted = sum(want.quantity for want in wants if want.item_id == short.item_id)
    told = _("%(item)s: %(wanted)d wanted, %(available)d can be promised.") % {
        "item": item.sku,
        "wanted": wanted,
        "available": short.available,
    }
    return NotEnoughStockError(told, item=item.sku, wanted=wanted, available=short.available)
