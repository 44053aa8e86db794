"""Making and closing the links by which recipients follow their delivery."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from accounts.models import User
from core import public_events
from core.public_events import Happening
from core.transactions import service
from lastmile.models import Delivery
from pod.models import TrackingLink
from pod.models.tracking import hash_of
from pod.states import LinkPurpose


@service
def open_link(*, delivery_id: int, purpose: LinkPurpose, by: User | None) -> str:
    """A new link to the delivery's page. Its token is returned this once; only its hash is kept."""
    token = TrackingLink.new_token()
    TrackingLink.objects.create(
        delivery_id=delivery_id, token_hash=hash_of(token), purpose=purpose, created_by=by
    )
    return token


@service
def open_message_link(*, delivery_id: int, message_id: UUID) -> str:
    """The link that one message carries: however often the message is tried, it is the same one.

    It follows from the installation's secret and the message; once it was closed, a new one is made.
    """
    token = TrackingLink.token_of_message(message_id)
    link, _is_new = TrackingLink.objects.get_or_create(
        token_hash=hash_of(token), defaults={"delivery_id": delivery_id, "purpose": LinkPurpose.MESSAGE}
    )
    if link.revoked_at is None:
        return token
    return open_link(delivery_id=delivery_id, purpose=LinkPurpose.MESSAGE, by=None)


@service
def close_links(*, delivery_ids: Collection[int], at: datetime, by: User | None) -> int:
    """Close every link to these deliveries at once, as when one was passed on. Returns how many."""
    deliveries = list(Delivery.objects.filter(pk__in=delivery_ids).locked().select_related("order__site"))
    open_ones = TrackingLink.objects.filter(delivery__in=deliveries, revoked_at__isnull=True)
    held = set(open_ones.values_list("delivery_id", flat=True))
    closed = open_ones.update(revoked_at=at, updated_at=at)
    public_events.record(
        [
            Happening(
                type="delivery.links_closed",
                subject_type="delivery",
                subject_id=delivery.public_id,
                scope=delivery.order.site.code,
            )
            for delivery in deliveries
            if delivery.pk in held
        ],
        at=at,
        by=by,
    )
    return closed
