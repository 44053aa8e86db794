"""One preview: its progress, its map, and what a person decides about it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import user_of
from core.errors import DomainError
from core.pages.htmx import render_page
from lastmile.models import PlanDraft
from lastmile.queries.drafts import draft_for, drawn, preview_spans, progress_curve
from lastmile.queries.previews import preview_of
from lastmile.queries.timelines import timeline
from lastmile.services import drafting, planning, suggesting
from lastmile.states import DraftStatus
from lastmile.web.days import number_in, to_day
from lastmile.web.plans import LOOK, PLAN, plan_again
from routing.models import PlanRun
from routing.services import planning as runs
from routing.services.solving import topic_of


@require_GET
@permission_required(LOOK, raise_exception=True)
def plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One draft: its progress while it is solved, its preview afterwards."""
    draft = _draft(request, public_id)
    preview = preview_of(draft)
    context = {
        "draft": draft,
        "run": draft.run,
        "site": draft.site,
        "day": draft.plan_on,
        "topic": topic_of(draft.run),
        "curve": progress_curve(draft.run),
        "elapsed": _elapsed(draft.run),
        "preview": preview,
        "timeline": timeline(preview_spans(draft, preview), draft.site.zone) if preview else None,
        "may_plan": request.user.has_perm(PLAN),
    }
    return render_page(request, "lastmile/plans/page.html", "lastmile/plans/_plan.html", context)


@require_GET
@permission_required(LOOK, raise_exception=True)
def plan_map(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """Lines and points of the preview; along the roads once the search is over, until then straight."""
    draft = _draft(request, public_id)
    preview = preview_of(draft)
    if preview is None:
        return JsonResponse({"routes": [], "sites": [], "left": []})
    paths = drafting.paths_of_draft(draft) if draft.run.has_ended else {}
    return JsonResponse(drawn(draft, preview, paths))


@require_POST
@permission_required(PLAN, raise_exception=True)
def stop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End the search with the best plan so far."""
    draft = _draft(request, public_id)
    _carefully(request, lambda: runs.stop_run(run_id=draft.run_id))
    return redirect("lastmile:plan", public_id)


@require_POST
@permission_required(PLAN, raise_exception=True)
def discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Throw the draft away."""
    draft = _draft(request, public_id)
    is_over = draft.status == DraftStatus.DISCARDED
    if is_over or _carefully(request, lambda: planning.discard_draft(draft_id=draft.pk, at=timezone.now())):
        messages.success(request, _("The preview was thrown away. The current routes are as they were."))
    return redirect(to_day("lastmile:plans", draft.plan_on))


@require_POST
@permission_required(PLAN, raise_exception=True)
def commit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make the preview the current plan. The same click again leads to the same routes."""
    draft = _draft(request, public_id)
    version = number_in(request.POST.get("version", ""))
    routes = redirect(to_day("lastmile:routes", draft.plan_on))
    if draft.status == DraftStatus.COMMITTED:
        return routes
    by, at = user_of(request), timezone.now()
    if not _carefully(
        request, lambda: drafting.commit_with_paths(draft=draft, version=version, by=by, at=at)
    ):
        return redirect("lastmile:plan", public_id)
    messages.success(request, _("These routes are current now."))
    return routes


@require_POST
@permission_required(PLAN, raise_exception=True)
def again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Plan the same day with the same shifts anew."""
    return plan_again(request, _draft(request, public_id))


@require_POST
@permission_required(PLAN, raise_exception=True)
def apply(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Carry out the suggestion for one order that was left out, and plan again."""
    draft = _draft(request, public_id)
    suggestion = suggesting.suggestion_for(draft=draft, visit=request.POST.get("visit", ""))
    if suggestion is None:
        raise Http404
    try:
        done = suggesting.apply_suggestion(
            draft_id=draft.pk, suggestion=suggestion, by=user_of(request), at=timezone.now()
        )
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("lastmile:plan", public_id)
    for sentence in done:
        messages.success(request, sentence)
    return plan_again(request, draft)


def _draft(request: HttpRequest, public_id: UUID) -> PlanDraft:
    draft = draft_for(user_of(request), public_id)
    if draft is None:
        raise Http404
    return draft


def _elapsed(run: PlanRun) -> int:
    """Seconds of the search so far, never more than were given."""
    if run.started_at is None:
        return 0
    return min(run.seconds, max(0, round((timezone.now() - run.started_at).total_seconds())))


def _carefully(request: HttpRequest, act: Callable[[], object]) -> bool:
    try:
        act()
    except DomainError as error:
        messages.error(request, error.message)
        return False
    return True
