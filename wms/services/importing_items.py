"""Items out of a table: found by their SKU, made or changed; what is unchanged stays untouched."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from core.errors import BadInputError
from core.imports.kinds import Applied, Context, ImportKind, Person, RowRefusal, RowResult, Written
from core.tables.columns import Column, Kind, Scale
from core.tables.parsing import Row
from wms.services import items
from wms.services.items import ItemRow, PackSpec
from wms.states import BaseUnit, Temperature, Tracking

SEPARATORS = re.compile(r"[\s,;|]+")
PACK = re.compile(r"(?P<name>[^:=]{1,40}?)\s*[:=]\s*(?P<quantity>[0-9]{1,9})")
WEIGHT = Scale(
    "g",
    {
        "g": 1, "gram": 1, "grams": 1, "kg": 1000, "t": 1_000_000, "mg": Decimal("0.001"),
        "lb": Decimal("453.59237"), "lbs": Decimal("453.59237"), "oz": Decimal("28.349523125"),
    },
    unit_from="weight_unit",
    rounds=True,
)  # fmt: skip
LENGTH = Scale(
    "mm",
    {
        "mm": 1,
        "cm": 10,
        "dm": 100,
        "m": 1000,
        "in": Decimal("25.4"),
        "inch": Decimal("25.4"),
        "ft": Decimal("304.8"),
    },
    unit_from="length_unit",
    rounds=True,
)
HEAVIEST_G, LONGEST_MM = 100_000_000, 100_000
FLAGS = {"has_expiry", "is_fragile", "is_active"}
KEPT_WHEN_BLANK = FLAGS | {
    "base_unit",
    "tracking",
    "temperature",
    "min_remaining_days",
    "reorder_point",
    "name",
}
"""A blank cell of these says nothing; a blank weight, size or text empties the field."""
OF_COLUMN = {"weight": "weight_g", "length": "length_mm", "width": "width_mm", "height": "height_mm"}
COLUMN_OF = {field: column for column, field in OF_COLUMN.items()}


def _size(name: str, label: Any) -> Column:  # noqa: ANN401 - a str or a lazily translated one
    return Column(
        name,
        label,
        Kind.SCALED,
        scale=LENGTH,
        minimum=1,
        maximum=LONGEST_MM,
        help=_lazy("With its unit: in the heading (%(name)s_cm), behind the number, or in length_unit.")
        % {"name": name},
    )


COLUMNS = (
    Column(
        "sku",
        _lazy("SKU"),
        Kind.IDENTIFIER,
        required=True,
        max_length=40,
        aliases=(
            "item",
            "item number",
            "article",
            "article number",
            "number",
            "product number",
            "part number",
        ),
        example="RM-M464",
    ),
    Column(
        "external_id",
        _lazy("External id"),
        Kind.IDENTIFIER,
        max_length=80,
        aliases=("product id", "item id", "id"),
        help=_lazy("Its number in the system that leads the items; files of stock may name it."),
        example="507",
    ),
    Column("name", _lazy("Name"), aliases=("description", "title"), example="LL Mountain Rim"),
    Column(
        "category",
        _lazy("Category"),
        max_length=80,
        aliases=("subcategory", "group", "product group"),
        example="Wheels",
    ),
    Column("base_unit", _lazy("Base unit"), choices=dict(BaseUnit.choices), aliases=("unit", "uom")),
    Column(
        "weight", _lazy("Weight"), Kind.SCALED, scale=WEIGHT, minimum=1, maximum=HEAVIEST_G, example="435 g"
    ),
    Column("weight_unit", _lazy("Unit of weight"), max_length=20),
    _size("length", _lazy("Length")),
    _size("width", _lazy("Width")),
    _size("height", _lazy("Height")),
    Column("length_unit", _lazy("Unit of sizes"), max_length=20, aliases=("dimension unit",)),
    Column(
        "barcodes",
        _lazy("Barcodes"),
        Kind.IDENTIFIER,
        max_length=1000,
        aliases=("barcode", "ean", "gtin", "upc"),
        help=_lazy("Several with a space or a comma between them. They are added; none is taken away."),
        example="4006381333931",
    ),
    Column(
        "packs",
        _lazy("Packs"),
        max_length=1000,
        help=_lazy("Name and base units: “case: 12; pallet: 480”."),
        example="case: 12; pallet: 480",
    ),
    Column("tracking", _lazy("Tracking"), choices=dict(Tracking.choices)),
    Column("has_expiry", _lazy("Expires"), Kind.BOOLEAN, aliases=("expiry", "perishable")),
    Column("min_remaining_days", _lazy("Minimum shelf life"), Kind.INTEGER, minimum=0, maximum=36_500),
    Column(
        "reorder_point",
        _lazy("Reorder point"),
        Kind.INTEGER,
        minimum=0,
        help=_lazy("Base units; with so many free or fewer, stock is low."),
        example="600",
    ),
    Column("temperature", _lazy("Temperature"), choices=dict(Temperature.choices)),
    Column("hazard_class", _lazy("Hazard class"), max_length=10),
    Column("is_fragile", _lazy("Fragile"), Kind.BOOLEAN),
    Column("is_active", _lazy("Active"), Kind.BOOLEAN),
)


def check_items(rows: Sequence[Row], *, context: Context) -> Iterable[RowRefusal]:
    """What the database, the check digits and the packs say against the rows."""
    for row in rows:
        if row.get("packs") and _packs(row["packs"]) is None:
            told = _("Write packs as “name: base units”, with a semicolon between them.")
            yield RowRefusal(row.number, "packs", told, "pack", row["packs"])
    for reason in items.refusals(rows=[item_row(row) for row in rows]):
        column = COLUMN_OF.get(reason.field, reason.field)
        row = rows[reason.row]
        yield RowRefusal(row.number, column, reason.message, reason.code, str(row.get(column, "") or ""))


def apply_items(
    rows: Sequence[Row], *, by: Person, at: datetime, source: str, context: Context, written: Written
) -> Applied:
    """Write the rows, which were checked in this transaction."""
    results = items.upsert_items(rows=[item_row(row) for row in rows], written=written)
    refused = next((result for result in results if result.against), None)
    if refused:
        raise BadInputError(refused.against[0].message, field=refused.against[0].field, sku=refused.sku)
    return Applied.of(
        {row.number: RowResult(result.outcome, result.sku) for row, result in zip(rows, results, strict=True)}
    )


def item_row(row: Row) -> ItemRow:
    """A row of the table as the item master takes it."""
    values = {}
    for column in (*items.FIELDS, *OF_COLUMN):
        if column not in row or (column in KEPT_WHEN_BLANK and row[column] in {None, ""}):
            continue
        values[OF_COLUMN.get(column, column)] = row[column]
    codes = tuple(code for code in SEPARATORS.split(row.get("barcodes", "")) if code)
    return ItemRow(
        sku=row["sku"], values=values, barcodes=codes, packs=tuple(_packs(row.get("packs", "")) or ())
    )


def _packs(text: str) -> list[PackSpec] | None:
    """The packs that a cell names; None where it cannot be read."""
    found = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        match = PACK.fullmatch(part)
        if match is None:
            return None
        found.append(PackSpec(name=match["name"].strip(), quantity=int(match["quantity"])))
    return found


def _result_url(context: Context) -> str:
    return reverse("wms:items")


ITEMS = ImportKind(
    name="items",
    label=_lazy("Items"),
    permission="wms.manage_items",
    columns=COLUMNS,
    key=("sku",),
    check=check_items,
    apply=apply_items,
    lead=_lazy("Items by SKU: facts, sizes, barcodes and packs."),
    again=_lazy("Importing the same file again changes nothing; a changed file changes what differs."),
    result_url=_result_url,
)
