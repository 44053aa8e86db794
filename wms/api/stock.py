"""Balances and lots, read."""

from collections.abc import Mapping

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers

from accounts.models import User
from wms.api.reading import StockReading, as_choice, as_date, as_flag, as_uuid
from wms.models import Lot, StockBalance
from wms.queries.access import balances_visible_to
from wms.queries.stock import free_quantity
from wms.states import LotStatus, StockStatus


class LotOut(serializers.ModelSerializer[Lot]):
    """Items made together."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    item = serializers.CharField(source="item.sku", read_only=True, help_text="The item's SKU.")

    class Meta:
        model = Lot
        fields = ["id", "item", "code", "expires_on", "status"]


class BalanceOut(serializers.ModelSerializer[StockBalance]):
    """How much of one item, lot, owner and status lies at one place, in base units of the item."""

    site = serializers.CharField(source="site.code", read_only=True)
    location = serializers.CharField(source="location.code", read_only=True)
    location_id = serializers.UUIDField(source="location.public_id", read_only=True)
    item = serializers.CharField(source="item.sku", read_only=True)
    item_id = serializers.UUIDField(source="item.public_id", read_only=True)
    lot = serializers.CharField(source="lot.code", read_only=True, allow_null=True, default=None)
    handling_unit = serializers.CharField(
        source="handling_unit.sscc", read_only=True, allow_null=True, default=None
    )
    owner = serializers.CharField(source="owner.code", read_only=True)
    status = serializers.SerializerMethodField()
    free = serializers.SerializerMethodField()

    class Meta:
        model = StockBalance
        fields = [
            "site", "location", "location_id", "item", "item_id", "lot", "expires_on", "handling_unit",
            "owner", "status", "on_hand", "allocated", "free", "fifo_at",
        ]  # fmt: skip

    def get_free(self, balance: StockBalance) -> int:
        """What may still be promised or picked: nothing of what is on hold, recalled or virtual."""
        return free_quantity(balance)

    def get_status(self, balance: StockBalance) -> str:
        """AVAILABLE, HOLD, INSPECTION, DAMAGED, QUARANTINE or EXPIRED."""
        return StockStatus(balance.status).name


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("item", str, description="A SKU."),
            OpenApiParameter("code", str, description="Exactly this lot code."),
            OpenApiParameter("status", str, enum=LotStatus.values),
            OpenApiParameter("expires_before", str, description="A day: lots that expire before it."),
        ]
    )
)
class LotViewSet(StockReading[Lot]):
    """Lots, which are the company's and not a site's."""

    queryset = Lot.objects.none()
    serializer_class = LotOut
    lookup_field = "public_id"
    parameters = ("item", "code", "status", "expires_before")

    def rows_for(self, user: User, asked: Mapping[str, str]) -> QuerySet[Lot]:
        """Lots of an item, code, status or expiry."""
        rows = Lot.objects.select_related("item")
        if "item" in asked:
            rows = rows.filter(item__sku=asked["item"])
        if "code" in asked:
            rows = rows.filter(code=asked["code"])
        if "status" in asked:
            rows = rows.filter(status=as_choice("status", asked["status"], LotStatus.values))
        if "expires_before" in asked:
            rows = rows.filter(expires_on__lt=as_date("expires_before", asked["expires_before"]))
        return rows


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("site", str, description="A site's code."),
            OpenApiParameter("item", str, description="A SKU."),
            OpenApiParameter("location", str, description="A location's id."),
            OpenApiParameter("lot", str, description="A lot's code."),
            OpenApiParameter("status", str, enum=StockStatus.names),
            OpenApiParameter("expires_before", str, description="A day."),
            OpenApiParameter("virtual", bool, description="Also suppliers, customers and losses."),
        ]
    )
)
class BalanceViewSet(StockReading[StockBalance]):
    """What lies where, in the sites that the caller may see; rows that hold nothing are left out."""

    queryset = StockBalance.objects.none()
    serializer_class = BalanceOut
    parameters = ("site", "item", "location", "lot", "status", "expires_before", "virtual")

    def rows_for(self, user: User, asked: Mapping[str, str]) -> QuerySet[StockBalance]:
        """Visible balances, narrowed."""
        rows = balances_visible_to(user).exclude(on_hand=0)
        if not ("virtual" in asked and as_flag("virtual", asked["virtual"])):
            rows = rows.filter(allow_negative=False)
        exact = {"site": "site__code", "item": "item__sku", "lot": "lot__code"}
        rows = rows.filter(**{path: asked[name] for name, path in exact.items() if name in asked})
        if "location" in asked:
            rows = rows.filter(location__public_id=as_uuid("location", asked["location"]))
        if "status" in asked:
            rows = rows.filter(status=StockStatus[as_choice("status", asked["status"], StockStatus.names)])
        if "expires_before" in asked:
            rows = rows.filter(expires_on__lt=as_date("expires_before", asked["expires_before"]))
        return rows.select_related("site", "location", "item", "lot", "handling_unit", "owner")
