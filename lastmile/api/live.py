"""A route as it is now, by the API: where its vehicle is and when it is expected where."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import user_of
from core.errors import NotFoundError
from core.rest.permissions import can
from lastmile.queries.access import routes_visible_to
from lastmile.queries.board_shapes import Lateness
from lastmile.queries.live_board import live_route
from lastmile.states import RouteStatus, StopStatus


class LiveVehicleOut(serializers.Serializer[Any]):
    """Where the vehicle was last. `near_stop`: it seems to have arrived there."""

    longitude = serializers.FloatField()
    latitude = serializers.FloatField()
    heading = serializers.IntegerField(allow_null=True)
    speed_kmh = serializers.IntegerField()
    fixed_at = serializers.DateTimeField()
    is_moving = serializers.BooleanField()
    is_stale = serializers.BooleanField()
    near_stop = serializers.UUIDField(allow_null=True)


class LiveStopOut(serializers.Serializer[Any]):
    """One stop: planned, expected, what was. Slack is in seconds; negative: late."""

    id = serializers.UUIDField()
    sequence = serializers.IntegerField()
    trip = serializers.IntegerField()
    status = serializers.ChoiceField(StopStatus.choices)
    planned_arrival_at = serializers.DateTimeField()
    arrives_at = serializers.DateTimeField()
    departs_at = serializers.DateTimeField()
    estimated_by = serializers.CharField(source="source")
    arrived_at = serializers.DateTimeField(allow_null=True)
    departed_at = serializers.DateTimeField(allow_null=True)
    window_opens = serializers.SerializerMethodField()
    window_closes = serializers.SerializerMethodField()
    slack_seconds = serializers.IntegerField(allow_null=True)
    lateness = serializers.ChoiceField([one.value for one in Lateness])

    def get_window_opens(self, stop: Any) -> datetime | None:  # noqa: ANN401 - a BoardStop
        """When service may begin; null where nothing was promised."""
        return stop.window[0] if stop.window else None

    def get_window_closes(self, stop: Any) -> datetime | None:  # noqa: ANN401 - a BoardStop
        """By when it must have begun."""
        return stop.window[1] if stop.window else None


class LiveRouteOut(serializers.Serializer[Any]):
    """A route as it is now."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    status = serializers.ChoiceField(RouteStatus.choices)
    departed_at = serializers.DateTimeField(allow_null=True)
    returns_at = serializers.DateTimeField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    late = serializers.IntegerField()
    at_risk = serializers.IntegerField()
    least_slack_seconds = serializers.IntegerField(allow_null=True)
    is_estimated = serializers.BooleanField()
    vehicle = LiveVehicleOut(source="vehicle_state", allow_null=True)
    stops = LiveStopOut(many=True)


class LiveRoute(APIView):
    """The live state of one route."""

    permission_classes = (can("lastmile.view_plans"),)

    @extend_schema(operation_id="routes_live", summary="Read a route as it is now", responses=LiveRouteOut)
    def get(self, request: Request, public_id: UUID) -> Response:
        """The position, and every stop with what is expected."""
        route = routes_visible_to(user_of(request)).filter(public_id=public_id).first()
        if route is None:
            raise NotFoundError(_("There is no such route, or not for you."))
        return Response(LiveRouteOut(live_route(route=route, at=timezone.now())).data)
