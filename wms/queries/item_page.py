"""One item: where it lies, its lots, and what of it is promised."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db.models import BigIntegerField, Count, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.errors import NotFoundError
from wms.models import Item, Lot, PromiseBucket, StockBalance, StockEntry
from wms.models.stock import StockBalanceQuerySet
from wms.queries.history import Scope
from wms.queries.items import items_with_stock

MOST_PLACES = 100
MOST_LOTS = 50


class SitePromise(NamedTuple):
    """What may be promised of an item at a site, and what is."""

    site: str
    capacity: int
    promised: int


def item_of(public_id: UUID, site_ids: Collection[int]) -> Item:
    """The item with its stock in the sites, its packs and barcodes. Raises NotFoundError."""
    items = items_with_stock(site_ids).prefetch_related("packs", "barcodes__pack")
    item = items.filter(public_id=public_id).first()
    if item is None:
        raise NotFoundError(_("There is no such item."))
    return item


def scope_of_item(item: Item, site_ids: Collection[int]) -> Scope:
    """The item's history in the sites."""
    entries = StockEntry.objects.filter(item=item, balance__site__in=site_ids, balance__allow_negative=False)
    return Scope(entries=entries, balances=places_of_item(item, site_ids), site_ids=site_ids)


def places_of_item(item: Item, site_ids: Collection[int]) -> StockBalanceQuerySet:
    """Every balance of the item that one can touch."""
    return StockBalance.objects.real().filter(item=item, site__in=site_ids)


def where_it_lies(item: Item, site_ids: Collection[int]) -> list[StockBalance]:
    """The first balances that hold something, as a picker passes them, with all that the page shows."""
    found = places_of_item(item, site_ids).there()
    shown = found.select_related("site", "location", "lot", "handling_unit", "owner")
    return list(shown.order_by("site__code", "location__pick_sequence", "location__code", "pk")[:MOST_PLACES])


def bin_count(item: Item, site_ids: Collection[int]) -> int:
    """In how many places it lies."""
    counted = places_of_item(item, site_ids).there().aggregate(n=Count("location", distinct=True))
    return int(counted["n"])


def lots_of_item(item: Item, site_ids: Collection[int]) -> list[Lot]:
    """The lots, what expires first on top, each with `on_hand` in the sites; at most MOST_LOTS."""
    held = StockBalance.objects.real().filter(lot=OuterRef("pk"), site__in=site_ids)
    summed = held.order_by().values("lot").annotate(total=Sum("on_hand")).values("total")
    lots = Lot.objects.filter(item=item).annotate(
        on_hand=Coalesce(Subquery(summed), 0, output_field=BigIntegerField())
    )
    return list(lots.order_by(F("expires_on").asc(nulls_last=True), "code")[:MOST_LOTS])


def promises_by_site(item: Item, site_ids: Collection[int]) -> list[SitePromise]:
    """What may be promised and what is, per site, whoever owns it."""
    buckets = PromiseBucket.objects.filter(item=item, site__in=site_ids).order_by("site__code")
    sums = buckets.values("site__name").annotate(may=Sum("capacity"), is_promised=Sum("promised"))
    return [
        SitePromise(name, may, promised)
        for name, may, promised in sums.values_list("site__name", "may", "is_promised")
    ]
