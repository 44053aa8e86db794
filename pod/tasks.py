"""Celery's doorbells of messages. A task looks at the clock and calls a service."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from pod.services import news, sending


@shared_task
def send_message(*, message_id: int, **_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Send one message, if nobody else does."""
    sending.send_message(message_id=message_id, now=timezone.now)


@shared_task
def sweep_messages(**_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Ring for every message that is due: new ones, those put off, and those whose worker died."""
    for message_id in sending.messages_to_ring_for(at=timezone.now()):
        send_message.delay(message_id=message_id)


@shared_task
def owe_news(**_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Look at the vans on the road: who is next, whose time no longer holds."""
    news.owe_news(at=timezone.now())
