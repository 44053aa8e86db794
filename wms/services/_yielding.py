"""Reductions yield claims first: when stock is lost, held or counted short, claims on it give way.

The youngest allocations of a balance are released; the promises with the least priority become back-orders.
Whoever carries a loss home from the shelf is never refused because an order wanted the goods.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from core import events
from wms.events import PicksShort, PromisesDemoted
from wms.services import _buckets, _picks, _promises
from wms.services._balances import Held
from wms.services._buckets import Bucket, BucketChange, BucketKey
from wms.services._legs import BalanceKey
from wms.states import BackorderReason, PickStatus


class Candidate(NamedTuple):
    """An open promise that may have to give way; picked goods give way last."""

    id: int
    line: int
    item: int
    site: int
    owner: int
    waiting: int
    """Promised, and neither picked nor loaded."""
    picked: int
    """Picked and not yet loaded."""

    @property
    def bucket(self) -> BucketKey:
        """The pot it is counted in."""
        return BucketKey(self.item, self.site, self.owner)


class Claim(NamedTuple):
    """A locked open allocation."""

    id: int
    balance: int
    line: int
    open: int


@dataclass(slots=True)
class Freed:
    """Claims that gave way: how much per balance, and whose they were."""

    per_balance: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    per_claim: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    lines: set[int] = field(default_factory=set)

    def take(self, claim: Claim, quantity: int) -> None:
        """Release so much of the claim."""
        if quantity > 0:
            self.per_balance[claim.balance] += quantity
            self.per_claim[claim.id] += quantity
            self.lines.add(claim.line)

    def left(self, claim: Claim) -> int:
        """What is still claimed."""
        return claim.open - self.per_claim[claim.id]


LOCK_PROMISES = """
SELECT p.id FROM wms_promise p
JOIN unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS k(item, site, owner)
  ON p.item_id = k.item AND p.site_id = k.site AND p.owner_id = k.owner
WHERE p.status = 'OPEN' ORDER BY p.id FOR NO KEY UPDATE OF p
"""
CANDIDATES = """
SELECT p.id, p.line_id, p.item_id, p.site_id, p.owner_id,
  greatest(p.quantity - greatest(p.loaded, coalesce(a.picked, 0)), 0),
  p.quantity - p.loaded - greatest(p.quantity - greatest(p.loaded, coalesce(a.picked, 0)), 0)
FROM wms_promise p
JOIN wms_outboundorderline l ON l.id = p.line_id
JOIN wms_outboundorder o ON o.id = l.order_id
LEFT JOIN LATERAL (
  SELECT sum(picked)::bigint AS picked FROM wms_allocation WHERE line_id = p.line_id) a ON true
WHERE p.id = ANY(%s)
ORDER BY o.priority, p.priority_at DESC, p.id DESC
"""
DEMOTE = """
UPDATE wms_promise p SET
  quantity = CASE WHEN p.quantity > d.quantity THEN p.quantity - d.quantity ELSE p.quantity END,
  status = CASE WHEN p.quantity > d.quantity THEN 'OPEN' ELSE 'RELEASED' END
FROM unnest(%s::bigint[], %s::bigint[]) AS d(id, quantity) WHERE p.id = d.id
"""
BALANCES = "SELECT DISTINCT balance_id FROM wms_allocation WHERE line_id = ANY(%s) AND status = 'OPEN'"
CLAIMS = """
SELECT id, balance_id, line_id, quantity - picked FROM wms_allocation
WHERE status = 'OPEN' AND (balance_id = ANY(%s) OR line_id = ANY(%s))
ORDER BY id FOR NO KEY UPDATE
"""
ALLOWED = """
SELECT l.id, greatest(coalesce(p.quantity, 0) - coalesce(a.picked, 0), 0)
FROM unnest(%s::bigint[]) AS l(id)
LEFT JOIN LATERAL (
  SELECT sum(quantity)::bigint AS quantity FROM wms_promise
  WHERE line_id = l.id AND status = 'OPEN') p ON true
LEFT JOIN LATERAL (SELECT sum(picked)::bigint AS picked FROM wms_allocation WHERE line_id = l.id) a ON true
"""
RELEASE = """
UPDATE wms_allocation a SET
  quantity = CASE WHEN a.quantity > d.quantity THEN a.quantity - d.quantity ELSE a.quantity END,
  status = CASE WHEN a.quantity = d.quantity THEN 'RELEASED'
                WHEN a.quantity - d.quantity = a.picked THEN 'PICKED' ELSE 'OPEN' END
