"""The packing bench and the lanes, for scanners that draw them themselves: the same as the pages show."""

from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import NotFoundError
from wms.api.floor_reading import SITE, FloorView
from wms.models import Shipment
from wms.queries import floor_tasks
from wms.queries.floor import MOST_ROWS, pieces_left, to_pack
from wms.states import ShipmentStatus

ON_THE_BENCH = (ShipmentStatus.PICKING, ShipmentStatus.PACKED, ShipmentStatus.STAGED)


class FloorBenches(FloorView):
    """What can be packed."""

    permission = "wms.pack"

    @extend_schema(
        operation_id="floor_benches",
        summary="Read which shipments lie in totes, those that are picked in full first",
        parameters=[SITE],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        """With how many pieces of each are not in a carton yet."""
        shipments = list(to_pack(self.site())[:MOST_ROWS])
        left = pieces_left(shipments)
        rows = [
            {
                "id": str(one.public_id),
                "order": one.order.number,
                "is_picked": not getattr(one, "is_open", False),
                "left": left[one.pk],
            }
            for one in shipments
        ]
        return Response({"results": rows})


class FloorBench(FloorView):
    """One shipment at the bench."""

    permission = "wms.pack"

    @extend_schema(
        operation_id="floor_bench",
        summary="Read what of a shipment lies in which tote, and its cartons",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """As it stands now."""
        found = Shipment.objects.filter(public_id=public_id, order__site__in=self.sites())
        shipment = found.filter(status__in=ON_THE_BENCH).select_related("order__site").first()
        if shipment is None:
            raise NotFoundError(_("There is no such order at the bench, or not for you."))
        return Response(floor_tasks.bench(shipment))


class FloorLanes(FloorView):
    """What is to be put into lanes."""

    permission = "wms.stage"

    @extend_schema(
        operation_id="floor_lanes",
        summary="Read which parcels go into which lane, and in which order",
        parameters=[SITE],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        """Parcels by their label."""
        return Response(floor_tasks.staging_tasks(self.site()))
