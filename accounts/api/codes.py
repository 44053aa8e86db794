"""Pairing codes by the API: for a system that hands phones out."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import people_who_carry, user_of
from accounts.models import User
from accounts.services import pairing
from accounts.states import DeviceScope
from core.errors import BadInputError
from core.rest.idempotency import idempotent
from core.rest.permissions import can

CREATED = 201


class CodeIn(serializers.Serializer[Any]):
    """For whom the device is, and where it will work."""

    username = serializers.CharField(max_length=150)
    scope = serializers.ChoiceField(choices=DeviceScope.values)


class CodeOut(serializers.Serializer[Any]):
    """Six digits that pair one device, once, until they expire."""

    id = serializers.UUIDField(source="public_id")
    code = serializers.CharField()
    expires_at = serializers.DateTimeField()


class Codes(APIView):
    """Codes for the devices of people."""

    def get_permissions(self) -> list[BasePermission]:
        """Those who pair devices."""
        return [can("accounts.pair_devices")()]

    @extend_schema(
        operation_id="device_code",
        summary="Make a pairing code for somebody's phone or scanner",
        request=CodeIn,
        responses={201: CodeOut},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Only for those whose role carries such a device."""
        said = CodeIn(data=request.data)
        said.is_valid(raise_exception=True)
        scope = DeviceScope(said.validated_data["scope"])
        user = _carrier(said.validated_data["username"], scope)
        code, digits = pairing.show_code(user=user, scope=scope, by=user_of(request), at=timezone.now())
        told = {"public_id": code.public_id, "code": digits, "expires_at": code.expires_at}
        return Response(CodeOut(told).data, status=CREATED, headers={"Cache-Control": "no-store"})


def _carrier(username: str, scope: DeviceScope) -> User:
    found = None if "\x00" in username else people_who_carry(scope).filter(username=username).first()
    if found is None:
        raise BadInputError(_("Nobody of that name carries such a device."), place="username")
    return found
