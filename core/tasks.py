"""Celery's doorbells of imports. A task looks at the clock and calls a service."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from core.imports.services import asking, working


@shared_task
def work_on_import(*, run_id: int, **_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Check or write one import, if nobody else does."""
    working.work_on_run(run_id=run_id, now=timezone.now)


@shared_task
def sweep_imports(**_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Ring again for imports whose doorbell was missed or whose worker died."""
    for run_id in asking.runs_to_ring_for(at=timezone.now()):
        work_on_import.delay(run_id=run_id)
