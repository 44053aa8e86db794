"""What there is to do on the floor, for scanners that draw it themselves: the same as the floor's pages show.

What is done is told to the intake of devices (`docs/devices.md`).
"""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import user_of
from core.errors import NotFoundError
from wms.api.floor_reading import SITE, FloorView
from wms.models import PickWalk, Site
from wms.queries import floor_tasks
from wms.queries.floor import Floor, WaveCard, floor_of


class FloorWork(FloorView):
    """The floor's first page."""

    @extend_schema(
        operation_id="floor_work",
        summary="Read what there is to do on the floor",
        description="Waves by the time at which they must stand in their lane; counts of the rest.",
        parameters=[SITE],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        """The waves under way, what must leave first on top."""
        site = self.site()
        return Response(_work(site, floor_of(site, person=user_of(request).pk, at=timezone.now())))


class FloorWalk(FloorView):
    """One walk."""

    permission = "wms.pick"

    @extend_schema(
        operation_id="floor_walk",
        summary="Read a walk: bins, items, quantities and totes, in the order of the way",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, public_id: UUID) -> Response:
        """As it stands now."""
        found = PickWalk.objects.filter(public_id=public_id, wave__site__in=self.sites())
        walk = found.select_related("wave__site").first()
        if walk is None:
            raise NotFoundError(_("There is no such walk here, or not for you."))
        return Response(floor_tasks.walk_tasks(walk))


def _work(site: Site, floor: Floor) -> dict[str, Any]:
    return {
        "site": {"id": str(site.public_id), "code": site.code},
        "waves": [_wave(card) for card in floor.waves],
        "to_pick": floor.to_pick,
        "to_pack": floor.to_pack,
        "to_stage": floor.to_stage,
        "to_put_back": floor.to_put_back,
        "to_count": floor.to_count,
    }


def _wave(card: WaveCard) -> dict[str, Any]:
    wave = card.wave
    return {
        "id": str(wave.public_id),
        "code": wave.code,
        "group": wave.group,
        "lane": wave.lane.code if wave.lane else "",
        "stage_by": wave.stage_by,
        "is_late": card.is_late,
        "picks": card.picks,
        "picked": card.done,
        "short": card.short,
        "shipments": card.shipments,
        "packed": card.packed,
        "staged": card.staged,
        "can_be_picked": card.can_be_picked,
    }
