"""What can be done about a late route, with its price, by the API."""

from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import user_of
from core.errors import NotFoundError
from core.rest.idempotency import idempotent
from core.rest.permissions import can
from lastmile.api.attempts import Attempt
from lastmile.models import Route
from lastmile.queries.access import routes_visible_to
from lastmile.services import applying_remedies
from lastmile.services._arrangement import Arrangement
from lastmile.services.remedies import Remedy, remedies_for
from lastmile.states import RemedyKind


class RemedyOut(serializers.Serializer[Any]):
    """One thing that can be done. `late` stops miss their window now, `late_after` would."""

    kind = serializers.ChoiceField(RemedyKind.choices)
    words = serializers.CharField()
    late = serializers.IntegerField()
    late_after = serializers.IntegerField()
    told = serializers.IntegerField(help_text="Recipients who would hear of it.")
    added_seconds = serializers.IntegerField()
    added_metres = serializers.IntegerField()
    added_overtime = serializers.IntegerField()
    handled_again = serializers.IntegerField()


class RemedyIn(serializers.Serializer[Any]):
    """Which one, and how many late stops it promised to leave."""

    kind = serializers.ChoiceField(RemedyKind.choices)
    late_after = serializers.IntegerField(min_value=0, max_value=10_000)


class RemedyDone(serializers.Serializer[Any]):
    """What was done."""

    note = serializers.CharField()
    late_after = serializers.IntegerField()


class RemedyViewSet(ViewSet):
    """Trials are run before anything is locked; what is applied is the same trial again."""

    def get_permissions(self) -> list[BasePermission]:
        """Whoever asks may act."""
        return [can("lastmile.dispatch")()]

    @extend_schema(
        operation_id="board_remedies",
        summary="What can be done about a late route",
        responses={200: RemedyOut(many=True)},
    )
    def list(self, request: Request, public_id: UUID) -> Response:
        """The best first."""
        route = self._route(request, public_id)
        found = [
            {
                **{name: getattr(one, name) for name in FIGURES},
                "words": applying_remedies.note_of(route=route, remedy=one),
            }
            for one in remedies_for(route=route, at=timezone.now())
        ]
        return Response({"remedies": RemedyOut(found, many=True).data})

    @extend_schema(
        operation_id="board_remedy", summary="Do it", request=RemedyIn, responses={200: RemedyDone}
    )
    def apply(self, request: Request, public_id: UUID) -> Response:
        """Refused as stale when it would leave more stops late than it promised."""
        read = RemedyIn(data=request.data)
        read.is_valid(raise_exception=True)
        route, asked = self._route(request, public_id), read.validated_data
        kind, promised = RemedyKind(asked["kind"]), asked["late_after"]
        work = partial(
            applying_remedies.work_out, route=route, kind=kind, promised=promised, at=timezone.now()
        )
        return self._apply(request, route, Attempt(work))

    @idempotent
    def _apply(
        self, request: Request, route: Route, worked_out: Attempt[tuple[Remedy, Arrangement | None]]
    ) -> Response:
        remedy, arrangement = worked_out.outcome()
        note = applying_remedies.apply_remedy(
            route=route, remedy=remedy, arrangement=arrangement, by=user_of(request), at=timezone.now()
        )
        return Response(RemedyDone({"note": note, "late_after": remedy.late_after}).data)

    def _route(self, request: Request, public_id: UUID) -> Route:
        rows = routes_visible_to(user_of(request)).select_related("site", "shift", "driver")
        route = rows.filter(public_id=public_id).first()
        if route is None:
            raise NotFoundError(_("There is no such route, or not for you."))
        return route


FIGURES = (
    "kind", "late", "late_after", "told", "added_seconds", "added_metres", "added_overtime", "handled_again",
)  # fmt: skip
