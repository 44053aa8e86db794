"""Asking for a count: by a short pick, by who finds something left over, by the lead's hand."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BadInputError
from core.transactions import service
from wms.errors import CountOverError
from wms.models import CountRequest, Item, Location, Site, StockBalance
from wms.services import _counts
from wms.states import CountReason, CountStatus, LocationKind


@service
def ask_for_count(
    *,
    site: Site,
    by: User | None,
    at: datetime,
    place: Location | None = None,
    item: Item | None = None,
    reason: CountReason = CountReason.ASKED,
    device: str = "",
) -> list[CountRequest]:
    """Ask for a count of one item in one bin, of all items of a bin, or of an item wherever it lies.

    What is asked for already stays as it is. Raises BadInputError where neither is named, the place is no
    bin, or the books have nothing there that could be counted.
    """
    if place is None and item is None:
        raise BadInputError(_("Name a bin, an item, or both."), field="place")
    if place is not None and place.kind != LocationKind.BIN:
        raise BadInputError(_("%(place)s is not a bin.") % {"place": place}, field="place")
    pairs = [(place, item)] if place and item else _on_the_books(site, place, item)
    if not pairs:
        told = _("The books have nothing there. Name the bin and the item to have it counted all the same.")
        raise BadInputError(told, field="place" if place else "item")
    return [_counts.mark(place, item, reason=reason, by=by, at=at, device=device) for place, item in pairs]


@service
def withdraw(*, request_id: int, by: User | None, at: datetime) -> CountRequest:
    """Nobody needs to count it after all. Raises CountOverError once somebody counted or decided."""
    request = _counts.hold(request_id)
    if request.status not in (CountStatus.TO_COUNT, CountStatus.TO_RECOUNT):
        raise CountOverError(_("It was counted already."), status=request.status)
    _counts.close(request, CountStatus.WITHDRAWN, by=by, at=at)
    _counts.tell(request, "withdrawn", by=by, at=at)
    return request


def _on_the_books(site: Site, place: Location | None, item: Item | None) -> Sequence[tuple[Location, Item]]:
    there = StockBalance.objects.there().filter(site=site, location__kind=LocationKind.BIN)
    there = there.filter(location=place) if place else there.filter(item=item)
    rows = there.select_related("location__site", "item").order_by(
        "location__pick_sequence", "item__sku", "pk"
    )
    return list(dict.fromkeys((row.location, row.item) for row in rows))
