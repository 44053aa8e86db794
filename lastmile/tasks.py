"""Celery's doorbells of the last mile. A task looks at the clock and calls a service."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from lastmile.services import watching


@shared_task
def estimate_arrivals(**_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Work out the arrivals of the sites whose turn it is."""
    watching.take_turns(now=timezone.now)


@shared_task
def something_happened(
    *,
    route_ids: list[int],
    stop_ids: list[int],
    **_: Any,  # noqa: ANN401 - room for a later caller
) -> None:
    """On these routes or at these stops: their arrivals are worked out at once."""
    watching.ask_again(route_ids=route_ids, stop_ids=stop_ids, at=timezone.now())
    watching.take_turns(now=timezone.now)
