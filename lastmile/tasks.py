"""Celery's doorbells of the last mile. A task looks at the clock and calls a service."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from lastmile.services import detecting, positions, watching


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


@shared_task
def detect_trouble(**_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Raise, clear and wake the incidents of all sites."""
    detecting.detect(site_ids=None, at=timezone.now())


@shared_task
def forget_positions(**_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Remove raw positions that are older than 30 days."""
    while positions.forget_positions(at=timezone.now()):
        pass
