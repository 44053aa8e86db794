"""The vans at the dock, for scanners that draw them themselves: the same as the loading pages show."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import user_of
from accounts.scanner_reading import ScannerView
from core.errors import NotFoundError
from lastmile.models import Load
from lastmile.queries.load_page import counts_of, load_state, loads_at_the_dock


class DockView(ScannerView):
    """A read by a loader's scanner."""

    permission = "lastmile.load"


class FloorLoads(DockView):
    """All vans that may be loaded."""

    @extend_schema(
        operation_id="floor_loads",
        summary="Read the vans that may be loaded, what leaves first on top",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        """With how much is in, to load and short."""
        return Response({"results": [_shown(one) for one in loads_at_the_dock(user_of(request))]})


class FloorLoad(DockView):
    """One van."""

    @extend_schema(
        operation_id="floor_load",
        summary="Read one van: what goes in next, what is in, what is short",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """As it stands now."""
        rows = loads_at_the_dock(user_of(request))
        load = next((one for one in rows if one.public_id == public_id), None)
        if load is None:
            raise NotFoundError(_("This van is not at the dock any more, or it is not for you."))
        return Response(load_state(load))


def _shown(load: Load) -> dict[str, Any]:
    route = load.trip.route
    return {
        "id": str(load.public_id),
        "route": str(route.public_id),
        "code": route.code,
        "vehicle": route.vehicle.code,
        "driver": route.driver.name if route.driver else "",
        "lane": load.lane.code if load.lane else "",
        "departs_at": load.trip.departs_at,
        "status": load.status,
        "counts": counts_of(load),
    }
