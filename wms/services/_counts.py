"""Requests to count: made where there is none, held, closed, told. Steps of counting and its review."""

from datetime import datetime

from accounts.models import User
from core import live, public_events
from core.public_events import Happening
from wms.models import CountRequest, Item, Location
from wms.states import CountReason, CountStatus

RELATED = ("location__site", "item")


def mark(
    place: Location, item: Item, *, reason: CountReason, by: User | None, at: datetime, device: str = ""
) -> CountRequest:
    """The open request for an item in a bin, made where there is none, and held until the caller is done."""
    while True:
        found = CountRequest.objects.open().filter(location=place, item=item).locked().first()
        if found:
            return found
        new = CountRequest(location=place, item=item, reason=reason, requested_at=at, requested_by=by)
        CountRequest.objects.bulk_create([new], ignore_conflicts=True)
        made = CountRequest.objects.select_related(*RELATED).filter(public_id=new.public_id).first()
        if made:
            tell(made, "asked", by=by, at=at, device=device, reason=reason.value)
            return made


def hold(request_id: int) -> CountRequest:
    """Lock a request, with its bin, site and item read."""
    return CountRequest.objects.select_related(*RELATED).locked().get(pk=request_id)


def close(request: CountRequest, status: CountStatus, *, by: User | None, at: datetime) -> None:
    """End a held request: the bin is used for the item again."""
    request.become(status)
    request.closed_at, request.decided_by = at, by
    request.save()


def tell(
    request: CountRequest, what: str, *, by: User | None, at: datetime, device: str = "", **facts: object
) -> None:
    """`count.<what>` for the log, and a call to whoever watches the site's floor."""
    site = request.location.site.code
    happening = Happening(
        type=f"count.{what}",
        subject_type="count",
        subject_id=request.public_id,
        facts={"location": request.location.code, "item": request.item.sku, **facts},
        changed=["status"],
        scope=site,
    )
    public_events.record([happening], at=at, by=by, device=device)
    live.topic_changed(f"floor:{site}")
