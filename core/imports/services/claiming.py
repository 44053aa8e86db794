"""What a worker writes about the import that it works on. Each write names the claim that it belongs to."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core import events
from core.imports.errors import RowsRefusedError
from core.imports.events import ImportsWaiting
from core.imports.services.checking import note_judgement
from core.imports.topics import tell
from core.models import ImportRun
from core.states import ImportStatus
from core.transactions import service

LEASE_SECONDS = 12
"""So long a worker may be silent before another one takes over; it speaks every second."""
MOST_TRIES = 3
"""A file that has killed its worker so often will kill the next one too."""
WAITING = (ImportStatus.WAITING, ImportStatus.QUEUED)
AT_WORK = {
    ImportStatus.WAITING: ImportStatus.CHECKING,
    ImportStatus.CHECKING: ImportStatus.CHECKING,
    ImportStatus.QUEUED: ImportStatus.APPLYING,
    ImportStatus.APPLYING: ImportStatus.APPLYING,
}


class ClaimLostError(Exception):
    """Another worker holds the run now, or it is over; whatever this one has is thrown away."""


class StoppedError(Exception):
    """Somebody cancelled the import while it was at work."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """The hold of one worker on one run."""

    run_id: int
    attempt: int


@service
def claim_run(*, run_id: int, owner: str, at: datetime) -> Claim | None:
    """Take the run, unless it is over, somebody's lease is alive, or another one of its kind is written.

    A run that nobody wants any more, or that has killed its workers, is ended instead.
    """
    run = ImportRun.objects.open().locked().filter(pk=run_id).first()
    if run is None:
        return None
    status = AT_WORK[ImportStatus(run.status)]
    if status == ImportStatus.APPLYING and _others_write(run, at):
        return None
    mine = ImportRun.objects.filter(pk=run_id)
    if not mine.claim(status=status, owner=owner, at=at, seconds=LEASE_SECONDS):
        return None
    run.refresh_from_db()
    run.tries += 1
    if run.is_unwanted:
        close(run=run, status=ImportStatus.CANCELLED)
    elif run.tries > MOST_TRIES:
        told = _("The program that worked on this file ended %(times)d times. Nothing was written.")
        close(run=run, status=ImportStatus.FAILED, refusal=told % {"times": MOST_TRIES})
    else:
        run.stage, run.stage_rows = "", 0
    run.save()
    tell(run)
    return Claim(run_id=run.pk, attempt=run.attempt) if run.is_open else None


@service
def keep_claim(*, claim: Claim, at: datetime, stage: str, rows: int) -> bool:
    """Renew the lease and note how far the work is; returns whether it is still wanted.

    Raises ClaimLostError if another worker holds the run, or if it is over.
    """
    held = ImportRun.objects.filter(pk=claim.run_id).held(attempt=claim.attempt)
    if not held.renew(attempt=claim.attempt, at=at, seconds=LEASE_SECONDS):
        raise ClaimLostError
    if held.exclude(stage=stage, stage_rows=rows).update(stage=stage, stage_rows=rows):
        tell(ImportRun.objects.only("public_id", "kind").get(pk=claim.run_id))
    return not held.filter(is_unwanted=True).exists()


def held_run(claim: Claim) -> ImportRun:
    """The run, locked, for the final write of this claim. Raises ClaimLostError, StoppedError."""
    held = ImportRun.objects.filter(pk=claim.run_id).held(attempt=claim.attempt)
    run = held.locked().first()
    if run is None:
        raise ClaimLostError
    if run.is_unwanted:
        raise StoppedError
    return run


def close(*, run: ImportRun, status: ImportStatus, refusal: str = "") -> None:
    """Put a status on the locked run that ends the claim, without saving it."""
    run.become(status)
    run.refusal = refusal
    run.lease_owner, run.lease_expires_at = "", None
    run.stage, run.stage_rows, run.is_unwanted = "", 0, False


@service
def cancel_claimed(*, claim: Claim) -> None:
    """The work was given up because somebody cancelled it."""
    held = ImportRun.objects.filter(pk=claim.run_id).held(attempt=claim.attempt)
    run = held.locked().first()
    if run is not None:
        close(run=run, status=ImportStatus.CANCELLED)
        run.save()
        told_and_next(run)


@service
def fail_claimed(
    *,
    claim: Claim,
    reason: str,
    status: ImportStatus = ImportStatus.FAILED,
    refused: RowsRefusedError | None = None,
) -> None:
    """Nothing was written, and why; with the rows that were refused meanwhile. Raises like `held_run`."""
    run = held_run(claim)
    if refused is not None and refused.judgement is not None:
        note_judgement(run=run, judgement=refused.judgement)
    close(run=run, status=status, refusal=reason)
    run.save()
    told_and_next(run)


@service
def give_back(*, claim: Claim) -> None:
    """Others were in the way: back into the line, for the sweep to ring again. Raises like `held_run`."""
    run = held_run(claim)
    was = {ImportStatus.CHECKING: ImportStatus.WAITING, ImportStatus.APPLYING: ImportStatus.QUEUED}
    close(run=run, status=was[ImportStatus(run.status)])
    run.tries -= 1
    run.save()
    tell(run)


def told_and_next(run: ImportRun) -> None:
    """After a run ended: tell who watches, and ring for the next one of its kind."""
    tell(run)
    waits = ImportRun.objects.filter(kind=run.kind, status=ImportStatus.QUEUED).order_by("asked_at", "pk")
    following = waits.values_list("pk", flat=True).first()
    if following is not None:
        events.publish(ImportsWaiting(run_ids=(following,)))


def _others_write(run: ImportRun, at: datetime) -> bool:
    """Whether another run of the kind is being written: two would only wait for each other."""
    others = ImportRun.objects.filter(kind=run.kind, status=ImportStatus.APPLYING, lease_expires_at__gt=at)
    return others.exclude(pk=run.pk).exists()
