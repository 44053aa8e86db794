"""The list of orders: searched, filtered, counted, and as points on a map."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from lastmile.models import Delivery
from lastmile.queries.access import deliveries_visible_to
from lastmile.states import AddressStatus, DeliveryStatus
from wms.models import Backorder, OutboundOrderLine

MOST_WORDS = 6
MOST_POINTS = 5000
SHOWS = ("back_ordered", "to_check", "unplanned")


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderFilter:
    """What of the list is asked for; empty values ask for everything."""

    text: str = ""
    day: date | None = None
    status: str = ""
    site: str = ""
    show: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text or self.day or self.status or self.site or self.show)


def orders_asked(user: User, asked: OrderFilter) -> QuerySet[Delivery]:
    """The deliveries that are asked for, each with `is_back_ordered`, ready for a list."""
    found = deliveries_visible_to(user).annotate(is_back_ordered=_back_ordered())
    if asked.text:
        found = found.filter(_matching(asked.text))
    if asked.day:
        found = found.filter(deliver_on=asked.day)
    if asked.status:
        found = found.filter(status=asked.status)
    if asked.site:
        found = found.filter(order__site__code=asked.site)
    if asked.show:
        found = found.filter(_SHOWN[asked.show]())
    return found.select_related("order__site", "address")


def order_counts(user: User, asked: OrderFilter) -> dict[str, int]:
    """How many orders each narrowing shows on the asked day and site: one statement."""
    everything = OrderFilter(day=asked.day, site=asked.site)
    kinds = {show: Count("pk", filter=_SHOWN[show]()) for show in SHOWS}
    return orders_asked(user, everything).order_by().aggregate(all=Count("pk"), **kinds)


def order_points(user: User, asked: OrderFilter) -> list[dict[str, Any]]:
    """The orders on a map: at most MOST_POINTS, those without a pin left out."""
    found = orders_asked(user, asked).filter(address__longitude__isnull=False).order_by("-pk")[:MOST_POINTS]
    return [
        {
            "id": str(one.public_id),
            "name": one.order.external_id,
            "who": one.recipient_name,
            "where": str(one.address),
            "point": [one.address.longitude, one.address.latitude],
            "state": state_on_map(one),
        }
        for one in found
    ]


def state_on_map(delivery: Any) -> str:  # noqa: ANN401 - a Delivery annotated with is_back_ordered
    """Which of few colours a delivery has on a map: what a person should look at goes first."""
    if delivery.status in {DeliveryStatus.DELIVERED, DeliveryStatus.CANCELLED, DeliveryStatus.RETURNED}:
        return "over"
    if delivery.address.status in {AddressStatus.CHECK, AddressStatus.UNDELIVERABLE}:
        return "check"
    if delivery.is_back_ordered:
        return "short"
    return "planned" if delivery.status != DeliveryStatus.PENDING else "open"


def _back_ordered() -> Exists:
    return Exists(Backorder.objects.filter(line__order=OuterRef("order"), closed_at__isnull=True))


def _matching(text: str) -> Q:
    """Each word somewhere in the order's names, its recipient, its address or one of its items."""
    found = Q()
    for word in text.split()[:MOST_WORDS]:
        item = Q(item__sku__icontains=word) | Q(item__name__icontains=word)
        found &= (
            Q(order__external_id__icontains=word)
            | Q(order__number__icontains=word)
            | Q(recipient_name__icontains=word)
            | Q(address__line1__icontains=word)
            | Q(address__postcode__icontains=word)
            | Q(address__town__icontains=word)
            | Q(Exists(OutboundOrderLine.objects.filter(item, order=OuterRef("order"))))
        )
    return found


def _is_open() -> Q:
    return Q(status__in=(DeliveryStatus.PENDING, DeliveryStatus.PLANNED))


_SHOWN = {
    "back_ordered": lambda: _is_open() & Q(is_back_ordered=True),
    "to_check": lambda: (
        _is_open() & Q(address__status__in=(AddressStatus.CHECK, AddressStatus.UNDELIVERABLE))
    ),
    "unplanned": lambda: Q(status=DeliveryStatus.PENDING),
}
