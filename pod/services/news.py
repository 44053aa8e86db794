"""What changes on the road by itself: who is next, and whose told time no longer holds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from core.transactions import service
from lastmile.models import Delivery
from lastmile.states import DeliveryStatus
from pod.models import Notification
from pod.queries.arrivals import Arrival, arrivals_of
from pod.queries.visits import visits_so_far
from pod.services.telling import owe
from pod.states import MessageTrigger

SOON_WITHIN = timedelta(minutes=45)
STOPS_BEFORE_SOON = 1
MOVED_BY = timedelta(minutes=15)
AGAIN_AFTER = timedelta(minutes=30)
LATER_AT_MOST = 3
OCCASIONS_PER_VISIT = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """Until when a recipient was last told to expect the van, when, and how often it was put off."""

    until: datetime
    said_at: datetime
    times_later: int


@service
def owe_news(*, at: datetime) -> list[int]:
    """Look at all vans on the road and owe what their recipients should know. Returns the messages' ids.

    A constant number of statements for the whole fleet. The sweep calls it; twice owes nothing twice.
    """
    out = Delivery.objects.filter(status=DeliveryStatus.OUT).exclude(recipient_email="").in_bulk()
    arrivals = [
        arrival
        for arrival in arrivals_of(delivery_ids=out, at=at).values()
        if arrival.is_on_the_road and not arrival.is_at_the_door
    ]
    visits = visits_so_far(out)
    told = _last_told(out)
    owed = []
    for arrival in arrivals:
        news = _news(arrival, told.get(arrival.delivery_id), visits.get(arrival.delivery_id, 0) + 1, at)
        if news:
            trigger, occasion = news
            delivery = out[arrival.delivery_id]
            owed.append(
                Notification(
                    delivery=delivery,
                    trigger=trigger,
                    occasion=occasion,
                    recipient=delivery.recipient_email,
                    due_at=at,
                )
            )
    return owe(owed)


@service
def owe_new_times(*, delivery_ids: Collection[int], at: datetime) -> list[int]:
    """The office asks: these recipients hear when theirs comes now, however little that differs from before.

    Returns the messages' ids; one who was put off often enough is left in peace.
    """
    rows = Delivery.objects.filter(pk__in=delivery_ids).exclude(recipient_email="").in_bulk()
    visits, often = visits_so_far(rows), _times_later(rows)
    return owe(
        [
            Notification(
                delivery=delivery,
                trigger=MessageTrigger.LATER,
                occasion=(visits.get(pk, 0) + 1) * OCCASIONS_PER_VISIT + often.get(pk, 0) + 1,
                recipient=delivery.recipient_email,
                due_at=at,
            )
            for pk, delivery in sorted(rows.items())
            if often.get(pk, 0) < LATER_AT_MOST
        ]
    )


def _news(arrival: Arrival, told: Told | None, visit: int, at: datetime) -> tuple[MessageTrigger, int] | None:
    if arrival.stops_before <= STOPS_BEFORE_SOON and arrival.expected_at - at <= SOON_WITHIN:
        return MessageTrigger.SOON, visit
    if told and no_longer_holds(told, expected=arrival.expected_at, at=at):
        return MessageTrigger.LATER, visit * OCCASIONS_PER_VISIT + told.times_later + 1
    return None


def no_longer_holds(told: Told, *, expected: datetime, at: datetime) -> bool:
    """Is it worth another message: much later than was told, not minutes after the last, not for ever."""
    return (
        expected > told.until + MOVED_BY
        and at - told.said_at >= AGAIN_AFTER
        and told.times_later < LATER_AT_MOST
    )


def _times_later(delivery_ids: Collection[int]) -> dict[int, int]:
    """How often each was told already that it comes later."""
    sent = Notification.objects.filter(delivery__in=delivery_ids, told_until__isnull=False)
    later = sent.filter(trigger=MessageTrigger.LATER).order_by()
    return dict(later.values_list("delivery_id").annotate(Count("pk")))


def _last_told(delivery_ids: Collection[int]) -> dict[int, Told]:
    """What each recipient was told about the time, last: two statements."""
    sent = Notification.objects.filter(delivery__in=delivery_ids, told_until__isnull=False)
    often = _times_later(delivery_ids)
    newest = sent.order_by("delivery_id", "-ended_at").distinct("delivery_id")
    return {
        row.delivery_id: Told(
            until=row.told_until, said_at=row.ended_at, times_later=often.get(row.delivery_id, 0)
        )
        for row in newest
        if row.told_until and row.ended_at
    }
