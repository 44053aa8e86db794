"""Lots that may not be used: held, recalled, released again; and the dates that they carry."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from accounts.models import User
from core import events, public_events
from core.public_events import Happening
from core.transactions import service
from wms.events import LotsHeld
from wms.models import Lot, StockBalance
from wms.services import _balances, _buckets, _promises, _yielding
from wms.services._balances import BalanceChange
from wms.services._buckets import BucketChange, BucketKey
from wms.states import PROMISABLE, LotStatus, StockStatus

TOLD = {LotStatus.HOLD: "held", LotStatus.RECALLED: "recalled", LotStatus.RELEASED: "released"}


@service
def set_lot_status(
    *, lot_ids: Collection[int], status: LotStatus, by: User | None, at: datetime, reason: str = ""
) -> None:
    """Hold, recall or release lots, wherever they lie, in a constant number of statements.

    Claims on stock that may no longer be used give way: bins are released, promises become back-orders.
    Stock that is free again is promised to those who wait. Publishes LotsHeld, PromisesDemoted, PicksShort.
    """
    lots = [lot for lot in Lot.objects.filter(pk__in=lot_ids).locked() if lot.status != status]
    if not lots:
        return
    crossing = [lot.pk for lot in lots if LotStatus.RELEASED in (lot.status, status)]
    if crossing:
        _cross(crossing, usable=status == LotStatus.RELEASED, at=at)
    Lot.objects.filter(pk__in=[lot.pk for lot in lots]).update(status=status, updated_at=at)
    _record(lots, status, by=by, at=at, reason=reason)
    if status != LotStatus.RELEASED:
        told = LotsHeld(lot_ids=tuple(lot.pk for lot in lots), recalled=status == LotStatus.RECALLED)
        events.publish(told)


@service
def correct_expiry(*, lot_id: int, expires_on: date | None, by: User | None, at: datetime) -> None:
    """Give a lot another date; what lies on the shelves expires with it."""
    lot = Lot.objects.locked().get(pk=lot_id)
    before = lot.expires_on
    if before == expires_on:
        return
    lot.expires_on = expires_on
    lot.save(update_fields=["expires_on", "updated_at"])
    held = _balances.lock(StockBalance.objects.filter(lot=lot).values_list("pk", flat=True))
    if held:
        _balances.mark({balance.id: balance.is_promisable for balance in held.values()})
    fact = {"before": before and before.isoformat(), "after": expires_on and expires_on.isoformat()}
    happening = Happening(
        type="lot.expiry_corrected", subject_type="lot", subject_id=lot.public_id, facts=dict(fact),
        changed=["expires_on"],
    )  # fmt: skip
    public_events.record([happening], at=at, by=by)


def _cross(lots: Sequence[int], *, usable: bool, at: datetime) -> None:
    """Move the lots' stock into or out of what may be promised. Their locks keep postings of them away."""
    stock = StockBalance.objects.filter(
        lot__in=lots, status=StockStatus.AVAILABLE, location__kind__in=PROMISABLE
    )
    steps: dict[BucketKey, int] = defaultdict(int)
    for item, site, owner, on_hand in stock.values_list("item_id", "site_id", "owner_id", "on_hand"):
        steps[BucketKey(item, site, owner)] += on_hand if usable else -on_hand
    if not steps:
        return
    buckets = _buckets.lock(steps)
    changes = {key: BucketChange(capacity=step) for key, step in steps.items()}
    demoted = _yielding.demote(buckets, changes, at=at)
    _buckets.change(buckets, changes)
    waiting = _promises.lock_waiting(set(steps)) if usable else []
    _mark(list(stock.values_list("pk", flat=True)), demoted, usable=usable)
    if waiting:
        _promises.serve(buckets, waiting, at=at)


def _mark(stock: Sequence[int], demoted: dict[int, int], *, usable: bool) -> None:
    mine = set(stock)
    held = _balances.lock([*mine, *_yielding.balances_of_claims(demoted)])
    claimed = {b.id: b.allocated for b in held.values() if not usable and b.id in mine and b.allocated}
    freed = _yielding.release_claims(claimed, demoted)
    _balances.change({balance: BalanceChange(claimed=-step) for balance, step in freed.per_balance.items()})
    _balances.mark(dict.fromkeys(stock, usable))
    _yielding.tell(demoted, freed)


def _record(lots: Sequence[Lot], status: LotStatus, *, by: User | None, at: datetime, reason: str) -> None:
    happenings = [
        Happening(
            type=f"lot.{TOLD[status]}",
            subject_type="lot",
            subject_id=lot.public_id,
            facts={"lot": lot.code, "reason": reason},
            changed=["status"],
        )
        for lot in lots
    ]
    public_events.record(happenings, at=at, by=by)
