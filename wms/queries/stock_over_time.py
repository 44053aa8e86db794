"""How much there was, day by day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from django.db.models import Sum
from django.db.models.functions import TruncDate

from wms.queries.history import Scope

MOST_DAYS = 180


@dataclass(frozen=True, kw_only=True, slots=True)
class DayEnd:
    """The quantity at the end of a day."""

    on: date
    quantity: int


def stock_by_day(scope: Scope, *, now: datetime, zone: tzinfo, days: int = MOST_DAYS) -> list[DayEnd]:
    """The quantity in scope at the end of each day in the zone, from the span's first change until today.

    By the clock of who did it, so that what was booked late stands where it happened. One statement for the
    changes and one for what there is now; the past is counted back from it.
    """
    today = now.astimezone(zone).date()
    since = today - timedelta(days=days)
    midnight = datetime.combine(since, datetime.min.time(), tzinfo=zone)
    changes = dict(
        scope.entries.filter(transaction__effective_at__gte=midnight, transaction__effective_at__lte=now)
        .order_by()
        .annotate(on=TruncDate("transaction__effective_at", tzinfo=zone))
        .values("on")
        .annotate(change=Sum("delta"))
        .values_list("on", "change")
    )
    if not changes:
        return []
    quantity = scope.balances.aggregate(total=Sum("on_hand"))["total"] or 0
    ends = []
    for back in range((today - min(changes)).days + 2):
        day = today - timedelta(days=back)
        ends.append(DayEnd(on=day, quantity=quantity))
        quantity -= changes.get(day, 0)
    return ends[::-1]
