"""Where phones say they are: in batches, from a paired phone, for the route that its driver is on."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.device_sign_in import DeviceAuthentication, device_of
from accounts.states import DeviceScope
from core.errors import BadInputError
from core.rest.schema import Schema
from lastmile.services import positions
from lastmile.services.positions import MOST_FIXES, Fix
from lastmile.states import FixRefusal

MOST_OFFSET_MS = 10 * 365 * 24 * 3600 * 1000
KMH_OF_MPS = 3.6
MOST_WHOLE = 2**31 - 1


class PositionSchema(Schema):
    """Without an Idempotency-Key: a fix is named by its phone, time and number, and kept once."""

    def get_override_parameters(self) -> list[Any]:
        """No header of ours."""
        return []


class DriversPhone(BasePermission):
    """A phone paired for driving; a scanner of the warehouse has no business here."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the device that signed in is one."""
        return device_of(request).scope == DeviceScope.DRIVER


class FixIn(serializers.Serializer[Any]):
    """One fix, as the browser's geolocation gives it: metres, metres per second, degrees."""

    sequence = serializers.IntegerField(min_value=0, max_value=2**53)
    at = serializers.DateTimeField(help_text="By the phone's clock.")
    longitude = serializers.FloatField()
    latitude = serializers.FloatField()
    accuracy = serializers.FloatField(min_value=0, required=False, default=0)
    speed = serializers.FloatField(min_value=0, allow_null=True, required=False, default=None)
    heading = serializers.FloatField(allow_null=True, required=False, default=None)


class PositionsIn(serializers.Serializer[Any]):
    """Up to 500 fixes, and how far the phone's clock is behind ours."""

    fixes = FixIn(many=True)
    clock_offset_ms = serializers.IntegerField(
        min_value=-MOST_OFFSET_MS, max_value=MOST_OFFSET_MS, required=False, default=0
    )


class IntakeOut(serializers.Serializer[Any]):
    """What became of the batch. With `follow` false the phone stops sending: nobody follows it now."""

    stored = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    doubted = serializers.IntegerField()
    refused = serializers.DictField(child=serializers.IntegerField(), help_text=", ".join(FixRefusal.values))
    follow = serializers.BooleanField()


class Positions(APIView):
    """The intake of positions."""

    authentication_classes = (DeviceAuthentication,)
    permission_classes = (IsAuthenticated, DriversPhone)
    schema = PositionSchema()

    @extend_schema(
        operation_id="driver_report_positions",
        summary="Report where the vehicle is",
        description=(
            "Kept inside the driver's shift and on his route that has left; anything else is refused, counted"
            " and not stored. What was sent before is not stored again."
        ),
        request=PositionsIn,
        responses={200: IntakeOut},
    )
    def post(self, request: Request) -> Response:
        """One bad fix does not stop the others: it is counted as refused."""
        offset, raw = _head_and_fixes(request.data)
        read = [FixIn(data=one) for one in raw]
        fixes = [_fix(one.validated_data, offset) for one in read if one.is_valid()]
        device = device_of(request)
        intake = positions.report_positions(
            user=device.user,
            device=device.public_id,
            fixes=fixes,
            unreadable=len(read) - len(fixes),
            at=timezone.now(),
        )
        return Response(IntakeOut(intake).data)


def _head_and_fixes(body: Any) -> tuple[timedelta, list[Any]]:  # noqa: ANN401 - whatever JSON holds
    raw = body.get("fixes") if isinstance(body, Mapping) else None
    if not isinstance(raw, list):
        raise BadInputError(_("Send {“fixes”: […]}."), place="fixes")
    if len(raw) > MOST_FIXES:
        raise BadInputError(_("At most %(most)d fixes at once.") % {"most": MOST_FIXES}, place="fixes")
    head = PositionsIn(data={**body, "fixes": []})
    head.is_valid(raise_exception=True)
    return timedelta(milliseconds=head.validated_data["clock_offset_ms"]), raw


def _fix(said: Mapping[str, Any], offset: timedelta) -> Fix:
    speed, heading = said["speed"], said["heading"]
    return Fix(
        sequence=said["sequence"],
        fixed_at=_corrected(said["at"], offset),
        longitude=said["longitude"],
        latitude=said["latitude"],
        accuracy_m=min(round(min(said["accuracy"], MOST_WHOLE)), MOST_WHOLE),
        speed_kmh=None if speed is None else round(min(speed * KMH_OF_MPS, 999)),
        heading=None if heading is None else round(heading % 360) % 360,
    )


def _corrected(at: datetime, offset: timedelta) -> datetime:
    try:
        return at + offset
    except OverflowError:
        return at
