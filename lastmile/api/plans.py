"""Plans by the API: ask for one, watch it, stop it, commit it or throw it away, carry out a suggestion."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import user_of
from core.errors import BadInputError, NotFoundError, StaleError
from core.rest.idempotency import idempotent
from core.rest.permissions import can
from lastmile.api.plan_shapes import ApplyIn, CommitIn, PlanIn, PlanOut, plan_shown
from lastmile.models import PlanDraft
from lastmile.queries.drafts import draft_for
from lastmile.queries.planning_input import free_shifts
from lastmile.services import committing, drafting, planning, suggesting
from lastmile.services.plan_writing import Paths
from lastmile.services.planning import PlanQuestion
from routing.services import planning as runs
from wms.models import Site
from wms.queries.access import sites_visible_to


class PlanViewSet(ViewSet):
    """Drafts of the sites that the caller may see. What asks the roads does so before anything is locked."""

    lookup_field = "public_id"

    def get_permissions(self) -> list[BasePermission]:
        """Deciding needs more than looking."""
        return [can("lastmile.view_plans" if self.action in {"retrieve", None} else "lastmile.plan_routes")()]

    @extend_schema(
        operation_id="plans_ask",
        summary="Ask for a plan of a day",
        description=(
            "The waiting orders of the day are planned for these shifts, or for all that are free. A worker"
            " solves it; read the plan to see how far it is. Routes of these shifts that are not released are"
            " planned anew."
        ),
        request=PlanIn,
        responses={202: PlanOut},
    )
    def ask(self, request: Request) -> Response:
        """Read the input and fetch the travel times, before the transaction begins."""
        read = PlanIn(data=request.data)
        read.is_valid(raise_exception=True)
        asked = read.validated_data
        site = self._site(asked["site"])
        question = planning.prepare_plan(
            site=site,
            plan_on=asked["day"],
            shift_ids=_shift_ids(site, asked),
            seconds=asked["seconds"],
        )
        return self._ask(request, question)

    @idempotent
    def _ask(self, request: Request, question: PlanQuestion) -> Response:
        draft = planning.ask_for_plan(question=question, by=user_of(request))
        return Response(plan_shown(draft), status=202)

    @extend_schema(
        operation_id="plans_retrieve",
        summary="Read a plan, also while it is being made",
        responses={200: PlanOut},
    )
    def retrieve(self, request: Request, public_id: UUID) -> Response:
        """The best plan so far, its progress, and what is left out with the reason."""
        return Response(plan_shown(self._draft(public_id)))

    @extend_schema(
        operation_id="plans_stop",
        summary="End the search with the best plan so far",
        request=None,
        responses={200: PlanOut},
    )
    @idempotent
    def stop(self, request: Request, public_id: UUID) -> Response:
        """The worker hears it within about a second."""
        runs.stop_run(run_id=self._draft(public_id).run_id)
        return Response(plan_shown(self._draft(public_id)))

    @extend_schema(
        operation_id="plans_discard",
        summary="Throw a plan away, also while it is being made",
        request=None,
        responses={200: PlanOut},
    )
    @idempotent
    def discard(self, request: Request, public_id: UUID) -> Response:
        """The current routes stay as they are."""
        planning.discard_draft(draft_id=self._draft(public_id).pk, at=timezone.now())
        return Response(plan_shown(self._draft(public_id)))

    @extend_schema(
        operation_id="plans_commit",
        summary="Make a plan the current one",
        description="Refused with `stale` when orders, shifts or routes changed since it was asked for.",
        request=CommitIn,
        responses={200: PlanOut},
    )
    def commit(self, request: Request, public_id: UUID) -> Response:
        """Fetch the lines along the roads, before the transaction begins."""
        said = CommitIn(data=request.data)
        said.is_valid(raise_exception=True)
        draft = self._draft(public_id)
        paths = drafting.paths_of_draft(draft)
        try:
            return self._commit(request, public_id, said.validated_data["version"], paths)
        except StaleError:
            planning.mark_stale(draft_id=draft.pk)  # what the refused request wrote is gone with it
            raise

    @idempotent
    def _commit(self, request: Request, public_id: UUID, version: int, paths: Paths) -> Response:
        draft = self._draft(public_id)
        by, at = user_of(request), timezone.now()
        committing.commit_draft(draft=draft, version=version, paths=paths, by=by, at=at)
        return Response(plan_shown(self._draft(public_id)))

    @extend_schema(
        operation_id="plans_apply",
        summary="Carry out the suggestion for an order that was left out",
        description="The plan is stale afterwards: ask for a new one.",
        request=ApplyIn,
        responses={200: PlanOut},
    )
    @idempotent
    def apply(self, request: Request, public_id: UUID) -> Response:
        """The window, shift or order that the suggestion names is changed."""
        said = ApplyIn(data=request.data)
        said.is_valid(raise_exception=True)
        draft = self._draft(public_id)
        suggestion = suggesting.suggestion_for(draft=draft, visit=str(said.validated_data["order"]))
        if suggestion is None:
            raise BadInputError(_("This plan has no suggestion for that order."), place="order")
        suggesting.apply_suggestion(
            draft_id=draft.pk, suggestion=suggestion, by=user_of(request), at=timezone.now()
        )
        return Response(plan_shown(self._draft(public_id)))

    def _draft(self, public_id: UUID) -> PlanDraft:
        draft = draft_for(user_of(self.request), public_id)
        if draft is None:
            raise NotFoundError(_("There is no such plan, or not for you."))
        return draft

    def _site(self, code: str) -> Site:
        site = sites_visible_to(user_of(self.request)).filter(code=code).first()
        if site is None:
            raise BadInputError(_("There is no such site, or not for you."), place="site")
        return site


def _shift_ids(site: Site, asked: dict[str, Any]) -> list[int]:
    """The shifts that were named, or all that are free. Raises BadInputError for one that is neither."""
    free = dict(free_shifts(site=site, plan_on=asked["day"]).values_list("public_id", "pk"))
    if "shifts" not in asked:
        return list(free.values())
    for number, public_id in enumerate(asked["shifts"]):
        if public_id not in free:
            told = _("There is no such shift on this day, or its route was released.")
            raise BadInputError(told, errors=[{"place": f"shifts[{number}]", "message": told}])
    return [free[public_id] for public_id in asked["shifts"]]
