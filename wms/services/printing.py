"""Labels on their way to printers: a row first; a worker sends it by TCP until the printer takes it."""

import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core import events
from core.errors import BadInputError
from core.transactions import service
from wms.engine.label import Paper
from wms.events import LabelsWanted
from wms.models import Parcel, Printer, PrintJob
from wms.models.printing import PrintJobQuerySet
from wms.services import labels
from wms.states import ParcelStatus, PrintStatus

logger = logging.getLogger(__name__)

LEASE_SECONDS = 60
CONNECT_SECONDS = 5
MOST_TRIES = 8
FIRST_WAIT_SECONDS = 5
LONGEST_WAIT_SECONDS = 300
RING_AFTER_SECONDS = 10
MOST_AT_ONCE = 50
"""So long a label may wait for its doorbell before the sweep rings for it."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that this worker holds: what is sent where, and the attempt that fences the final write."""

    job: PrintJob
    attempt: int


@service
def print_label(*, parcel: Parcel, printer: Printer, command: str, at: datetime) -> PrintJob:
    """Ask a printer for a parcel's label; the same command prints once.

    Raises BadInputError for a carton that is not closed, or a printer of another site or switched off.
    """
    if parcel.status != ParcelStatus.CLOSED:
        raise BadInputError(_("Close the carton first: its label needs the weight."), place="parcel")
    if printer.site_id != parcel.handling_unit.site_id or not printer.is_active:
        raise BadInputError(_("%(printer)s does not print here.") % {"printer": printer}, place="printer")
    job, is_new = PrintJob.objects.get_or_create(
        command=command, defaults={"parcel": parcel, "printer": printer, "wanted_at": at, "try_at": at}
    )
    if is_new:
        events.publish(LabelsWanted(job_ids=(job.pk,)))
    return job


@service
def try_again(*, job_id: int, at: datetime) -> PrintJob:
    """Send a label that failed once more, from the beginning."""
    job = PrintJob.objects.select_for_update(of=("self",)).get(pk=job_id)
    if job.status == PrintStatus.FAILED:
        job.status, job.try_at, job.attempt, job.failure = PrintStatus.WAITING, at, 0, ""
        job.save(update_fields=["status", "try_at", "attempt", "failure", "updated_at"])
        events.publish(LabelsWanted(job_ids=(job.pk,)))
    return job


def work_on_job(*, job_id: int, now: Callable[[], datetime]) -> bool:
    """Send one label, if nobody else does; returns whether the printer took it. No lock is held meanwhile."""
    claimed = claim(job_id=job_id, at=now())
    if claimed is None:
        return False
    try:
        _send(claimed.job)
    except OSError as error:
        failed(claimed=claimed, why=str(error) or type(error).__name__, at=now())
        return False
    sent(claimed=claimed, at=now())
    return True


@service
def claim(*, job_id: int, at: datetime) -> Claimed | None:
    """Hold the job for this worker, where it is due and nobody holds it."""
    due = PrintJob.objects.filter(
        pk=job_id, try_at__lte=at, status__in=[PrintStatus.WAITING, PrintStatus.SENDING]
    )
    owner = f"{socket.gethostname()}:{os.getpid()}"
    if not due.claim(status=PrintStatus.SENDING, owner=owner, at=at, seconds=LEASE_SECONDS):
        return None
    related = ("printer", "parcel__handling_unit", "parcel__shipment__order__site", "parcel__carton_type")
    job = PrintJob.objects.select_related(*related).get(pk=job_id)
    return Claimed(job, job.attempt)


@service
def sent(*, claimed: Claimed, at: datetime) -> None:
    """The printer has it; a worker that was overtaken changes nothing."""
    _held(claimed).update(
        status=PrintStatus.SENT, sent_at=at, failure="", lease_owner="", lease_expires_at=None, updated_at=at
    )


@service
def failed(*, claimed: Claimed, why: str, at: datetime) -> None:
    """Nobody listened: it is tried again after a while, and given up after eight times."""
    is_over = claimed.attempt >= MOST_TRIES
    wait = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (claimed.attempt - 1))
    _held(claimed).update(
        status=PrintStatus.FAILED if is_over else PrintStatus.WAITING,
        try_at=at + timedelta(seconds=wait),
        failure=why[:300],
        lease_owner="",
        lease_expires_at=None,
        updated_at=at,
    )
    logger.warning("A label did not reach %s: %s", claimed.job.printer, why)


def jobs_to_ring_for(*, at: datetime) -> list[int]:
    """Labels that are due and were not rung for, or whose worker is gone."""
    waiting = PrintJob.objects.filter(
        status=PrintStatus.WAITING, try_at__lte=at, wanted_at__lte=at - timedelta(seconds=RING_AFTER_SECONDS)
    )
    lost = PrintJob.objects.abandoned(at=at).filter(status=PrintStatus.SENDING)
    return list((waiting | lost).order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])


def _held(claimed: Claimed) -> PrintJobQuerySet:
    return PrintJob.objects.filter(pk=claimed.job.pk).held(attempt=claimed.attempt)


def _send(job: PrintJob) -> None:
    """Raw bytes to the printer's port, as AppSocket does. Raises OSError."""
    printer = job.printer
    paper = Paper(printer.width_mm, printer.height_mm, printer.dpi)
    content = labels.as_zpl(parcel=job.parcel, paper=paper).encode("ascii")
    with socket.create_connection((printer.host, printer.port), timeout=CONNECT_SECONDS) as connection:
        connection.sendall(content)
        connection.shutdown(socket.SHUT_WR)
