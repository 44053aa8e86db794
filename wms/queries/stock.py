"""What is where: balances as the stock list, a bin and a unit show them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from wms.models import HandlingUnit, Location, StockBalance, StockEntry
from wms.models.places import LocationQuerySet
from wms.models.stock import StockBalanceQuerySet
from wms.queries.history import Scope
from wms.states import LotStatus, StockStatus

MOST_WORDS = 6
_HAS_FREE = Q(status=StockStatus.AVAILABLE, on_hand__gt=F("allocated")) & (
    Q(lot__isnull=True) | Q(lot__status=LotStatus.RELEASED)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class StockFilter:
    """What of the stock is asked for; empty values ask for everything."""

    text: str = ""
    zone: str = ""
    status: int | None = None
    expires_within: int | None = None
    only_free: bool = False


def stock_there(site_ids: Collection[int]) -> StockBalanceQuerySet:
    """Every balance that holds something one can touch, with all that a row shows."""
    shown = StockBalance.objects.real().there().filter(site__in=site_ids)
    return shown.select_related("site", "location", "item", "lot", "handling_unit", "owner")


def filtered_stock(site_ids: Collection[int], asked: StockFilter, *, today: date) -> StockBalanceQuerySet:
    """The balances that are asked for; `today` is the day by the site's clock."""
    found = stock_there(site_ids)
    for word in asked.text.split()[:MOST_WORDS]:
        found = found.filter(_containing(word))
    if asked.zone:
        found = found.filter(location__zone=asked.zone)
    if asked.status is not None:
        found = found.filter(status=asked.status)
    if asked.expires_within is not None:
        found = found.filter(expires_on__lte=today + timedelta(days=asked.expires_within))
    return found.filter(_HAS_FREE) if asked.only_free else found


def free_quantity(balance: StockBalance) -> int:
    """What of a balance may still be promised or picked: nothing of what is on hold, recalled, virtual."""
    usable = balance.status == StockStatus.AVAILABLE and not balance.allow_negative
    if not usable or (balance.lot is not None and balance.lot.status != LotStatus.RELEASED):
        return 0
    return balance.free


def _containing(word: str) -> Q:
    return (
        Q(item__sku__icontains=word)
        | Q(item__name__icontains=word)
        | Q(location__code__icontains=word)
        | Q(lot__code__istartswith=word)
        | Q(handling_unit__sscc=word)
    )


def zones(site_ids: Collection[int]) -> list[str]:
    """The zones of the sites, in order of the alphabet."""
    named = Location.objects.filter(site__in=site_ids).exclude(zone="").order_by("zone")
    return list(named.values_list("zone", flat=True).distinct())


def places_with_stock(site_ids: Collection[int], text: str = "") -> LocationQuerySet:
    """The real places of the sites with `on_hand`, `allocated` and the number of `items` in them."""
    held = Q(balances__on_hand__gt=0)
    places = Location.objects.real().filter(site__in=site_ids)
    for word in text.split()[:MOST_WORDS]:
        places = places.filter(Q(code__icontains=word) | Q(zone__icontains=word))
    return places.select_related("site").annotate(
        on_hand=Coalesce(Sum("balances__on_hand", filter=held), 0),
        allocated=Coalesce(Sum("balances__allocated", filter=held), 0),
        items=Count("balances__item", filter=held, distinct=True),
    )


def scope_of_place(place: Location, site_ids: Collection[int]) -> Scope:
    """What came to and left a place."""
    return Scope(
        entries=StockEntry.objects.filter(balance__location=place, balance__site__in=site_ids),
        balances=StockBalance.objects.filter(location=place, site__in=site_ids),
        site_ids=site_ids,
    )


def scope_of_unit(unit: HandlingUnit, site_ids: Collection[int]) -> Scope:
    """What was put into and taken out of a handling unit."""
    return Scope(
        entries=StockEntry.objects.filter(balance__handling_unit=unit, balance__site__in=site_ids),
        balances=StockBalance.objects.filter(handling_unit=unit, site__in=site_ids),
        site_ids=site_ids,
    )
