"""The list of items: searched, filtered, with what there is of each."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual

from wms.models import Barcode, Item, PromiseBucket, StockBalance
from wms.models.items import ItemQuerySet

MOST_WORDS = 6
MOST_BARCODES = 200
UNMEASURED = (
    Q(weight_g__isnull=True)
    | Q(length_mm__isnull=True)
    | Q(width_mm__isnull=True)
    | Q(height_mm__isnull=True)
)
SHOWS = ("low", "none", "unmeasured", "inactive")
"""What the list can be narrowed to; without one it shows the active items."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemFilter:
    """What of the list is asked for; empty values ask for everything."""

    text: str = ""
    category: str = ""
    temperature: str = ""
    show: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemCounts:
    """How many items each narrowing of the list shows."""

    active: int
    low: int
    none: int
    unmeasured: int
    inactive: int


def items_with_stock(site_ids: Collection[int]) -> ItemQuerySet:
    """Every item with `on_hand`, `promised` and `free` over the given sites, in base units.

    On hand is what one can touch, whatever its status; free is what may still be promised.
    """
    here = StockBalance.objects.real().filter(item=OuterRef("pk"), site__in=site_ids)
    buckets = PromiseBucket.objects.filter(item=OuterRef("pk"), site__in=site_ids)
    return Item.objects.annotate(
        on_hand=_total(here, Sum("on_hand")),
        promised=_total(buckets, Sum("promised")),
        free=_total(buckets, Sum(F("capacity") - F("promised"))),
    )


def _total(rows: QuerySet[StockBalance] | QuerySet[PromiseBucket], total: Sum) -> Coalesce:
    summed = rows.order_by().values("item").annotate(total=total).values("total")
    return Coalesce(Subquery(summed), 0, output_field=BigIntegerField())


def filtered_items(site_ids: Collection[int], asked: ItemFilter) -> ItemQuerySet:
    """The items that are asked for, with their stock."""
    items = items_with_stock(site_ids)
    if asked.text:
        items = items.filter(matching(asked.text))
    if asked.category:
        items = items.filter(category=asked.category)
    if asked.temperature:
        items = items.filter(temperature=asked.temperature)
    return _narrowed(items, site_ids, asked.show)


def _narrowed(items: ItemQuerySet, site_ids: Collection[int], show: str) -> ItemQuerySet:
    items = items.filter(is_active=show != "inactive")
    if show == "low":
        return items.filter(LessThanOrEqual(F("free"), F("reorder_point")), reorder_point__gt=0)
    if show == "none":
        return items.filter(~_has_stock(site_ids))
    return items.filter(UNMEASURED) if show == "unmeasured" else items


def _has_stock(site_ids: Collection[int]) -> Exists:
    return Exists(StockBalance.objects.real().filter(item=OuterRef("pk"), site__in=site_ids, on_hand__gt=0))


def matching(text: str) -> Q:
    """Each word somewhere in the SKU or the name; or all of it a barcode's beginning or a foreign number."""
    words = Q()
    for word in text.split()[:MOST_WORDS]:
        words &= Q(sku__icontains=word) | Q(name__icontains=word)
    return words | Q(pk__in=_coded(text))


def _coded(text: str) -> list[int]:
    """Looked up before: as a part of the search it would keep Postgres from the indexes on SKU and name."""
    coded = Barcode.objects.filter(code__startswith=text).values_list("item_id", flat=True)[:MOST_BARCODES]
    numbered = Item.objects.filter(external_id=text).exclude(external_id="").values_list("pk", flat=True)
    return list(coded.union(numbered))


def item_counts(site_ids: Collection[int]) -> ItemCounts:
    """The figures beside the narrowings of the list: one statement each, all by index or one pass."""
    everything = ItemFilter()
    counted = {show: filtered_items(site_ids, ItemFilter(show=show)).count() for show in SHOWS}
    return ItemCounts(active=filtered_items(site_ids, everything).count(), **counted)


def categories() -> list[str]:
    """The categories that items have, in order of the alphabet."""
    named = Item.objects.exclude(category="").order_by("category").values_list("category", flat=True)
    return list(named.distinct())
