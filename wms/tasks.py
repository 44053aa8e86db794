"""Celery's doorbells of the warehouse. A task looks at the clock and calls a service."""

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

from core.invariants import violations
from wms.services import expiring, printing, promising

logger = logging.getLogger(__name__)


@shared_task
def expire_promises(**_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Give back promises whose time has run out, and serve who waits."""
    promising.expire_promises(at=timezone.now())


@shared_task
def expire_stock(**_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Stock past its date leaves the promisable stock."""
    expiring.expire_stock(at=timezone.now())


@shared_task
def compare_books(**_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Run every app's rules about its data; what breaks one is an error in the log, never mended silently."""
    for broken in violations():
        logger.error("A rule about the data is broken: %s", broken)


@shared_task
def send_label(*, job_id: int, **_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Send one label to its printer, if nobody else does."""
    printing.work_on_job(job_id=job_id, now=timezone.now)


@shared_task
def sweep_labels(**_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Ring again for labels whose printer was not there, or whose worker died."""
    for job_id in printing.jobs_to_ring_for(at=timezone.now()):
        send_label.delay(job_id=job_id)
