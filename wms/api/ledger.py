"""Postings and their lines, read. Nothing here can be changed: a mistake is corrected by a reversal."""

from collections.abc import Mapping

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers

from accounts.models import User
from wms.api.reading import StockReading, as_choice, as_uuid
from wms.models import StockEntry, StockTransaction
from wms.queries.access import entries_visible_to, transactions_visible_to
from wms.states import StockStatus, TransactionKind

LINE_PARTS = ("item", "lot", "balance__site", "balance__location", "balance__handling_unit", "balance__owner")


class LineOut(serializers.ModelSerializer[StockEntry]):
    """One signed line of a posting, in base units; the lines of a posting sum to zero per item and lot."""

    site = serializers.CharField(source="balance.site.code", read_only=True)
    location = serializers.CharField(source="balance.location.code", read_only=True)
    location_id = serializers.UUIDField(source="balance.location.public_id", read_only=True)
    item = serializers.CharField(source="item.sku", read_only=True)
    lot = serializers.CharField(source="lot.code", read_only=True, allow_null=True, default=None)
    handling_unit = serializers.CharField(
        source="balance.handling_unit.sscc", read_only=True, allow_null=True, default=None
    )
    owner = serializers.CharField(source="balance.owner.code", read_only=True)
    status = serializers.SerializerMethodField()

    class Meta:
        model = StockEntry
        fields = [
            "site", "location", "location_id", "item", "lot", "handling_unit", "owner", "status", "delta",
            "after",
        ]  # fmt: skip

    def get_status(self, line: StockEntry) -> str:
        """The stock status at the balance."""
        return StockStatus(line.balance.status).name


class EntryOut(LineOut):
    """A line with the posting that it belongs to."""

    transaction = serializers.UUIDField(source="transaction_id", read_only=True)
    kind = serializers.CharField(source="transaction.kind", read_only=True)
    effective_at = serializers.DateTimeField(source="transaction.effective_at", read_only=True)

    class Meta(LineOut.Meta):
        fields = ["transaction", "kind", "effective_at", "posted_at", *LineOut.Meta.fields]


class TransactionOut(serializers.ModelSerializer[StockTransaction]):
    """One posting. `reverses` and `reversed_by` name the other half of a correction."""

    site = serializers.CharField(source="site.code", read_only=True)
    actor = serializers.UUIDField(source="actor.public_id", read_only=True, allow_null=True, default=None)
    reverses = serializers.UUIDField(source="reverses_id", read_only=True, allow_null=True)
    reversed_by = serializers.UUIDField(
        source="reversed_by.pk", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = StockTransaction
        fields = [
            "id", "kind", "site", "effective_at", "posted_at", "actor", "device", "source", "reason",
            "reverses", "reversed_by",
        ]  # fmt: skip


class TransactionDetailOut(TransactionOut):
    """A posting with its lines."""

    lines = LineOut(source="visible_entries", many=True, read_only=True)

    class Meta(TransactionOut.Meta):
        fields = [*TransactionOut.Meta.fields, "lines"]


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("site", str, description="A site's code."),
            OpenApiParameter("kind", str, enum=TransactionKind.values),
            OpenApiParameter("source", str, description="Exactly this document, for example order:0193…"),
        ]
    )
)
class TransactionViewSet(StockReading[StockTransaction]):
    """The postings of the sites that the caller may see, newest first."""

    queryset = StockTransaction.objects.none()
    parameters = ("site", "kind", "source")

    def get_serializer_class(self) -> type[TransactionOut]:
        """With lines where one posting is asked for."""
        return TransactionDetailOut if self.action == "retrieve" else TransactionOut

    def rows_for(self, user: User, asked: Mapping[str, str]) -> QuerySet[StockTransaction]:
        """Visible postings, narrowed."""
        rows = transactions_visible_to(user).select_related("site", "actor", "reversed_by")
        exact = {"site": "site__code", "source": "source"}
        rows = rows.filter(**{path: asked[name] for name, path in exact.items() if name in asked})
        if "kind" in asked:
            rows = rows.filter(kind=as_choice("kind", asked["kind"], TransactionKind.values))
        if self.detail:
            lines = entries_visible_to(user).select_related(*LINE_PARTS).order_by("pk")
            rows = rows.prefetch_related(Prefetch("entries", queryset=lines, to_attr="visible_entries"))
        return rows


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("site", str, description="A site's code."),
            OpenApiParameter("item", str, description="A SKU."),
            OpenApiParameter("location", str, description="A location's id."),
            OpenApiParameter("lot", str, description="A lot's code."),
        ]
    ),
)
class EntryViewSet(StockReading[StockEntry]):
    """The lines of the ledger in the sites that the caller may see, newest first."""

    queryset = StockEntry.objects.none()
    serializer_class = EntryOut
    parameters = ("site", "item", "location", "lot")

    def rows_for(self, user: User, asked: Mapping[str, str]) -> QuerySet[StockEntry]:
        """Visible lines, narrowed."""
        rows = entries_visible_to(user).select_related("transaction", *LINE_PARTS)
        exact = {"site": "balance__site__code", "item": "item__sku", "lot": "lot__code"}
        rows = rows.filter(**{path: asked[name] for name, path in exact.items() if name in asked})
        if "location" in asked:
            rows = rows.filter(balance__location__public_id=as_uuid("location", asked["location"]))
        return rows
