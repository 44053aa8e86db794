"""Counts by the API: read, ask, decide."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import user_of
from accounts.models import User
from core.errors import NotFoundError
from core.rest.idempotency import idempotent
from core.rest.permissions import can
from wms.api.reading import StockReading, as_choice
from wms.models import CountRequest
from wms.queries import scanned
from wms.queries.access import sites_visible_to
from wms.queries.counts import counts_visible_to
from wms.services import count_requests, count_review
from wms.states import CountReason, CountStatus


class CountOut(serializers.ModelSerializer[CountRequest]):
    """One item in one bin that is, or was, to be counted."""

    id = serializers.UUIDField(source="public_id")
    site = serializers.CharField(source="location.site.code")
    location = serializers.CharField(source="location.code")
    item = serializers.CharField(source="item.sku")
    reason = serializers.ChoiceField(CountReason.choices)
    status = serializers.ChoiceField(CountStatus.choices)
    posting = serializers.UUIDField(source="posting_id", allow_null=True)

    class Meta:
        model = CountRequest
        fields = [
            "id", "site", "location", "item", "reason", "status", "requested_at", "closed_at", "note",
            "posting",
        ]  # fmt: skip


class AskIn(serializers.Serializer[Any]):
    """Which bin of which site, which item, or both."""

    site = serializers.CharField(max_length=20)
    location = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    item = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)


class ReasonIn(serializers.Serializer[Any]):
    """Why, as it will stand in the books."""

    reason = serializers.CharField(max_length=80)


@extend_schema_view(
    list=extend_schema(
        summary="Read counts, newest first",
        parameters=[
            OpenApiParameter("site", str, description="The site's code."),
            OpenApiParameter("status", str, enum=CountStatus.values),
        ],
    ),
    retrieve=extend_schema(summary="Read one count"),
)
class CountViewSet(StockReading[CountRequest]):
    """Counts in the sites that the caller may see."""

    queryset = CountRequest.objects.none()
    serializer_class = CountOut
    lookup_field = "public_id"
    parameters = ("site", "status")

    def get_permissions(self) -> list[BasePermission]:
        """Deciding needs more than looking."""
        reads = self.action in {"list", "retrieve", None}
        return [can("wms.view_stock" if reads else "wms.adjust_stock")()]

    def rows_for(self, user: User, asked: Mapping[str, str]) -> QuerySet[CountRequest]:
        """The visible counts."""
        rows = counts_visible_to(user).order_by("-pk")
        if "site" in asked:
            rows = rows.filter(location__site__code=asked["site"])
        if "status" in asked:
            rows = rows.filter(status=as_choice("status", asked["status"], CountStatus.values))
        return rows

    @extend_schema(
        operation_id="counts_ask",
        summary="Ask for a count of a bin, of an item wherever it lies, or of both",
        request=AskIn,
        responses={201: CountOut(many=True)},
    )
    @idempotent
    def ask(self, request: Request) -> Response:
        """What is asked for already stays as it is."""
        said = AskIn(data=request.data)
        said.is_valid(raise_exception=True)
        site = sites_visible_to(user_of(request)).filter(code=said.validated_data["site"]).first()
        if site is None:
            raise NotFoundError(_("There is no such site, or not for you."))
        place, item = said.validated_data["location"], said.validated_data["item"]
        made = count_requests.ask_for_count(
            site=site,
            place=scanned.place_called(site, place) if place else None,
            item=scanned.item_called(item).item if item else None,
            by=user_of(request),
            at=timezone.now(),
        )
        return Response(CountOut(made, many=True).data, status=201)

    @extend_schema(
        operation_id="counts_approve", summary="Post the difference", request=ReasonIn, responses=CountOut
    )
    @idempotent
    def approve(self, request: Request, public_id: UUID) -> Response:
        """Claims on what is not there yield."""
        return self._act(count_review.approve, public_id, **_reason(request))

    @extend_schema(
        operation_id="counts_reject",
        summary="Leave the books as they are",
        request=ReasonIn,
        responses=CountOut,
    )
    @idempotent
    def reject(self, request: Request, public_id: UUID) -> Response:
        """The bin is used again."""
        return self._act(count_review.reject, public_id, **_reason(request))

    @extend_schema(
        operation_id="counts_recount",
        summary="Have it counted again by somebody else",
        request=None,
        responses=CountOut,
    )
    @idempotent
    def recount(self, request: Request, public_id: UUID) -> Response:
        """Only while it is to be decided."""
        return self._act(count_review.count_again, public_id)

    @extend_schema(
        operation_id="counts_withdraw", summary="It needs no count", request=None, responses=CountOut
    )
    @idempotent
    def withdraw(self, request: Request, public_id: UUID) -> Response:
        """Only while nobody has counted it to an end."""
        return self._act(count_requests.withdraw, public_id)

    @extend_schema(
        operation_id="counts_undo", summary="Take an adjustment back", request=None, responses=CountOut
    )
    @idempotent
    def undo(self, request: Request, public_id: UUID) -> Response:
        """By its opposite; the bin is to be counted again."""
        return self._act(count_review.undo, public_id)

    def _act(self, act: Callable[..., CountRequest], public_id: UUID, **said: str) -> Response:
        row = counts_visible_to(user_of(self.request)).filter(public_id=public_id).first()
        if row is None:
            raise NotFoundError(_("There is no such count, or not for you."))
        act(request_id=row.pk, by=user_of(self.request), at=timezone.now(), **said)
        return Response(CountOut(counts_visible_to(user_of(self.request)).get(pk=row.pk)).data)


def _reason(request: Request) -> dict[str, str]:
    said = ReasonIn(data=request.data)
    said.is_valid(raise_exception=True)
    return dict(said.validated_data)
