"""Celery's doorbells of the planning engine. A task looks at the clock and calls a service."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from routing.services import planning, solving


@shared_task
def solve_plan_run(*, run_id: int, **_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Solve one run, if nobody else does."""
    solving.work_on_run(run_id=run_id, now=timezone.now)


@shared_task
def sweep_plan_runs(**_: Any) -> None:  # noqa: ANN401 - room for a later caller
    """Ring again for runs whose doorbell was missed or whose worker died."""
    for run_id in planning.runs_to_ring_for(at=timezone.now()):
        solve_plan_run.delay(run_id=run_id)
