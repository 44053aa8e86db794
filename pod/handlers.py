"""What recipients hear of the road: messages are owed with the change, open pages are told to look again."""

from collections.abc import Iterable

from django.utils import timezone

from core.events import handles
from core.live import topic_changed
from core.work import ring
from lastmile.events import (
    AttemptsUndone,
    DeliveriesFailed,
    DeliveriesMade,
    NewTimesAsked,
    RoutesDeparted,
    RoutesPublished,
    StopsArrived,
    StopsSkipped,
)
from pod.queries.followers import followed_beside, followed_on
from pod.services import news, telling
from pod.tasks import send_message
from wms.events import OrdersCancelled


@handles(RoutesPublished)
def owe_schedules(event: RoutesPublished) -> None:
    """Drivers were told what they drive; recipients are told when it comes."""
    _ring(telling.owe_schedules(route_ids=event.route_ids, at=timezone.now()))
    _look_again(followed_on(route_ids=event.route_ids))


@handles(RoutesDeparted)
def owe_departures(event: RoutesDeparted) -> None:
    """The vans have left."""
    _ring(telling.owe_departures(route_ids=event.route_ids, at=timezone.now()))
    _look_again(followed_on(route_ids=event.route_ids))


@handles(NewTimesAsked)
def owe_new_times(event: NewTimesAsked) -> None:
    """Somebody in the office wants them told now."""
    _ring(news.owe_new_times(delivery_ids=event.delivery_ids, at=timezone.now()))


@handles(DeliveriesMade)
def owe_good_news(event: DeliveriesMade) -> None:
    """Handed over: owed now, sent when it can no longer be undone, so nobody is rung for."""
    telling.owe_outcomes(attempt_ids=event.attempt_ids)
    _look_again(followed_beside(delivery_ids=event.delivery_ids))


@handles(DeliveriesFailed)
def owe_bad_news(event: DeliveriesFailed) -> None:
    """Not handed over: as above."""
    telling.owe_outcomes(attempt_ids=event.attempt_ids)
    _look_again(followed_beside(delivery_ids=event.delivery_ids))


@handles(AttemptsUndone)
def show_what_was_undone(event: AttemptsUndone) -> None:
    """The message about it is not sent: its worker asks first."""
    _look_again(followed_beside(delivery_ids=event.delivery_ids))


@handles(StopsArrived)
def show_arrivals(event: StopsArrived) -> None:
    """Who waits sees the van at the door, and the others that they are nearer."""
    _look_again(followed_beside(stop_ids=event.stop_ids))


@handles(StopsSkipped)
def show_skips(event: StopsSkipped) -> None:
    """Those after a stop that was passed by move up."""
    _look_again(followed_beside(stop_ids=event.stop_ids))


@handles(OrdersCancelled)
def owe_cancellations(event: OrdersCancelled) -> None:
    """Only those who had been told that something comes are told that it does not."""
    _ring(telling.owe_cancellations(shipment_ids=event.shipment_ids, at=timezone.now()))


def _ring(message_ids: Iterable[int]) -> None:
    for message_id in message_ids:
        ring(send_message, message_id=message_id)


def _look_again(delivery_ids: Iterable[object]) -> None:
    for public_id in delivery_ids:
        topic_changed(f"tracking:{public_id}")
