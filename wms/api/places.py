"""Sites and locations, read."""

from collections.abc import Mapping

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers

from accounts.models import User
from wms.api.reading import StockReading, as_choice
from wms.models import Location, Site
from wms.queries.access import locations_visible_to, sites_visible_to
from wms.states import LocationKind


class SiteOut(serializers.ModelSerializer[Site]):
    """A warehouse, hub or micro-fulfilment centre."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = Site
        fields = ["id", "code", "name", "kind", "time_zone", "address", "longitude", "latitude", "is_active"]


class LocationOut(serializers.ModelSerializer[Location]):
    """A place that holds stock; sizes in grams."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    site = serializers.CharField(source="site.code", read_only=True, help_text="The site's code.")

    class Meta:
        model = Location
        fields = [
            "id", "site", "code", "kind", "zone", "aisle", "pick_sequence", "is_pickable", "temperature",
            "max_weight_g", "discipline", "locked_reason",
        ]  # fmt: skip


class SiteViewSet(StockReading[Site]):
    """The sites that the caller may see."""

    queryset = Site.objects.none()
    serializer_class = SiteOut
    lookup_field = "public_id"

    def rows_for(self, user: User, asked: Mapping[str, str]) -> QuerySet[Site]:
        """Every visible site."""
        return sites_visible_to(user)


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("site", str, description="A site's code."),
            OpenApiParameter("kind", str, enum=LocationKind.values),
            OpenApiParameter("zone", str),
            OpenApiParameter("code", str, description="Exactly this code."),
        ]
    )
)
class LocationViewSet(StockReading[Location]):
    """The places of the sites that the caller may see, virtual ones included."""

    queryset = Location.objects.none()
    serializer_class = LocationOut
    lookup_field = "public_id"
    parameters = ("site", "kind", "zone", "code")

    def rows_for(self, user: User, asked: Mapping[str, str]) -> QuerySet[Location]:
        """Visible places of a site, kind, zone or code."""
        rows = locations_visible_to(user)
        if "site" in asked:
            rows = rows.filter(site__code=asked["site"])
        if "kind" in asked:
            rows = rows.filter(kind=as_choice("kind", asked["kind"], LocationKind.values))
        if "zone" in asked:
            rows = rows.filter(zone=asked["zone"])
        return rows.filter(code=asked["code"]) if "code" in asked else rows
