"""What happened to an item, a bin, a lot or a unit: its postings, newest first, with the running quantity."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Sum

from wms.models import Item, Location, Lot, StockBalance, StockEntry, StockTransaction
from wms.states import LocationKind

PAGE_SIZE = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """Whose history it is: lines of the ledger and the balances that they made; only places one can touch.

    `site_ids` are the sites that the reader may see; places elsewhere are not named.
    """

    entries: QuerySet[StockEntry]
    balances: QuerySet[StockBalance]
    site_ids: Collection[int]


@dataclass(kw_only=True, slots=True)
class HistoryRow:
    """What one posting did to one item: `moved` pieces from `sources` to `targets`.

    `change` is what it did to the quantity in scope (a move inside the scope: nothing), `after` the quantity
    then. A place is None where the reader may not see its site.
    """

    transaction: StockTransaction
    item: Item
    lots: list[Lot] = field(default_factory=list)
    sources: list[Location | None] = field(default_factory=list)
    targets: list[Location | None] = field(default_factory=list)
    moved: int = 0
    change: int = 0
    after: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryPage:
    """Some rows, and the posting to ask for what came before it (None: this was all)."""

    rows: list[HistoryRow]
    older: UUID | None


def history_page(scope: Scope, *, before: UUID | None = None, size: int = PAGE_SIZE) -> HistoryPage:
    """The newest postings of the scope, or those before a given one. Four statements; five further back.

    Ids of postings sort by time, so a page stays where it is while new postings arrive.
    """
    entries = scope.entries.filter(transaction_id__lt=before) if before else scope.entries
    named = entries.order_by("-transaction_id").values_list("transaction_id", flat=True).distinct()
    ids = list(named[: size + 1])
    rows = _rows(scope, ids[:size])
    _run_down(rows, _quantities(scope, rows, before=before))
    return HistoryPage(rows=rows, older=ids[size - 1] if len(ids) > size else None)


def _rows(scope: Scope, ids: list[UUID]) -> list[HistoryRow]:
    here = scope.entries.filter(transaction_id__in=ids)
    lines = (
        StockEntry.objects.filter(transaction_id__in=ids, item__in=here.values("item_id"))
        .annotate(is_here=Exists(scope.entries.filter(pk=OuterRef("pk"))))
        .select_related("transaction__actor", "transaction__site", "item", "lot", "balance__location")
        .order_by("-transaction_id", "item__sku", "pk")
    )
    rows: dict[tuple[UUID, int], HistoryRow] = {}
    touched: set[tuple[UUID, int]] = set()
    for line in lines:
        key = (line.transaction_id, line.item_id)
        row = rows.setdefault(key, HistoryRow(transaction=line.transaction, item=line.item))
        _add(row, line, scope.site_ids)
        if line.is_here:
            row.change += line.delta
            touched.add(key)
    return [row for key, row in rows.items() if key in touched]


def _add(row: HistoryRow, line: StockEntry, site_ids: Collection[int]) -> None:
    if line.lot and line.lot not in row.lots:
        row.lots.append(line.lot)
    if line.balance.location.kind == LocationKind.TRANSIT:
        return  # where lots and states change: a step of the books, not a place
    place = line.balance.location if line.balance.site_id in site_ids else None
    side = row.targets if line.delta > 0 else row.sources
    if place not in side:
        side.append(place)
    row.moved += max(line.delta, 0)


def _quantities(scope: Scope, rows: Iterable[HistoryRow], *, before: UUID | None) -> dict[int, int]:
    """Per item the quantity after the newest of the rows: what there is now without what came later."""
    items = {row.item.pk for row in rows}
    found: dict[int, int] = defaultdict(int)
    now = scope.balances.filter(item__in=items).order_by().values("item").annotate(total=Sum("on_hand"))
    for group in now:
        found[group["item"]] += group["total"]
    if before:
        later = scope.entries.filter(item__in=items, transaction_id__gte=before).order_by()
        for group in later.values("item").annotate(total=Sum("delta")):
            found[group["item"]] -= group["total"]
    return found


def _run_down(rows: Iterable[HistoryRow], quantities: dict[int, int]) -> None:
    for row in rows:
        row.after = quantities[row.item.pk]
        quantities[row.item.pk] -= row.change
