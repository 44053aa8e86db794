"""The list of messages for the office."""

from django.db.models import Count, QuerySet

from accounts.models import User
from lastmile.queries.access import deliveries_visible_to
from pod.models import Notification


def messages_visible_to(user: User) -> QuerySet[Notification]:
    """Messages about the deliveries of the user's sites."""
    return Notification.objects.filter(delivery__in=deliveries_visible_to(user))


def message_counts(user: User) -> dict[str, int]:
    """How many messages stand in each status."""
    rows = messages_visible_to(user).order_by().values_list("status").annotate(Count("pk"))
    return dict(rows)
