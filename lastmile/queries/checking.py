"""The addresses that somebody should look at, and the orders that wait for each."""

from django.db.models import Count, Min, Q, QuerySet

from accounts.models import User
from lastmile.models import Address, Delivery
from lastmile.queries.access import addresses_visible_to, deliveries_visible_to
from lastmile.states import AddressStatus, DeliveryStatus

OPEN = (DeliveryStatus.PENDING, DeliveryStatus.PLANNED)


def addresses_to_check(user: User, *, also_undeliverable: bool = False) -> QuerySet[Address]:
    """The user's addresses to check that open orders wait for: `waiting`, `first_day`; soonest first."""
    statuses = [AddressStatus.CHECK] + [AddressStatus.UNDELIVERABLE] * also_undeliverable
    is_open = Q(deliveries__status__in=OPEN)
    found = addresses_visible_to(user).filter(status__in=statuses)
    return (
        found.annotate(
            waiting=Count("deliveries", filter=is_open),
            first_day=Min("deliveries__deliver_on", filter=is_open),
        )
        .filter(waiting__gt=0)
        .order_by("first_day", "pk")
    )


def deliveries_to(user: User, address: Address) -> QuerySet[Delivery]:
    """The open deliveries to an address that the user may see."""
    found = deliveries_visible_to(user).filter(address=address, status__in=OPEN)
    return found.select_related("order__site").order_by("deliver_on", "pk")
