"""Incidents by the API: read, acknowledge, snooze, resolve, reopen."""

from collections.abc import Callable
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
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.access import user_of
from core.errors import BadInputError, NotFoundError
from core.rest.idempotency import idempotent
from core.rest.permissions import can
from lastmile.models import Incident
from lastmile.queries.access import incidents_visible_to
from lastmile.services import incidents
from lastmile.states import IncidentKind, IncidentStatus, Severity

FIELDS = {"site": "site__code", "status": "status", "kind": "kind", "route": "route__public_id"}


class IncidentOut(serializers.ModelSerializer[Incident]):
    """What somebody must look at. `cleared_at`: when its cause was gone."""

    id = serializers.UUIDField(source="public_id")
    site = serializers.CharField(source="site.code")
    kind = serializers.ChoiceField(IncidentKind.choices)
    severity = serializers.ChoiceField(Severity.choices)
    status = serializers.ChoiceField(IncidentStatus.choices)
    route = serializers.UUIDField(source="route.public_id", allow_null=True, default=None)
    stop = serializers.UUIDField(source="stop.public_id", allow_null=True, default=None)
    delivery = serializers.UUIDField(source="delivery.public_id", allow_null=True, default=None)
    owner = serializers.CharField(allow_null=True, default=None)
    facts = serializers.DictField()

    class Meta:
        model = Incident
        fields = [
            "id", "site", "kind", "severity", "status", "subject_type", "subject_id", "route", "stop",
            "delivery", "owner", "facts", "raised_at", "snoozed_until", "resolved_at", "resolution",
            "cleared_at",
        ]  # fmt: skip


class ResolveIn(serializers.Serializer[Any]):
    """How it ended."""

    note = serializers.CharField(max_length=500, allow_blank=True, required=False, default="")


class CommentIn(serializers.Serializer[Any]):
    """What is to be written beside it."""

    text = serializers.CharField(max_length=1000)


class GroupIn(serializers.Serializer[Any]):
    """The same act for several: those of one route, say."""

    ids = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=200)
    act = serializers.ChoiceField([one.value for one in incidents.GroupAct])


class GroupOut(serializers.Serializer[Any]):
    """How many were changed."""

    changed = serializers.IntegerField()


@extend_schema_view(
    list=extend_schema(
        summary="Read incidents, newest first",
        parameters=[
            OpenApiParameter("site", str, description="The site's code."),
            OpenApiParameter("status", str, enum=IncidentStatus.values),
            OpenApiParameter("kind", str, enum=IncidentKind.values),
            OpenApiParameter("route", UUID, description="The route's id."),
        ],
    ),
    retrieve=extend_schema(summary="Read one incident"),
)
class IncidentViewSet(ReadOnlyModelViewSet[Incident]):
    """Incidents of the sites that the caller may see."""

    queryset = Incident.objects.none()
    serializer_class = IncidentOut
    lookup_field = "public_id"

    def get_permissions(self) -> list[BasePermission]:
        """Acting needs more than looking."""
        reads = self.action in {"list", "retrieve", None}
        return [can("lastmile.view_plans" if reads else "lastmile.dispatch")()]

    def get_queryset(self) -> QuerySet[Incident]:
        """The rows that this user may see, narrowed by the parameters."""
        if getattr(self, "swagger_fake_view", False):  # the OpenAPI document is drawn without a user
            return super().get_queryset()
        rows = incidents_visible_to(user_of(self.request))
        rows = rows.select_related("site", "route", "stop", "delivery", "owner")
        return rows if self.detail else rows.filter(**_asked(self.request))

    @extend_schema(
        operation_id="incidents_acknowledge",
        summary="Take an incident on",
        request=None,
        responses=IncidentOut,
    )
    @idempotent
    def acknowledge(self, request: Request, public_id: UUID) -> Response:
        """It is the caller's from now on."""
        return self._act(incidents.acknowledge, public_id)

    @extend_schema(
        operation_id="incidents_snooze",
        summary="Put it off for 15 minutes",
        request=None,
        responses=IncidentOut,
    )
    @idempotent
    def snooze(self, request: Request, public_id: UUID) -> Response:
        """It opens again by itself."""
        return self._act(incidents.snooze, public_id)

    @extend_schema(
        operation_id="incidents_resolve",
        summary="End it with a note",
        request=ResolveIn,
        responses=IncidentOut,
    )
    @idempotent
    def resolve(self, request: Request, public_id: UUID) -> Response:
        """It is not raised again before its cause was gone."""
        said = ResolveIn(data=request.data)
        said.is_valid(raise_exception=True)
        return self._act(incidents.resolve, public_id, note=said.validated_data["note"])

    @extend_schema(
        operation_id="incidents_reopen", summary="Take the ending back", request=None, responses=IncidentOut
    )
    @idempotent
    def reopen(self, request: Request, public_id: UUID) -> Response:
        """Only while its cause stands."""
        return self._act(incidents.reopen, public_id)

    @extend_schema(
        operation_id="incidents_comment", summary="Write beside it", request=CommentIn, responses=IncidentOut
    )
    @idempotent
    def comment(self, request: Request, public_id: UUID) -> Response:
        """Whoever looks at it next reads it."""
        said = CommentIn(data=request.data)
        said.is_valid(raise_exception=True)
        return self._act(incidents.comment, public_id, text=said.validated_data["text"])

    @extend_schema(
        operation_id="incidents_act",
        summary="The same for several",
        description="All or none; those that are so already are left.",
        request=GroupIn,
        responses=GroupOut,
    )
    @idempotent
    def act(self, request: Request) -> Response:
        """Take on, put off or end, all at once."""
        said = GroupIn(data=request.data)
        said.is_valid(raise_exception=True)
        asked = said.validated_data
        mine = incidents_visible_to(user_of(request)).filter(public_id__in=asked["ids"])
        ids = list(mine.values_list("pk", flat=True))
        if len(ids) != len(set(asked["ids"])):
            raise NotFoundError(_("There is no such incident, or not for you."))
        act = incidents.GroupAct(asked["act"])
        changed = incidents.act_on_all(incident_ids=ids, act=act, by=user_of(request), at=timezone.now())
        return Response({"changed": changed})

    def _act(self, act: Callable[..., object], public_id: UUID, **said: str) -> Response:
        row = self.get_queryset().filter(public_id=public_id).first()
        if row is None:
            raise NotFoundError(_("There is no such incident, or not for you."))
        act(incident_id=row.pk, by=user_of(self.request), at=timezone.now(), **said)
        return Response(IncidentOut(self.get_queryset().get(public_id=public_id)).data)


def _asked(request: Request) -> dict[str, Any]:
    """What the parameters ask for, as a filter."""
    found: dict[str, Any] = {}
    for name, value in request.query_params.items():
        if name in {"cursor", "page_size"}:
            continue
        if name not in FIELDS or "\x00" in value:
            raise BadInputError(
                _("There is no parameter %(name)s here.") % {"name": name[:100]}, place=name[:100]
            )
        found[FIELDS[name]] = _uuid(name, str(value)) if name == "route" else value
    for name, choices in (("status", IncidentStatus.values), ("kind", IncidentKind.values)):
        if name in found and found[name] not in choices:
            raise BadInputError(_("One of: %(choices)s.") % {"choices": ", ".join(choices)}, place=name)
    return found


def _uuid(name: str, value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise BadInputError(_("This is not an id."), place=name) from error
