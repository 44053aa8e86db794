"""What the warehouse does about its own events: it rings its workers' doorbells."""

from core.events import handles
from core.work import ring
from wms.events import LabelsWanted
from wms.tasks import send_label


@handles(LabelsWanted)
def ring_for_printing(event: LabelsWanted) -> None:
    """After the commit; a dead broker costs seconds, because the sweep finds the row."""
    for job_id in event.job_ids:
        ring(send_label, job_id=job_id)
