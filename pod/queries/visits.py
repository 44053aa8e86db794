"""How often somebody was at the door already."""

from collections.abc import Collection

from django.db.models import Count

from lastmile.models import DeliveryAttempt


def visits_so_far(delivery_ids: Collection[int]) -> dict[int, int]:
    """The number of visits that stand, per delivery that had any: one statement."""
    standing = DeliveryAttempt.objects.filter(delivery__in=delivery_ids, undone_at__isnull=True)
    return dict(standing.order_by().values_list("delivery_id").annotate(Count("pk")))
