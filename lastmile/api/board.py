"""Acts of the board by the API: price and make moves, assign drivers, publish, take back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import user_of
from accounts.models import User
from core.errors import BadInputError, NotFoundError
from core.rest.idempotency import idempotent
from core.rest.permissions import can
from lastmile.api.attempts import Attempt
from lastmile.api.board_shapes import (
    AssignIn,
    AudienceOut,
    BoardIn,
    ChangesOut,
    DriverChoiceOut,
    EditOut,
    MoveIn,
    PriceIn,
    PriceOut,
    PublishIn,
)
from lastmile.models import Driver, Route, RouteEdit, Stop
from lastmile.queries.access import drivers_visible_to, routes_visible_to
from lastmile.queries.board_choices import drivers_for
from lastmile.queries.plan_changes import plan_changes
from lastmile.queries.publishing import audience_of, unpublished
from lastmile.services import assigning, moving_stops, publishing, undoing_edits
from lastmile.services._arrangement import Arrangement
from lastmile.services.pricing_moves import price_moves, stops_of
from wms.models import Site
from wms.queries.access import sites_visible_to


class BoardViewSet(ViewSet):
    """What dispatchers do on the board; each act once per Idempotency-Key."""

    def get_permissions(self) -> list[BasePermission]:
        """Acting needs more than looking."""
        return [can("lastmile.dispatch")()]

    @extend_schema(
        operation_id="board_price",
        summary="What moving stops would mean",
        description="A trial on the roads by the engine's judge; nothing is changed.",
        request=PriceIn,
        responses={200: PriceOut(many=True)},
        parameters=[],
    )
    def price(self, request: Request) -> Response:
        """The best first."""
        asked = _valid(PriceIn, request)
        prices = price_moves(
            stops=self._stops(asked["stops"]),
            routes=[self._route(key) for key in asked.get("routes", ())],
            position=asked.get("position"),
            at=timezone.now(),
        )
        return Response({"prices": PriceOut(prices, many=True).data})

    @extend_schema(operation_id="board_move", summary="Move stops", request=MoveIn, responses={200: EditOut})
    def move(self, request: Request) -> Response:
        """Work it out on the roads before the transaction begins."""
        asked = _valid(MoveIn, request)
        stops, target = self._stops(asked["stops"]), self._route(asked["route"])
        arranged = Attempt(
            partial(
                moving_stops.arrange_move,
                stops=stops,
                target=target,
                position=asked.get("position"),
                at=timezone.now(),
            )
        )
        return self._move(request, arranged, target, asked["revisions"])

    @idempotent
    def _move(
        self, request: Request, arranged: Attempt[Arrangement], target: Route, expected: Mapping[str, int]
    ) -> Response:
        edit = moving_stops.move_stops(
            arrangement=arranged.outcome(),
            target=target,
            expected=expected,
            by=user_of(request),
            at=timezone.now(),
        )
        return Response(EditOut(edit).data)

    @extend_schema(
        operation_id="board_assign", summary="Say who drives", request=AssignIn, responses={200: EditOut}
    )
    @idempotent
    def assign(self, request: Request, public_id: UUID) -> Response:
        """Somebody of the site with the skills that the orders ask for, who drives nothing else then."""
        asked, route = _valid(AssignIn, request), self._route(public_id)
        edit = assigning.assign_driver(
            route_id=route.public_id,
            driver=self._driver(asked["driver"]),
            expected={str(public_id): asked["revision"]},
            by=user_of(request),
            at=timezone.now(),
        )
        return Response(EditOut(edit).data)

    @extend_schema(
        operation_id="board_drivers", summary="Who could drive", responses={200: DriverChoiceOut(many=True)}
    )
    def drivers(self, request: Request, public_id: UUID) -> Response:
        """Those who can first."""
        choices = drivers_for(route=self._route(public_id))
        return Response({"drivers": DriverChoiceOut(choices, many=True).data})

    @extend_schema(
        operation_id="board_changes",
        summary="What publishing would change, and who would hear",
        parameters=[BoardIn],
        request=None,
        responses={200: ChangesOut},
    )
    def changes(self, request: Request) -> Response:
        """The plan that drivers have beside the one on the board."""
        asked = BoardIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        site = self._site(asked.validated_data["site"])
        found = plan_changes(site=site, works_on=asked.validated_data["day"])
        due = unpublished(found.routes)
        audience = audience_of(routes=due)
        answer = {
            "drivers": audience.drivers,
            "recipients": len(audience.delivery_ids),
            "revisions": {str(route.public_id): route.planned_revision for route in due},
            "without_driver": [one.code for one in found.routes if not one.driver_id],
            "live": found.live,
            "draft": found.draft,
            "new": [one.public_id for one in found.new],
            "stops": found.stops,
        }
        return Response(ChangesOut(answer).data)

    @extend_schema(
        operation_id="board_publish",
        summary="Tell drivers and recipients",
        request=PublishIn,
        responses={200: AudienceOut},
    )
    @idempotent
    def publish(self, request: Request) -> Response:
        """Drivers are sent the revisions that were looked at."""
        expected = _valid(PublishIn, request)["revisions"]
        for key in expected:
            self._route(key)
        done = publishing.publish_routes(expected=expected, by=user_of(request), at=timezone.now())
        answer = {
            "drivers": done.audience.drivers,
            "recipients": len(done.audience.delivery_ids),
            "revisions": {str(route.public_id): route.sent_revision for route in done.routes},
            "without_driver": [],
        }
        return Response(AudienceOut(answer).data)

    @extend_schema(operation_id="board_undo", summary="Take back", request=BoardIn, responses={200: EditOut})
    def undo(self, request: Request) -> Response:
        """The caller's latest edit of that day that stands."""
        return self._back(request, undoing_edits.last_edit)

    @extend_schema(operation_id="board_redo", summary="Make again", request=BoardIn, responses={200: EditOut})
    def redo(self, request: Request) -> Response:
        """What the caller took back last, unless another edit of theirs followed."""
        return self._back(request, undoing_edits.last_taken_back)

    def _back(self, request: Request, find: Callable[..., RouteEdit]) -> Response:
        asked, by = _valid(BoardIn, request), user_of(request)
        site = self._site(asked["site"])
        return self._write_back(request, Attempt(partial(_arranged_back, find, site, asked["day"], by)))

    @idempotent
    def _write_back(
        self, request: Request, arranged: Attempt[tuple[RouteEdit, Arrangement | None]]
    ) -> Response:
        edit, arrangement = arranged.outcome()
        done = undoing_edits.undo_edit(
            edit_id=edit.pk, arrangement=arrangement, by=user_of(request), at=timezone.now()
        )
        return Response(EditOut(done).data)

    def _stops(self, public_ids: Sequence[UUID]) -> list[Stop]:
        sites = list(sites_visible_to(user_of(self.request)).values_list("pk", flat=True))
        return stops_of(site_ids=sites, public_ids=public_ids)

    def _site(self, code: str) -> Site:
        site = sites_visible_to(user_of(self.request)).filter(code=code).first()
        if site is None:
            raise BadInputError(_("There is no such site, or not for you."), place="site")
        return site

    def _route(self, public_id: UUID | str) -> Route:
        try:
            found = routes_visible_to(user_of(self.request)).filter(public_id=UUID(str(public_id))).first()
        except ValueError:
            found = None
        if found is None:
            raise NotFoundError(_("There is no such route, or not for you."))
        return found

    def _driver(self, public_id: UUID | None) -> Driver | None:
        if public_id is None:
            return None
        found = drivers_visible_to(user_of(self.request)).filter(public_id=public_id).first()
        if found is None:
            raise NotFoundError(_("There is no such driver, or not for you."))
        return found


def _arranged_back(
    find: Callable[..., RouteEdit], site: Site, day: date, by: User
) -> tuple[RouteEdit, Arrangement | None]:
    edit = find(site=site, works_on=day, by=by)
    return edit, undoing_edits.arrange_back(edit=edit)


def _valid(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    asked = shape(data=request.data)
    asked.is_valid(raise_exception=True)
    found: dict[str, Any] = asked.validated_data
    return found
