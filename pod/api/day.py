"""The driver's day: everything that a phone keeps for the way."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.access import user_of
from accounts.device_sign_in import DeviceAuthentication, device_of
from accounts.states import DeviceScope
from core.errors import NotFoundError
from core.rest.permissions import can
from lastmile.models import Driver
from pod.queries.day import as_bytes, day_of

NOT_CHANGED = 304


class DriversDay(APIView):
    """One document with the driver's routes; only for the driver's own paired phone."""

    authentication_classes = (DeviceAuthentication,)
    permission_classes = (can("lastmile.drive"),)

    @extend_schema(
        operation_id="driver_day",
        summary="Read a driver's day",
        description=(
            "Routes with stops, parcels, order lines, notes, phone numbers, the proof that is due for every"
            " ending, and the words for it: all that a phone keeps to work without a network. Times are UTC,"
            " weights grams, distances metres. `ETag` is the document's version; the same one in"
            " `If-None-Match` is answered by 304."
        ),
        parameters=[OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER)],
        responses={200: OpenApiTypes.OBJECT, 304: OpenApiResponse(description="It is as you know it.")},
    )
    def get(self, request: Request) -> HttpResponse:
        """The document, or that nothing changed."""
        device = device_of(request)
        driver = Driver.objects.select_related("site").filter(user=user_of(request), is_active=True).first()
        if driver is None or device.scope != DeviceScope.DRIVER:
            raise NotFoundError(_("%(name)s is no driver here.") % {"name": device.user})
        body, version = as_bytes(day_of(driver, at=timezone.now()))
        etag = f'"{version}"'
        if etag in parse_etags(request.headers.get("If-None-Match", "")):
            answer = HttpResponse(status=NOT_CHANGED)
        else:
            answer = HttpResponse(body, content_type="application/json")
        answer.headers["ETag"] = etag
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer
