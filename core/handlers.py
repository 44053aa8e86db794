"""What the foundation does about its own events: it rings the doorbell of imports."""

from core.events import handles
from core.imports.events import ImportsWaiting
from core.tasks import work_on_import
from core.work import ring


@handles(ImportsWaiting)
def ring_for_imports(event: ImportsWaiting) -> None:
    """After the commit; a dead broker costs seconds, because the sweep finds the row."""
    for run_id in event.run_ids:
        ring(work_on_import, run_id=run_id)
