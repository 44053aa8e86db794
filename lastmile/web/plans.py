"""The planning board of a day: what waits, who is on duty, the previews so far; asking for a plan."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.access import user_of
from core.errors import DomainError
from lastmile.models import PlanDraft
from lastmile.queries.plan_board import plan_board
from lastmile.services import planning
from lastmile.web.days import day_of, number_in, site_of

SECONDS = (5, 15, 30, 60, 180)
USUAL_SECONDS = 15
LOOK = "lastmile.view_plans"
PLAN = "lastmile.plan_routes"


@require_GET
@permission_required(LOOK, raise_exception=True)
def board(request: HttpRequest) -> HttpResponse:
    """What waits for the day, who is on duty, and the previews so far."""
    return _board(request)


@require_POST
@permission_required(PLAN, raise_exception=True)
def start(request: HttpRequest) -> HttpResponse:
    """Ask for a plan; a refusal comes back to the form with everything still chosen."""
    site = site_of(request)
    seconds = number_in(request.POST.get("seconds", ""))
    shift_ids = [number for number in map(number_in, request.POST.getlist("shift")) if number]
    try:
        draft = planning.draft_plan(
            site=site,
            plan_on=day_of(request, site),
            shift_ids=shift_ids,
            seconds=seconds,
            by=user_of(request),
        )
    except DomainError as error:
        return _board(request, refusal=error, chosen=shift_ids, searched=seconds)
    return redirect("lastmile:plan", draft.public_id)


def plan_again(request: HttpRequest, draft: PlanDraft) -> HttpResponse:
    """A new draft of the same day with the same shifts and time; back to the old one if that is refused."""
    try:
        fresh = planning.draft_plan(
            site=draft.site,
            plan_on=draft.plan_on,
            shift_ids=list(draft.shifts.values_list("pk", flat=True)),
            seconds=draft.run.seconds,
            by=user_of(request),
        )
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("lastmile:plan", draft.public_id)
    return redirect("lastmile:plan", fresh.public_id)


def _board(
    request: HttpRequest,
    *,
    refusal: DomainError | None = None,
    chosen: list[int] | None = None,
    searched: int = USUAL_SECONDS,
) -> HttpResponse:
    site = site_of(request)
    day = day_of(request, site)
    context = {
        "site": site,
        "day": day,
        "board": plan_board(site=site, plan_on=day),
        "seconds": SECONDS,
        "searched": searched,
        "refusal": refusal,
        "chosen": chosen,
    }
    return render(request, "lastmile/plans/board.html", context, status=refusal.status if refusal else 200)
