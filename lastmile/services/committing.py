"""A preview becomes the current plan: routes, stops, tasks and loads are written at once, or nothing."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import StaleError
from core.public_events import Happening, record
from core.transactions import service
from lastmile.errors import DraftChangedError, DraftNotReadyError
from lastmile.models import Delivery, PlanDraft
from lastmile.queries.planning_input import PlanInput, plan_input
from lastmile.services import planning, superseding
from lastmile.services.plan_writing import Paths, write_plan
from lastmile.states import DeliveryStatus, DraftStatus
from routing.engine.check import check
from routing.engine.formats.plan_json import plan_from
from routing.engine.formats.problem_json import problem_from
from routing.engine.plan import Plan
from routing.engine.problem import Problem
from routing.services.solving import matrices_folder
from routing.states import PlanRunStatus


def commit_draft(*, draft: PlanDraft, version: int, paths: Paths, by: User | None, at: datetime) -> PlanDraft:
    """Make the preview the current plan of its shifts; the routes it replaces are cancelled.

    `paths` are the roads' lines per leg, fetched before. Raises DraftNotReadyError while it is being solved,
    IllegalMoveError if it is over, DraftChangedError for another version of it, and StaleError if anything
    that it was planned from has changed: the draft is then marked stale, and nothing else is written.
    """
    try:
        return _commit(draft_id=draft.pk, version=version, paths=paths, by=by, at=at)
    except StaleError:
        planning.mark_stale(draft_id=draft.pk)
        raise


@service
def _commit(*, draft_id: int, version: int, paths: Paths, by: User | None, at: datetime) -> PlanDraft:
    draft = PlanDraft.objects.locked().select_related("site", "run").get(pk=draft_id)
    draft.become(DraftStatus.COMMITTED)
    if draft.version != version:
        raise DraftChangedError(_("Someone changed this preview while you looked at it."))
    if draft.run.status != PlanRunStatus.FINISHED:
        raise DraftNotReadyError(_("The plan is not finished yet."))
    given = _locked_input(draft)
    if given.hash != draft.input_hash:
        raise StaleError(_("Orders, vehicles or routes have changed since this plan was made. Plan again."))
    problem, plan = _checked(draft)
    superseding.cancel_routes(route_ids={one.route for one in given.deliveries if one.route}, at=at, by=by)
    write_plan(draft=draft, given=given, problem=problem, plan=plan, paths=paths, by=by, at=at)
    _move_deliveries(given, plan, at=at, by=by)
    draft.committed_at = at
    draft.save(update_fields=["status", "committed_at", "updated_at"])
    return draft


def _locked_input(draft: PlanDraft) -> PlanInput:
    """Lock from the top down: shifts, then routes, then deliveries; then read."""
    shift_ids = [shift.pk for shift in draft.shifts.locked()]
    superseding.lock_planned_routes(shift_ids=shift_ids)
    day = Delivery.objects.filter(order__site=draft.site, deliver_on=draft.plan_on)
    list(day.locked().values_list("pk"))
    return plan_input(site=draft.site, plan_on=draft.plan_on, shift_ids=shift_ids)


def _checked(draft: PlanDraft) -> tuple[Problem, Plan]:
    problem = problem_from(draft.run.problem, folder=matrices_folder())
    plan = plan_from(draft.run.plan)
    faults = check(problem, plan)
    if faults:
        raise DraftNotReadyError(
            _("The plan cannot be driven: %(fault)s") % {"fault": faults[0]},
            faults=[str(fault) for fault in faults],
        )
    return problem, plan


def _move_deliveries(given: PlanInput, plan: Plan, *, at: datetime, by: User | None) -> None:
    """Pending becomes planned; what lost its place in a route becomes pending again."""
    arrivals: Mapping[str, int] = {stop.visit: stop.arrival for route in plan.routes for stop in route.stops}
    happenings = []
    planned, dropped = [], []
    for one in given.deliveries:
        if one.public_id in arrivals:
            planned.append(one.id)
            facts: dict[str, object] = {"arrives_at": given.at(arrivals[one.public_id]).isoformat()}
            happenings.append(_happening("delivery.planned", one.public_id, facts))
        elif one.route:
            dropped.append(one.id)
            happenings.append(_happening("delivery.unplanned", one.public_id, {}))
    Delivery.objects.filter(pk__in=planned).update(status=DeliveryStatus.PLANNED, updated_at=at)
    Delivery.objects.filter(pk__in=dropped).update(status=DeliveryStatus.PENDING, updated_at=at)
    record(happenings, at=at, by=by)


def _happening(kind: str, public_id: str, facts: dict[str, object]) -> Happening:
    return Happening(
        type=kind, subject_type="delivery", subject_id=UUID(public_id), facts=facts, changed=["status"]
    )
