"""What routing does about its own events: it rings its worker's doorbell."""

from core.events import handles
from core.work import ring
from routing.events import PlanRequested
from routing.tasks import solve_plan_run


@handles(PlanRequested)
def ring_for_solver(event: PlanRequested) -> None:
    """After the commit; a dead broker costs seconds, because the sweep finds the row."""
    for run_id in event.run_ids:
        ring(solve_plan_run, run_id=run_id)
