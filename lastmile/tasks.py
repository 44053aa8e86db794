"""Celery's doorbells of the last mile. A task looks at the clock and calls a service."""

from collections.abc import Sequence
from typing import Any

from celery import shared_task
from django.utils import timezone

from lastmile.services import detecting, load_planning, positions, watching


@shared_task
def estimate_arrivals(**_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Work out the arrivals of the sites whose turn it is."""
    watching.take_turns(now=timezone.now)


@shared_task
def something_happened(
    *,
    route_ids: Sequence[int] = (),
    stop_ids: Sequence[int] = (),
    delivery_ids: Sequence[int] = (),
    **_: Any,  # noqa: ANN401 - room for a later caller
) -> None:
    """On these routes, at these stops, with these deliveries: nobody waits for the next ring."""
    at = timezone.now()
    watching.ask_again(route_ids=route_ids, stop_ids=stop_ids, delivery_ids=delivery_ids, at=at)
    watching.take_turns(now=timezone.now)
    detecting.detect(site_ids=None, at=timezone.now())


@shared_task
def detect_trouble(**_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Raise, clear and wake the incidents of all sites."""
    detecting.detect(site_ids=None, at=timezone.now())


@shared_task
def forget_positions(**_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Remove raw positions that are older than 30 days."""
    while positions.forget_positions(at=timezone.now()):
        pass


@shared_task
def adopt_parcels(*, shipment_ids: list[int], **_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """These were packed: the loads that they are in follow."""
    load_planning.adopt_parcels(load_ids=load_planning.loads_of_shipments(shipment_ids))


@shared_task
def sweep_parcels(**_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Loads whose doorbell was missed follow what was packed."""
    load_planning.adopt_parcels(load_ids=load_planning.loads_to_adopt())
