"""What a count says against the books: as they were when it was made. Steps of counting and its review.

Goods may move on after a count and before somebody decides about it, and a picker's phone may tell of an
earlier pick only later. So the books are taken back to the moment of the count by when things happened, not
by when they were posted: on hand now, less what happened after the count.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from wms.errors import CountDisturbedError
from wms.models import Count, CountRequest, Location, Lot, Owner, Serial, SerialMove, StockBalance, StockEntry
from wms.services import items
from wms.services._legs import WHOLE, Leg
from wms.states import StockStatus

BOOKS = """
SELECT b.id, b.lot_id, b.on_hand, coalesce(sum(e.delta) FILTER (WHERE t.effective_at > %(at)s), 0)::bigint
FROM wms_stockbalance b
LEFT JOIN wms_stockentry e ON e.balance_id = b.id
LEFT JOIN wms_stocktransaction t ON t.id = e.transaction_id
WHERE b.location_id = %(place)s AND b.item_id = %(item)s
GROUP BY b.id ORDER BY b.status, b.handling_unit_id NULLS FIRST, b.id
"""


class Row(NamedTuple):
    """A balance of the bin: what it holds now, and what came to it since the count."""

    balance: int
    lot: int | None
    on_hand: int
    since: int


@dataclass(slots=True)
class LotDifference:
    """One lot in the bin: books and count at the moment of the count, in base units."""

    lot: int | None
    code: str = ""
    expected: int = 0
    counted: int = 0
    missing: set[str] = field(default_factory=set)
    """Serial numbers that the books have there and nobody found."""
    extra: set[str] = field(default_factory=set)
    """Serial numbers that were found and are not in the books there."""

    @property
    def change(self) -> int:
        """What the books must change by."""
        return self.counted - self.expected

    @property
    def is_none(self) -> bool:
        """Whether books and count agree."""
        return not (self.change or self.missing or self.extra)


def differences(request: CountRequest, count: Count) -> list[LotDifference]:
    """Books against count, per lot that either of them knows."""
    found: dict[int | None, LotDifference] = {}
    for row in _books(request, count.counted_at):
        if row.on_hand - row.since:
            found.setdefault(row.lot, LotDifference(row.lot)).expected += row.on_hand - row.since
    for line in count.lines.all():
        mine = found.setdefault(line.lot_id, LotDifference(line.lot_id))
        mine.counted = line.quantity
        mine.extra = set(line.serials)
    if request.item.tracking == "SERIAL":
        for lot, numbers in _serials(request, count.counted_at).items():
            mine = found.setdefault(lot, LotDifference(lot))
            mine.missing, mine.extra = numbers - mine.extra, mine.extra - numbers
    codes = Lot.objects.filter(pk__in=[key for key in found if key]).values_list("pk", "code")
    for key, code in codes:
        found[key].code = code
    return sorted(found.values(), key=lambda each: each.lot or 0)


def refuse_disturbed(request: CountRequest, count: Count) -> None:
    """Raise CountDisturbedError if goods came or went while they were counted."""
    moved = StockEntry.objects.filter(
        balance__location=request.location_id,
        balance__item=request.item_id,
        transaction__effective_at__gt=count.begun_at,
        transaction__effective_at__lte=count.counted_at,
    )
    if moved.exists():
        raise disturbed(request)


def disturbed(request: CountRequest) -> CountDisturbedError:
    """What the counter is told."""
    told = _("Goods came or went at %(place)s while it was counted. Count it once more.")
    place = request.location.code
    return CountDisturbedError(told % {"place": place}, location=place, item=request.item.sku)


def legs_of(request: CountRequest, found: Iterable[LotDifference], loss: Location) -> list[Leg]:
    """The postings that make the books say what was counted. Raises CountDisturbedError where what is missing
    is no longer on the books there either."""
    rows = StockBalance.objects.filter(location=request.location_id, item=request.item_id)
    balances = list(rows.select_related(*WHOLE).order_by("status", "handling_unit", "pk"))
    balances.sort(key=lambda balance: (balance.status, balance.handling_unit_id is not None, balance.pk))
    numbers = _numbers(balances)
    legs: list[Leg] = []
    for one in found:
        mine = [balance for balance in balances if balance.lot_id == one.lot]
        missing, extra = len(one.missing) or max(-one.change, 0), len(one.extra) or max(one.change, 0)
        if missing:
            legs += _missing(request, mine, missing, one.missing, numbers, loss)
        if extra:
            legs.append(_extra(request, mine or balances, one, extra, loss))
    return legs


def _missing(
    request: CountRequest,
    balances: list[StockBalance],
    quantity: int,
    serials: set[str],
    numbers: dict[int, set[str]],
    loss: Location,
) -> list[Leg]:
    """Available and loose goods first, then what is held or in a unit."""
    legs = []
    for balance in balances:
        mine = numbers[balance.pk] & serials
        step = len(mine) if serials else min(quantity, balance.on_hand)
        if step:
            legs.append(_leg(balance, step, balance.location, loss, mine))
            quantity -= step
    if quantity:
        raise disturbed(request)
    return legs


def _extra(
    request: CountRequest, like: list[StockBalance], one: LotDifference, quantity: int, loss: Location
) -> Leg:
    """Loose and available, of the owner whose goods lie there; the house's where nobody's do."""
    owner: Owner = like[0].owner if like else items.house_owner()
    return Leg(
        item=request.item,
        quantity=quantity,
        origin=loss,
        target=request.location,
        owner=owner,
        lot=Lot.objects.get(pk=one.lot) if one.lot else None,
        serials=tuple(sorted(one.extra)) if request.item.tracking == "SERIAL" else (),
    )


def _leg(balance: StockBalance, quantity: int, origin: Location, target: Location, serials: set[str]) -> Leg:
    return Leg(
        item=balance.item,
        quantity=quantity,
        origin=origin,
        target=target,
        owner=balance.owner,
        lot=balance.lot,
        status=StockStatus(balance.status),
        from_unit=balance.handling_unit,
        serials=tuple(sorted(serials)),
    )


def _books(request: CountRequest, at: datetime) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(BOOKS, {"at": at, "place": request.location_id, "item": request.item_id})
        return [Row(*row) for row in cursor.fetchall()]


def _numbers(balances: Iterable[StockBalance]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for number, balance in Serial.objects.filter(balance__in=[each.pk for each in balances]).values_list(
        "number", "balance"
    ):
        found[balance].add(number)
    return found


def _serials(request: CountRequest, at: datetime) -> dict[int | None, set[str]]:
    """The numbers that lay there at the moment, per lot: those that do now, less who came, and who went."""
    balances = StockBalance.objects.filter(location=request.location_id, item=request.item_id)
    lots = dict(balances.values_list("pk", "lot_id"))
    found: dict[int | None, set[str]] = defaultdict(set)
    for number, balance in Serial.objects.filter(balance__in=lots).values_list("number", "balance"):
        found[lots[balance]].add(number)
    moves = SerialMove.objects.filter(Q(source__in=lots) | Q(target__in=lots))
    since = moves.filter(transaction__effective_at__gt=at).order_by("-pk")
    for number, source, target in since.values_list("serial__number", "source", "target"):
        if target in lots:
            found[lots[target]].discard(number)
        if source in lots:
            found[lots[source]].add(number)
    return found
