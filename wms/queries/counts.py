"""Counts for the floor's list, the counter's page, and the lead. Reads only."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.templatetags.static import static

from accounts.models import User
from wms.models import Count, CountRequest, Lot, Pick, Site, StockBalance
from wms.queries.access import sites_visible_to
from wms.queries.floor import MOST_ROWS
from wms.queries.floor_tasks import item_codes
from wms.states import CountStatus

MOST_LOTS = 500
RELATED = ("location__site", "item", "requested_by", "decided_by", "posting__reversed_by")


@dataclass(frozen=True, slots=True)
class CountCard:
    """A count on the floor's list; whoever counted it last cannot count it again."""

    row: CountRequest
    is_for_me: bool


def count_cards(site: Site, *, person: int) -> list[CountCard]:
    """What somebody must count, as one walks past. Two statements for any number."""
    found = CountRequest.objects.to_count().filter(location__site=site).select_related(*RELATED)
    ordered = found.order_by("location__pick_sequence", "location__code", "item__sku", "pk")
    rows = list(ordered[:MOST_ROWS])
    counts = Count.objects.filter(request__in=rows).order_by("number")
    last = dict(counts.values_list("request", "by"))
    return [CountCard(row, last.get(row.pk) != person) for row in rows]


def counts_visible_to(user: User) -> QuerySet[CountRequest]:
    """The requests of the user's sites."""
    return CountRequest.objects.filter(location__site__in=sites_visible_to(user)).select_related(*RELATED)


def counts_of(site: Site, *, which: str = "", text: str = "") -> QuerySet[CountRequest]:
    """Requests for the lead's list: to decide, to count, over, or all that are open."""
    found = CountRequest.objects.filter(location__site=site).select_related(*RELATED)
    if which == "decide":
        found = found.filter(status=CountStatus.TO_APPROVE)
    elif which == "count":
        found = found.to_count()
    elif which == "over":
        found = found.filter(closed_at__isnull=False)
    else:
        found = found.open()
    for word in text.split():
        found = found.filter(
            Q(location__code__icontains=word) | Q(item__sku__icontains=word) | Q(item__name__icontains=word)
        )
    return found


def is_emptied(pick: Pick) -> bool:
    """Whether the books have nothing of the pick's item in its bin any more."""
    balance = pick.allocation.balance
    there = StockBalance.objects.there().filter(location=balance.location_id, item=balance.item_id)
    return not there.exists()


def count_task(request: CountRequest) -> dict[str, Any]:
    """What the counter's page judges scans by. Blind: no number of the books is in it."""
    item = request.item
    lots = list(Lot.objects.filter(item=item).order_by("-pk").values_list("code", flat=True)[:MOST_LOTS])
    return {
        "id": str(request.public_id),
        "bin": request.location.code,
        "sku": item.sku,
        "name": item.name,
        "picture": static(item.picture) if item.picture else "",
        "tracking": item.tracking,
        "codes": item_codes({item})[item.pk],
        "lots": lots,
    }
