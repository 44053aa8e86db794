"""The one intake of what phones did."""

from dataclasses import asdict

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.schema import DeviceSchema
from accounts.api.shapes import MOST_COMMANDS, AnswersOut, CommandsIn, SeenIn, SeenOut, UnseenOut
from accounts.device_sign_in import DeviceAuthentication, device_of
from accounts.envelopes import MOST_BYTES
from accounts.errors import TooLargeError
from accounts.models import DeviceCommand
from accounts.services import device_commands
from accounts.states import CommandStatus

MOST_UNSEEN = 200
MOST_BODY = MOST_COMMANDS * (MOST_BYTES + 1024)


class Commands(APIView):
    """Acts from a phone, and those that were refused."""

    authentication_classes = (DeviceAuthentication,)
    permission_classes = (IsAuthenticated,)
    schema = DeviceSchema()

    @extend_schema(
        operation_id="device_send_commands",
        summary="Send what was done",
        description=(
            "Each command is kept first, then done at most once; its id is its idempotency key."
            " Answers come in the order of the commands. `waiting` is not an end: send it again later."
        ),
        request=CommandsIn,
        responses={200: AnswersOut},
    )
    def post(self, request: Request) -> Response:
        """Take up to fifty commands."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BODY:
            raise TooLargeError(_("Send fewer acts at once."), most=MOST_BODY)
        sent = CommandsIn(data=request.data)
        sent.is_valid(raise_exception=True)
        answers = device_commands.take_commands(
            device_id=device_of(request).pk, raw=sent.validated_data["commands"], at=timezone.now()
        )
        told = {"answers": [asdict(answer) for answer in answers], "server_time": timezone.now()}
        return Response(AnswersOut(told).data)

    @extend_schema(
        operation_id="device_unseen_rejections", summary="Read what was rejected", responses={200: UnseenOut}
    )
    def get(self, request: Request) -> Response:
        """Rejected acts that the person has not seen yet, oldest first."""
        rows = DeviceCommand.objects.filter(
            device=device_of(request), status=CommandStatus.REJECTED, seen_at__isnull=True
        ).order_by("received_at", "counter")[:MOST_UNSEEN]
        return Response(UnseenOut({"rejected": rows, "server_time": timezone.now()}).data)


class Seen(APIView):
    """Rejections that the person has looked at."""

    authentication_classes = (DeviceAuthentication,)
    permission_classes = (IsAuthenticated,)
    schema = DeviceSchema()

    @extend_schema(
        operation_id="device_seen", summary="Say what was seen", request=SeenIn, responses={200: SeenOut}
    )
    def post(self, request: Request) -> Response:
        """Mark them; the same ids again change nothing."""
        sent = SeenIn(data=request.data)
        sent.is_valid(raise_exception=True)
        seen = device_commands.mark_seen(
            device=device_of(request), ids=sent.validated_data["ids"], at=timezone.now()
        )
        return Response(SeenOut({"seen": seen}).data)
