"""Asking for a plan: its input is read, travel times are fetched, then a draft and its run are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BadInputError
from core.transactions import service
from lastmile.errors import NothingToPlanError
from lastmile.models import PlanDraft, Shift
from lastmile.queries.planning_input import PlanInput, plan_input
from lastmile.services._depots import refuse_depots_off_the_roads
from lastmile.services.problem_building import points_of, problem_of
from lastmile.states import DraftStatus
from routing.engine.errors import ProblemError
from routing.engine.formats.problem_json import problem_to
from routing.engine.problem import Travel
from routing.engine.validate import validate
from routing.services import planning as runs
from routing.services import travel
from routing.services.solving import matrices_folder
from routing.states import PlanRunStatus
from wms.models import Site

SHORTEST, LONGEST = 1, 600
"""Seconds that a person may give the engine."""
UNENDED = (PlanRunStatus.QUEUED, PlanRunStatus.SOLVING)


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """A question that can be written down: nothing has to be looked up any more."""

    given: PlanInput
    problem: dict[str, object]
    roads: str
    seconds: int


def draft_plan(
    *, site: Site, plan_on: date, shift_ids: Sequence[int], seconds: int, by: User | None
) -> PlanDraft:
    """Draft a plan of the day's waiting deliveries for these shifts; a worker solves it.

    Deliveries of routes that these shifts already have, and that are not released, are planned anew. Raises
    NothingToPlanError or BadInputError, leaving nothing behind.
    """
    question = prepare_plan(site=site, plan_on=plan_on, shift_ids=shift_ids, seconds=seconds)
    return ask_for_plan(question=question, by=by)


def prepare_plan(*, site: Site, plan_on: date, shift_ids: Sequence[int], seconds: int) -> PlanQuestion:
    """Read the input and fetch the travel times. Asks the road engine, so never in a transaction.

    Raises NothingToPlanError, DepotOffRoadsError or BadInputError.
    """
    if not SHORTEST <= seconds <= LONGEST:
        text = _("Give the engine %(low)s to %(high)s seconds.") % {"low": SHORTEST, "high": LONGEST}
        raise BadInputError(text, errors=[{"place": "seconds", "message": text}])
    given = plan_input(site=site, plan_on=plan_on, shift_ids=shift_ids)
    _refuse_the_impossible(site, given)
    points = points_of(given)
    found = travel.matrix(points=points)
    refuse_depots_off_the_roads(given, points, found)
    problem = problem_of(given, points=points, travel=Travel(found.durations, found.distances))
    try:
        validate(problem)
    except ProblemError as error:
        places = [{"place": issue.place, "message": issue.message} for issue in error.issues]
        raise BadInputError(_("These orders and shifts cannot be planned."), errors=places) from error
    written = problem_to(problem, folder=matrices_folder())
    return PlanQuestion(given=given, problem=written, roads=found.source, seconds=seconds)


@service
def ask_for_plan(*, question: PlanQuestion, by: User | None) -> PlanDraft:
    """Write the draft and its run. The same question asked again while its answer is being looked for gets
    the same draft.
    """
    given = question.given
    shift_ids = [shift.id for shift in given.shifts]
    list(Shift.objects.filter(pk__in=shift_ids).locked().values_list("pk"))
    same = PlanDraft.objects.filter(
        site_id=given.site_id, input_hash=given.hash, status=DraftStatus.PREVIEW, created_by=by
    )
    running = same.filter(run__seconds=question.seconds, run__status__in=UNENDED).first()
    if running is not None:
        return running
    run = runs.request_plan(problem=question.problem, seconds=question.seconds, by=by, roads=question.roads)
    draft = PlanDraft.objects.create(
        site_id=given.site_id, plan_on=given.plan_on, run=run, input_hash=given.hash, created_by=by
    )
    draft.shifts.set(shift_ids)
    return draft


@service
def discard_draft(*, draft_id: int, at: datetime) -> PlanDraft:
    """Throw a preview away and cancel its run. Raises IllegalMoveError once committed."""
    draft = PlanDraft.objects.locked().get(pk=draft_id)
    draft.become(DraftStatus.DISCARDED)
    draft.discarded_at = at
    draft.save(update_fields=["status", "discarded_at", "updated_at"])
    if not draft.run.has_ended:
        runs.cancel_run(run_id=draft.run_id, at=at)
    return draft


@service
def mark_stale(*, draft_id: int) -> None:
    """Remember that what the draft was planned from has changed."""
    draft = PlanDraft.objects.locked().get(pk=draft_id)
    if draft.status == DraftStatus.PREVIEW:
        draft.become(DraftStatus.STALE)
        draft.save(update_fields=["status", "updated_at"])


def _refuse_the_impossible(site: Site, given: PlanInput) -> None:
    if site.longitude is None:
        raise NothingToPlanError(
            _("%(site)s has no coordinates, so nobody knows where vehicles start.") % {"site": site.name}
        )
    if not given.shifts:
        raise NothingToPlanError(
            _("No vehicle is on duty: choose at least one shift that has not been released.")
        )
    if not given.deliveries:
        raise NothingToPlanError(_("No order is waiting to be planned for this day."))
    known = {one.id for one in given.sites}
    for shift in given.shifts:
        if shift.start not in known or (shift.end is not None and shift.end not in known):
            raise NothingToPlanError(_("A shift starts or ends at a site without coordinates."))
