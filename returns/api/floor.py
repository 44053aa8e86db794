"""The returns dock, for scanners that draw it themselves: the same as its pages show."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import user_of
from accounts.scanner_reading import ScannerView
from core.errors import NotFoundError
from lastmile.queries.access import routes_visible_to
from returns.queries import dock
from wms.models import Site
from wms.queries.choosing import site_called

SITE = OpenApiParameter("site", str, description="The site's code; left out: the person's first one.")


class DockView(ScannerView):
    """A read by a scanner at the returns dock."""

    permission = "returns.receive_returns"

    def site(self) -> Site:
        """The site that is meant. Raises NotFoundError."""
        site = site_called(user_of(self.request), self.request.query_params.get("site", ""))
        if site is None:
            raise NotFoundError(_("There is no site for you to work in."))
        return site


class FloorReturns(DockView):
    """All vans with something to take in."""

    @extend_schema(
        operation_id="floor_returns",
        summary="Read which vans are back, and how much of each is to be taken in",
        parameters=[SITE],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        """The first that came back on top."""
        site = self.site()
        vans = [_shown(row) for row in dock.vans_back(site)]
        inspect, put_away = dock.to_inspect(site).count(), dock.to_put_away(site).count()
        return Response({"results": vans, "to_inspect": inspect, "to_put_away": put_away})


class FloorReturn(DockView):
    """One van."""

    @extend_schema(
        operation_id="floor_return",
        summary="Read what is still on one van, and what was taken in",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """As it stands now; `route` is the route's id."""
        rows = routes_visible_to(user_of(request)).select_related("vehicle", "driver", "site")
        route = rows.filter(public_id=public_id).first()
        if route is None:
            raise NotFoundError(_("There is no such route, or not for you."))
        return Response(dock.van_state(route))


class FloorInspection(DockView):
    """What waits for somebody to look."""

    @extend_schema(
        operation_id="floor_inspection",
        summary="Read what is to be inspected, with what the rules propose for each grade",
        parameters=[SITE],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        """The oldest first."""
        site = self.site()
        return Response({"tasks": dock.inspection_tasks(site, on=timezone.localdate(timezone=site.zone))})


class FloorPutAway(DockView):
    """What goes to the bins."""

    @extend_schema(
        operation_id="floor_put_away",
        summary="Read what goes from the dock to which bin",
        parameters=[SITE],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        """What can be sold first."""
        return Response({"tasks": dock.put_away_tasks(self.site())})


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    route = row["route"]
    return {
        "route": str(route.public_id),
        "code": route.code,
        "vehicle": route.vehicle.code,
        "status": route.status,
        "returned_at": route.returned_at,
        "count": row["count"],
    }
