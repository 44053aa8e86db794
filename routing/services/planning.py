"""Asking the planning engine: a row is written, a worker finds it. Stopping and cancelling what was asked."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core import events
from core.transactions import service
from routing.errors import RunEndedError
from routing.events import PlanRequested
from routing.models import PlanRun
from routing.states import PlanRunStatus, Wish

RING_AGAIN_AFTER = timedelta(seconds=10)
"""A queued run this old was missed by its doorbell: the broker was down, or a worker died with it."""


@service
def request_plan(
    *,
    problem: dict[str, Any],
    seconds: int,
    by: User | None,
    seed: int = 1,
    roads: str = "roads",
    start: dict[str, Any] | None = None,
) -> PlanRun:
    """Queue a problem (the engine's JSON, validated) to be solved within so many seconds of wall time."""
    run = PlanRun.objects.create(
        problem=problem,
        start=start,
        seconds=seconds,
        seed=seed,
        roads=roads,
        visits=len(problem["visits"]),
        vehicles=len(problem["vehicles"]),
        requested_by=by,
    )
    events.publish(PlanRequested(run_ids=[run.pk]))
    return run


@service
def stop_run(*, run_id: int) -> PlanRun:
    """Ask the solver to end now with the best plan so far. Raises RunEndedError if the run is over."""
    return _wish(run_id, Wish.STOP)


@service
def cancel_run(*, run_id: int, at: datetime) -> PlanRun:
    """Give the run up. One that no worker holds ends at once; a solver is killed within about a second.

    Raises RunEndedError if the run is over.
    """
    run = _wish(run_id, Wish.CANCEL)
    if run.status == PlanRunStatus.QUEUED:
        run.status, run.ended_at = PlanRunStatus.CANCELLED, at
        run.save(update_fields=["status", "ended_at", "updated_at"])
    return run


def runs_to_ring_for(*, at: datetime) -> list[int]:
    """Runs that nobody works on though somebody should: missed doorbells and dead workers' claims."""
    missed = PlanRun.objects.filter(status=PlanRunStatus.QUEUED, updated_at__lte=at - RING_AGAIN_AFTER)
    dead = PlanRun.objects.filter(status=PlanRunStatus.SOLVING).abandoned(at=at)
    return sorted({*missed.values_list("pk", flat=True), *dead.values_list("pk", flat=True)})


def _wish(run_id: int, wish: Wish) -> PlanRun:
    run = PlanRun.objects.locked().get(pk=run_id)
    if run.has_ended:
        raise RunEndedError(_("This plan run is over: %(status)s.") % {"status": run.get_status_display()})
    if run.wish != Wish.CANCEL:
        run.wish = wish
        run.save(update_fields=["wish", "updated_at"])
    return run
