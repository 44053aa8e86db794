"""What a solver's worker writes about its run. Each write names the claim that it belongs to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import events
from core.transactions import service
from routing.events import PlanEnded
from routing.models import PlanProgress, PlanRun
from routing.states import PlanRunStatus, Wish

LEASE_SECONDS = 15
MOST_ATTEMPTS = 3
"""A problem that killed its solver so often will kill the next one too."""


class ClaimLostError(Exception):
    """Another worker holds the run now; whatever this one has is thrown away."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """The hold of one worker on one run."""

    run_id: int
    attempt: int


@service
def claim_run(*, run_id: int, owner: str, at: datetime, seconds: int = LEASE_SECONDS) -> Claim | None:
    """Take the run, unless it has ended or somebody's lease on it is alive. `owner` is new for each call."""
    free = PlanRun.objects.filter(pk=run_id, status__in=[PlanRunStatus.QUEUED, PlanRunStatus.SOLVING])
    if not free.claim(status=PlanRunStatus.SOLVING, owner=owner, at=at, seconds=seconds):
        return None
    run = PlanRun.objects.locked().get(pk=run_id)
    if run.lease_owner != owner:
        return None
    run.started_at = run.started_at or at
    run.save(update_fields=["started_at", "updated_at"])
    return Claim(run_id=run.pk, attempt=run.attempt)


@service
def keep_claim(*, claim: Claim, at: datetime, seconds: int = LEASE_SECONDS) -> Wish:
    """Renew the lease and say what people wish. Raises ClaimLostError if another worker holds the run."""
    mine = PlanRun.objects.filter(pk=claim.run_id, status=PlanRunStatus.SOLVING)
    if not mine.renew(attempt=claim.attempt, at=at, seconds=seconds):
        raise ClaimLostError
    return Wish(PlanRun.objects.values_list("wish", flat=True).get(pk=claim.run_id))


@service
def keep_progress(*, claim: Claim, number: int, elapsed_ms: int, plan: dict[str, Any], engine: str) -> None:
    """Store a better plan, on the way and as the best so far. Raises ClaimLostError."""
    cost, unplanned = int(plan["cost"]), len(plan["unplanned"])
    mine = PlanRun.objects.filter(pk=claim.run_id, status=PlanRunStatus.SOLVING).held(attempt=claim.attempt)
    if not mine.update(plan=plan, cost=cost, unplanned=unplanned, engine=engine):
        raise ClaimLostError
    PlanProgress.objects.create(
        run_id=claim.run_id,
        attempt=claim.attempt,
        number=number,
        elapsed_ms=elapsed_ms,
        cost=cost,
        unplanned=unplanned,
        plan=plan,
    )


@service
def end_run(
    *, claim: Claim, status: PlanRunStatus, at: datetime, plan: dict[str, Any] | None = None, error: str = ""
) -> None:
    """Close the run: finished with its plan, failed with a reason, or cancelled. Raises ClaimLostError."""
    run = _held(claim)
    run.status, run.ended_at, run.error = status, at, error
    if plan is not None:
        run.plan, run.cost, run.unplanned = plan, int(plan["cost"]), len(plan["unplanned"])
    run.lease_expires_at = None
    run.save()
    events.publish(PlanEnded(run_ids=[run.pk]))


@service
def give_back(*, claim: Claim, at: datetime, error: str) -> bool:
    """The solver died: queue the run again for another try, or fail it after the last. True if queued."""
    run = _held(claim)
    if run.attempt >= MOST_ATTEMPTS:
        end_run(claim=claim, status=PlanRunStatus.FAILED, at=at, error=error)
        return False
    run.status, run.lease_expires_at = PlanRunStatus.QUEUED, None
    run.save(update_fields=["status", "lease_expires_at", "updated_at"])
    return True


def _held(claim: Claim) -> PlanRun:
    mine = PlanRun.objects.filter(pk=claim.run_id, status=PlanRunStatus.SOLVING).held(attempt=claim.attempt)
    run = mine.locked().first()
    if run is None:
        raise ClaimLostError
    return run
