"""Items: read, and written in bulk with one result per row."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.errors import BadInputError
from core.rest.errors import places
from core.rest.idempotency import idempotent
from core.rest.permissions import can
from core.tables.errors import CellProblem
from core.tables.text import clean_identifier, clean_text
from wms.api.reading import StockReading, as_choice, as_flag
from wms.models import Item
from wms.queries.access import sites_visible_to
from wms.queries.items import items_with_stock, matching
from wms.services import items
from wms.services.items import FIELDS, ItemResult, ItemRow, PackSpec
from wms.states import BaseUnit, Temperature, Tracking

MOST_ROWS = 1000
HEAVIEST_G, LONGEST_MM, MOST_UNITS = 100_000_000, 100_000, 10**15


class PackOut(serializers.Serializer[Any]):
    """A level above the base unit."""

    name = serializers.CharField()
    quantity = serializers.IntegerField(help_text="Base units.")


class BarcodeOut(serializers.Serializer[Any]):
    """A code; `pack` is null where it means one base unit."""

    code = serializers.CharField()
    pack = serializers.CharField(source="pack.name", allow_null=True, default=None)


class ItemOut(serializers.ModelSerializer[Item]):
    """An item with its stock over the sites that the caller may see; grams, millimetres, base units."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    packs = PackOut(many=True, read_only=True)
    barcodes = BarcodeOut(many=True, read_only=True)
    on_hand = serializers.IntegerField(read_only=True)
    promised = serializers.IntegerField(read_only=True)
    free = serializers.IntegerField(read_only=True)

    class Meta:
        model = Item
        fields = ["id", "sku", *FIELDS, "packs", "barcodes", "on_hand", "promised", "free", "updated_at"]


class PlainText(serializers.CharField):
    """Text as the imports take it: composed, trimmed, nothing that hides or reorders letters."""

    clean: Callable[[str], str] = staticmethod(clean_text)

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401 - whatever JSON holds
        """The plain text."""
        try:
            return type(self).clean(super().to_internal_value(data))
        except CellProblem as problem:
            raise serializers.ValidationError(problem.message) from problem


class Identifier(PlainText):
    """A code that people and machines compare."""

    clean: Callable[[str], str] = staticmethod(clean_identifier)


class PackIn(serializers.Serializer[Any]):
    """A pack to add, or whose content changes."""

    name = PlainText(max_length=40)
    quantity = serializers.IntegerField(min_value=2, max_value=2_000_000_000)


class ItemIn(serializers.Serializer[Any]):
    """One item, found by its SKU. A field that is left out is left alone; null empties a weight or a size."""

    sku = Identifier(max_length=40)
    external_id = Identifier(max_length=80, required=False, allow_blank=True)
    name = PlainText(max_length=200, required=False)
    category = PlainText(max_length=80, required=False, allow_blank=True)
    base_unit = serializers.ChoiceField(BaseUnit.choices, required=False)
    tracking = serializers.ChoiceField(Tracking.choices, required=False)
    has_expiry = serializers.BooleanField(required=False)
    min_remaining_days = serializers.IntegerField(min_value=0, max_value=36_500, required=False)
    reorder_point = serializers.IntegerField(min_value=0, max_value=MOST_UNITS, required=False)
    temperature = serializers.ChoiceField(Temperature.choices, required=False)
    hazard_class = PlainText(max_length=10, required=False, allow_blank=True)
    is_fragile = serializers.BooleanField(required=False)
    is_active = serializers.BooleanField(required=False)
    weight_g = serializers.IntegerField(min_value=1, max_value=HEAVIEST_G, required=False, allow_null=True)
    length_mm = serializers.IntegerField(min_value=1, max_value=LONGEST_MM, required=False, allow_null=True)
    width_mm = serializers.IntegerField(min_value=1, max_value=LONGEST_MM, required=False, allow_null=True)
    height_mm = serializers.IntegerField(min_value=1, max_value=LONGEST_MM, required=False, allow_null=True)
    barcodes = serializers.ListField(child=Identifier(max_length=60), max_length=50, required=False)
    packs = PackIn(many=True, required=False)

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
        """The values; a name that nobody knows is refused, or a slip of the pen would be lost in silence."""
        if isinstance(data, Mapping) and (unknown := set(data) - set(self.fields)):
            raise serializers.ValidationError({name: [_("There is no such field.")] for name in unknown})
        return super().to_internal_value(data)


class ItemsIn(serializers.Serializer[Any]):
    """Up to 1,000 items."""

    items = ItemIn(many=True)


