"""Releasing a route from the board: the warehouse may pick it."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import user_of
from core.errors import NotFoundError
from core.rest.idempotency import idempotent
from core.rest.permissions import can
from lastmile.queries.access import routes_visible_to
from lastmile.services import releasing


class ShortLineOut(serializers.Serializer[Any]):
    """What no bin could be claimed for, in base units."""

    order = serializers.CharField()
    sku = serializers.CharField()
    quantity = serializers.IntegerField()


class ReleaseOut(serializers.Serializer[Any]):
    """Where and until when its goods are to stand."""

    code = serializers.CharField(source="route.code")
    lane = serializers.CharField()
    stage_by = serializers.DateTimeField(allow_null=True)
    short = ShortLineOut(many=True)


class ReleaseRoute(APIView):
    """One route for the floor."""

    def get_permissions(self) -> list[BasePermission]:
        """Those who decide what is picked."""
        return [can("lastmile.release_routes")()]

    @extend_schema(
        operation_id="route_release",
        summary="Release for picking",
        request=None,
        responses={200: ReleaseOut},
    )
    @idempotent
    def post(self, request: Request, public_id: UUID) -> Response:
        """Give it a lane and let the warehouse pick it; a route that is released already is refused."""
        route = routes_visible_to(user_of(request)).filter(public_id=public_id).first()
        if route is None:
            raise NotFoundError(_("There is no such route, or not for you."))
        done = releasing.release_route(route_id=route.pk, by=user_of(request), at=timezone.now())
        return Response(ReleaseOut(done).data)
