"""Pairing: by the code that staff shows, or the very browser at which somebody is signed in."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import user_of
from accounts.api.schema import DeviceSchema
from accounts.api.shapes import MeOut, PairedOut, PairHereIn, PairIn
from accounts.device_sign_in import PLACES, DeviceAuthentication, device_of, set_cookie
from accounts.models import Device, DeviceCommand
from accounts.services import pairing
from accounts.states import CommandStatus, DeviceScope

CREATED = 201


class Pair(APIView):
    """A phone becomes somebody's."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    schema = DeviceSchema()

    @extend_schema(
        operation_id="device_pair",
        summary="Pair a phone by a code",
        request=PairIn,
        responses={201: PairedOut},
    )
    def post(self, request: Request) -> Response:
        """Use the code, once."""
        sent = PairIn(data=request.data)
        sent.is_valid(raise_exception=True)
        address = str(request.META.get("REMOTE_ADDR", ""))
        device, token = pairing.pair_by_code(**sent.validated_data, address=address, at=timezone.now())
        return _paired(request, device, token)


class PairHere(APIView):
    """The browser of somebody who is signed in becomes their device."""

    authentication_classes = (SessionAuthentication,)
    permission_classes = (IsAuthenticated,)
    schema = DeviceSchema()

    @extend_schema(
        operation_id="device_pair_here",
        summary="Pair this browser",
        request=PairHereIn,
        responses={201: PairedOut},
    )
    def post(self, request: Request) -> Response:
        """Pair it with who is signed in."""
        sent = PairHereIn(data=request.data)
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        device, token = pairing.pair_browser(
            user=user_of(request),
            scope=DeviceScope(said["scope"]),
            public_key=said["public_key"],
            label=said["label"],
            at=timezone.now(),
        )
        return _paired(request, device, token)


class Me(APIView):
    """Who the phone is to the server."""

    authentication_classes = (DeviceAuthentication,)
    permission_classes = (IsAuthenticated,)
    schema = DeviceSchema()

    @extend_schema(operation_id="device_me", summary="Whose device this is, and the time", responses=MeOut)
    def get(self, request: Request) -> Response:
        """The device, the server's clock, and how many rejections wait to be seen."""
        device = device_of(request)
        unseen = DeviceCommand.objects.filter(
            device=device, status=CommandStatus.REJECTED, seen_at__isnull=True
        )
        told = {"device": device, "server_time": timezone.now(), "unseen": unseen.count()}
        return Response(MeOut(told).data)


def _paired(request: Request, device: Device, token: str) -> Response:
    told = {
        "device": device,
        "token": token,
        "server_time": timezone.now(),
        "start_page": PLACES[DeviceScope(device.scope)],
    }
    response = Response(PairedOut(told).data, status=CREATED, headers={"Cache-Control": "no-store"})
    set_cookie(response, device=device, token=token, is_secure=request.is_secure())
    return response
