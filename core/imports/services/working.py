"""A worker's work on one import: check a long file, or write what a checked one brings."""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils import translation
from django.utils.translation import gettext as _

from core import events
from core.errors import BusyError, DomainError, NotFoundError
from core.imports.errors import RowsRefusedError
from core.imports.events import ImportsWaiting
from core.imports.judging import judge
from core.imports.kinds import Person, kind_named
from core.imports.services import claiming
from core.imports.services.applying import look_again
from core.imports.services.beating import Beat
from core.imports.services.checking import LookedThrough, note_check
from core.imports.services.claiming import Claim, ClaimLostError, StoppedError
from core.imports.services.writing import rows_refused_words, write_rows
from core.imports.topics import tell
from core.models import ImportRun
from core.states import ImportMode, ImportStage, ImportStatus
from core.tables.errors import TableError
from core.transactions import service

logger = logging.getLogger(__name__)


def work_on_run(*, run_id: int, now: Callable[[], datetime]) -> None:
    """Claim the run and do what is asked of it; steps back if somebody else does. Never raises for a file."""
    claim = claiming.claim_run(run_id=run_id, owner=str(uuid.uuid4()), at=now())
    if claim is None:
        return
    run = ImportRun.objects.get(pk=run_id)
    with translation.override(run.language or None):
        try:
            _end_by(claim, ImportStatus(run.status), lambda: _work(run, claim, now))
        except StoppedError:
            claiming.cancel_claimed(claim=claim)
        except ClaimLostError:
            return


def _work(run: ImportRun, claim: Claim, now: Callable[[], datetime]) -> None:
    with Beat(claim, now) as beat:
        by = _asker(run)
        looked = look_again(run=run, by=by, at=now(), progress=beat.progress)
        if run.status == ImportStatus.CHECKING:
            beat.progress(ImportStage.JUDGING, looked.parsed.row_count)
            _keep_verdict(looked, claim)
        else:
            write_rows(
                looked=looked,
                mode=ImportMode(run.mode),
                by=by,
                at=now(),
                progress=beat.progress,
                claim=claim,
            )


def _end_by(claim: Claim, status: ImportStatus, work: Callable[[], None]) -> None:
    """Do the work; what goes wrong with it becomes the reason on the run."""
    try:
        work()
    except (ClaimLostError, StoppedError):
        raise
    except BusyError:
        claiming.give_back(claim=claim)
    except TableError as error:
        is_check = status == ImportStatus.CHECKING
        ended = ImportStatus.REFUSED if is_check else ImportStatus.FAILED
        claiming.fail_claimed(claim=claim, reason=error.message, status=ended)
    except RowsRefusedError as refused:
        claiming.fail_claimed(claim=claim, reason=refused.message, refused=refused)
    except DomainError as error:
        claiming.fail_claimed(claim=claim, reason=error.message)
    except Exception:
        logger.exception("An import ended in an error")
        told = _("Something went wrong on our side. Nothing was changed.")
        claiming.fail_claimed(claim=claim, reason=told)


@service
def _keep_verdict(looked: LookedThrough, claim: Claim) -> None:
    """Close the check; where writing was asked for at once, the run goes on into the line of those."""
    judgement = judge(looked.kind, looked.parsed, looked.context)
    run = claiming.held_run(claim)
    note_check(run=run, parsed=looked.parsed, judgement=judgement)
    if not run.mode:
        claiming.close(run=run, status=ImportStatus.CHECKED)
    elif judgement.rows and not (judgement.bad_rows and run.mode == ImportMode.ALL):
        claiming.close(run=run, status=ImportStatus.QUEUED)
        run.tries = 0
        events.publish(ImportsWaiting(run_ids=(run.pk,)))
    else:
        claiming.close(run=run, status=ImportStatus.FAILED, refusal=rows_refused_words(run.bad_count))
    run.save()
    tell(run)


def _asker(run: ImportRun) -> Person:
    """Who asked for it, by what they may do now. Raises NotFoundError."""
    people = get_user_model()._default_manager
    person = people.filter(username=run.asked_by, is_active=True).first()
    if person is None or not person.has_perm(kind_named(run.kind).permission):
        raise NotFoundError(_("Who asked for this import may no longer import this. Nothing was written."))
    return person