class PlaceOut(serializers.Serializer[Any]):
    """Where in the row something is wrong, and what."""

    place = serializers.CharField()
    message = serializers.CharField()


class ItemResultOut(serializers.Serializer[Any]):
    """What became of one row."""

    row = serializers.IntegerField(help_text="From 0.")
    sku = serializers.CharField()
    outcome = serializers.ChoiceField(["created", "updated", "unchanged", "refused"])
    id = serializers.UUIDField(allow_null=True)
    against = PlaceOut(many=True, help_text="Why it was refused.")


class ItemResultsOut(serializers.Serializer[Any]):
    """The results in the order of the rows, and how many of each."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = ItemResultOut(many=True)


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Parts of SKU or name, or the beginning of a barcode."),
            OpenApiParameter("sku", str, description="Exactly this SKU."),
            OpenApiParameter("external_id", str),
            OpenApiParameter("category", str),
            OpenApiParameter("temperature", str, enum=Temperature.values),
            OpenApiParameter("is_active", bool),
        ]
    )
)
class ItemViewSet(StockReading[Item]):
    """Items with their packs, barcodes and quantities."""

    queryset = Item.objects.none()
    serializer_class = ItemOut
    lookup_field = "public_id"
    parameters = ("q", "sku", "external_id", "category", "temperature", "is_active")

    def get_permissions(self) -> list[BasePermission]:
        """Writing needs more than reading."""
        return [can("wms.manage_items" if self.action == "upsert" else "wms.view_stock")()]

    def rows_for(self, user: User, asked: Mapping[str, str]) -> QuerySet[Item]:
        """Items, narrowed."""
        site_ids = list(sites_visible_to(user).values_list("pk", flat=True))
        rows = items_with_stock(site_ids).prefetch_related("packs", "barcodes__pack")
        exact = ("sku", "external_id", "category")
        rows = rows.filter(**{name: asked[name] for name in exact if name in asked})
        if "temperature" in asked:
            rows = rows.filter(temperature=as_choice("temperature", asked["temperature"], Temperature.values))
        if "is_active" in asked:
            rows = rows.filter(is_active=as_flag("is_active", asked["is_active"]))
        return rows.filter(matching(asked["q"])) if "q" in asked else rows

    @extend_schema(
        operation_id="items_upsert",
        summary="Create and change items by SKU",
        description=(
            "Good rows are written, refused ones are named with their reason;"
            " the same rows again change nothing."
        ),
        request=ItemsIn,
        responses={200: ItemResultsOut},
    )
    @idempotent
    def upsert(self, request: Request) -> Response:
        """Write the good rows; say what became of each."""
        sent = _rows(request.data)
        read = [ItemIn(data=row) for row in sent]
        good = {number: _item_row(row.validated_data) for number, row in enumerate(read) if row.is_valid()}
        written = dict(zip(good, items.upsert_items(rows=list(good.values())), strict=True))
        results = [
            _result(number, written[number])
            if number in written
            else _refused(number, sent[number], places(read[number].errors))
            for number in range(len(sent))
        ]
        outcomes = [result["outcome"] for result in results]
        counted = {word: outcomes.count(word) for word in ("created", "updated", "unchanged", "refused")}
        return Response(counted | {"results": results})


def _rows(body: Any) -> list[Any]:  # noqa: ANN401 - whatever JSON holds
    rows = body.get("items") if isinstance(body, Mapping) else None
    if not isinstance(rows, list) or not rows:
        raise BadInputError(_("Send {“items”: […]} with at least one item."), place="items")
    if len(rows) > MOST_ROWS:
        raise BadInputError(_("At most %(most)d items at once.") % {"most": MOST_ROWS}, place="items")
    return rows


def _item_row(values: Mapping[str, Any]) -> ItemRow:
    return ItemRow(
        sku=values["sku"],
        values={name: value for name, value in values.items() if name in FIELDS},
        barcodes=tuple(dict.fromkeys(values.get("barcodes", ()))),
        packs=tuple(PackSpec(**pack) for pack in values.get("packs", ())),
    )


def _result(number: int, result: ItemResult) -> dict[str, Any]:
    against = [{"place": reason.field, "message": reason.message} for reason in result.against]
    found = str(result.item.public_id) if result.item else None
    return {"row": number, "sku": result.sku, "outcome": result.outcome, "id": found, "against": against}


def _refused(number: int, sent: object, against: list[dict[str, str]]) -> dict[str, Any]:
    sku = str(sent.get("sku", ""))[:40] if isinstance(sent, Mapping) else ""
    return {"row": number, "sku": sku, "outcome": "refused", "id": None, "against": against}
