"""Routes by the API: those of a day, and one with its stops and its order of loading."""

from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import user_of
from core.errors import BadInputError, NotFoundError
from core.rest.permissions import can
from lastmile.models import Route, Stop
from lastmile.queries.routes import route_for, routes_of_day
from lastmile.states import LoadStatus, RouteStatus, StopStatus, TaskKind
from wms.queries.access import sites_visible_to


class RouteOut(serializers.ModelSerializer[Route]):
    """A route of a day; seconds, metres and minor units."""

    id = serializers.UUIDField(source="public_id")
    site = serializers.CharField(source="site.code")
    shift = serializers.UUIDField(source="shift.public_id")
    vehicle = serializers.CharField(source="vehicle.code")
    driver = serializers.CharField(source="driver.name", allow_null=True, default=None)
    status = serializers.ChoiceField(RouteStatus.choices)

    class Meta:
        model = Route
        fields = [
            "id", "code", "site", "works_on", "status", "shift", "vehicle", "driver", "starts_at", "ends_at",
            "travel_seconds", "travel_metres", "cost_minor", "currency", "is_estimated",
        ]  # fmt: skip


class TaskOut(serializers.Serializer[Any]):
    """What is done at a stop."""

    kind = serializers.ChoiceField(TaskKind.choices)
    order = serializers.UUIDField(source="delivery.public_id", allow_null=True, default=None)
    starts_at = serializers.DateTimeField(source="planned_start_at")
    ends_at = serializers.DateTimeField(source="planned_end_at")


class StopOut(serializers.ModelSerializer[Stop]):
    """A stop of a trip, in order."""

    id = serializers.UUIDField(source="public_id")
    status = serializers.ChoiceField(StopStatus.choices)
    address = serializers.SerializerMethodField()
    arrives_at = serializers.DateTimeField(source="planned_arrival_at")
    departs_at = serializers.DateTimeField(source="planned_departure_at")
    tasks = TaskOut(many=True)

    class Meta:
        model = Stop
        fields = [
            "id", "sequence", "status", "address", "longitude", "latitude", "arrives_at", "departs_at",
            "wait_seconds", "travel_seconds", "travel_metres", "tasks",
        ]  # fmt: skip

    def get_address(self, stop: Stop) -> str:
        """In one line; empty for a break."""
        return str(stop.address or "")


class LoadUnitOut(serializers.Serializer[Any]):
    """One piece, in the order of loading: 1 goes in first."""

    load_rank = serializers.IntegerField()
    stop = serializers.IntegerField(source="task.stop.sequence")
    order = serializers.UUIDField(source="task.delivery.public_id")
    number = serializers.IntegerField()
    compartment = serializers.CharField(source="compartment.name", allow_null=True, default=None)
    position = serializers.CharField()
    weight_g = serializers.IntegerField()
    volume_ml = serializers.IntegerField()


class LoadOut(serializers.Serializer[Any]):
    """What a trip carries."""

    status = serializers.ChoiceField(LoadStatus.choices)
    weight_g = serializers.IntegerField()
    volume_ml = serializers.IntegerField()
    units = serializers.IntegerField()
    load_units = LoadUnitOut(many=True)


class TripOut(serializers.Serializer[Any]):
    """From the dock to the door and back."""

    number = serializers.IntegerField()
    departs_at = serializers.DateTimeField()
    returns_at = serializers.DateTimeField()
    return_metres = serializers.IntegerField()
    stops = StopOut(many=True)
    load = LoadOut()


class OneRouteOut(RouteOut):
    """A route with its trips."""

    trips = TripOut(many=True)

    class Meta(RouteOut.Meta):
        fields = [*RouteOut.Meta.fields, "trips"]


class RouteViewSet(ViewSet):
    """Routes of the sites that the caller may see."""

    lookup_field = "public_id"

    def get_permissions(self) -> list[BasePermission]:
        """Reading only: routes come from plans."""
        return [can("lastmile.view_plans")()]

    @extend_schema(
        operation_id="routes_list",
        summary="Read the standing routes of a day",
        parameters=[
            OpenApiParameter("day", str, required=True, description="A day, like 2026-11-24."),
            OpenApiParameter("site", str, required=True, description="The site's code."),
        ],
        responses={200: RouteOut(many=True)},
    )
    def list(self, request: Request) -> Response:
        """In the order of their codes; a day has at most some hundred."""
        day, code = request.query_params.get("day", ""), request.query_params.get("site", "")
        site = None if "\x00" in code else sites_visible_to(user_of(request)).filter(code=code).first()
        if site is None:
            raise BadInputError(_("There is no such site, or not for you."), place="site")
        rows = routes_of_day(site=site, works_on=_day(day))
        return Response({"results": RouteOut(rows, many=True).data})

    @extend_schema(operation_id="routes_retrieve", summary="Read one route", responses={200: OneRouteOut})
    def retrieve(self, request: Request, public_id: UUID) -> Response:
        """With stops, tasks and the order of loading."""
        route = route_for(user_of(request), public_id)
        if route is None:
            raise NotFoundError(_("There is no such route, or not for you."))
        return Response(OneRouteOut(route).data)


def _day(text: str) -> Any:  # noqa: ANN401 - a date
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise BadInputError(_("This is not a day; write 2027-01-31."), place="day")
    return day