FROM unnest(%s::bigint[], %s::bigint[]) AS d(id, quantity) WHERE a.id = d.id
"""


def demote(
    buckets: Mapping[BucketKey, Bucket], changes: Mapping[BucketKey, BucketChange], *, at: datetime
) -> dict[int, int]:
    """Turn promises into back-orders until held buckets can bear the changes; returns line -> quantity."""
    over = {
        key: buckets[key].promised + step.promised - buckets[key].capacity - step.capacity
        for key, step in changes.items()
    }
    over = {key: quantity for key, quantity in over.items() if quantity > 0}
    if not over:
        return {}
    demoted = _choose(_candidates(over), over)
    rows = [(promise.id, promise.line, quantity) for promise, quantity in demoted]
    with connection.cursor() as cursor:
        cursor.execute(DEMOTE, [[row[0] for row in rows], [row[2] for row in rows]])
    _promises.owe([(line, quantity, BackorderReason.DEMOTED) for _id, line, quantity in rows], at=at)
    freed: dict[BucketKey, int] = defaultdict(int)
    for promise, quantity in demoted:
        freed[promise.bucket] -= quantity
    _buckets.change(buckets, {key: BucketChange(promised=step) for key, step in freed.items()})
    return {line: quantity for _id, line, quantity in rows}


def balances_of_claims(lines: Collection[int]) -> list[int]:
    """Where the lines have claims: these balances must be locked with the others."""
    if not lines:
        return []
    with connection.cursor() as cursor:
        cursor.execute(BALANCES, [list(lines)])
        return [row[0] for row in cursor.fetchall()]


def overdrawn(held: Mapping[BalanceKey, Held], deltas: Mapping[BalanceKey, int]) -> dict[int, int]:
    """By how much the claims on locked balances would exceed what will be there."""
    over = {
        balance.id: balance.allocated - balance.on_hand - deltas.get(key, 0)
        for key, balance in held.items()
        if not balance.allow_negative
    }
    return {balance: quantity for balance, quantity in over.items() if quantity > 0}


def release_claims(over: Mapping[int, int], demoted: Collection[int]) -> Freed:
    """Release the youngest allocations: on locked balances, and what demoted lines have too many."""
    freed = Freed()
    if not over and not demoted:
        return freed
    claims = _claims(over, demoted)
    for line, allowed in _allowed(demoted).items():
        _shrink(freed, (claim for claim in claims if claim.line == line), allowed)
    for balance, quantity in over.items():
        mine = [claim for claim in claims if claim.balance == balance]
        still = sum(freed.left(claim) for claim in mine)
        _shrink(freed, mine, still - quantity + freed.per_balance[balance])
    if freed.per_claim:
        with connection.cursor() as cursor:
            cursor.execute(RELEASE, [list(freed.per_claim), list(freed.per_claim.values())])
        _picks.follow(freed.per_claim, ended=PickStatus.SHORT)
    return freed


def tell(demoted: Collection[int], freed: Freed) -> None:
    """Publish whose claims gave way."""
    if demoted:
        events.publish(PromisesDemoted(line_ids=tuple(sorted(demoted))))
    if freed.lines:
        events.publish(PicksShort(line_ids=tuple(sorted(freed.lines))))


def _shrink(freed: Freed, claims: Iterable[Claim], allowed: int) -> None:
    """Release the youngest until no more than `allowed` is left of them."""
    youngest_first = sorted(claims, key=lambda claim: -claim.id)
    surplus = sum(freed.left(claim) for claim in youngest_first) - allowed
    for claim in youngest_first:
        step = min(freed.left(claim), max(surplus, 0))
        freed.take(claim, step)
        surplus -= step


def _candidates(over: Mapping[BucketKey, int]) -> list[Candidate]:
    columns = [[key[place] for key in over] for place in range(3)]
    with connection.cursor() as cursor:
        cursor.execute(LOCK_PROMISES, columns)
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(CANDIDATES, [ids])
        return [Candidate(*row) for row in cursor.fetchall()]


def _choose(candidates: list[Candidate], over: Mapping[BucketKey, int]) -> list[tuple[Candidate, int]]:
    missing = dict(over)
    taken: dict[Candidate, int] = defaultdict(int)
    for part in ("waiting", "picked"):
        for candidate in candidates:
            step = min(getattr(candidate, part), missing[candidate.bucket])
            if step > 0:
                taken[candidate] += step
                missing[candidate.bucket] -= step
    return list(taken.items())


def _claims(balances: Collection[int], lines: Collection[int]) -> list[Claim]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIMS, [list(balances), list(lines)])
        return [Claim(*row) for row in cursor.fetchall()]


def _allowed(lines: Collection[int]) -> dict[int, int]:
    if not lines:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(ALLOWED, [list(lines)])
        return dict(cursor.fetchall())
