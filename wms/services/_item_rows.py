"""Rows of an item master: what they say, and what can be held against them before anything is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from stdnum import ean

from wms.models import Barcode, Item, StockBalance, StockEntry
from wms.states import Tracking

GTIN_LENGTHS = {8, 12, 13, 14}
LONGEST_CODE = 60
FIELDS = (
    "external_id", "name", "category", "base_unit", "tracking", "has_expiry", "min_remaining_days",
    "reorder_point", "temperature", "hazard_class", "is_fragile", "is_active", "weight_g", "length_mm",
    "width_mm", "height_mm",
)  # fmt: skip
"""What a row may say about an item besides its SKU."""
BY_HAND = ("value_minor", "minimum_age", "picture")
"""What no file says: a person does."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PackSpec:
    """A pack as a row names it: the base units that it holds."""

    name: str
    quantity: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemRow:
    """One item as a file or a caller describes it. A field that is not among the values is left alone.

    Barcodes and packs that are named are added or changed; none is taken away.
    """

    sku: str
    values: Mapping[str, Any] = field(default_factory=dict)
    barcodes: tuple[str, ...] = ()
    packs: tuple[PackSpec, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Against:
    """What is against a row: the field, in words and as a code. `row` counts from 0."""

    row: int
    field: str
    message: str
    code: str


def completed(row: ItemRow, item: Item | None) -> ItemRow:
    """What begins to expire and says nothing of tracking is kept by lot from then on."""
    tracking = item.tracking if item else Tracking.NONE
    if row.values.get("has_expiry") and "tracking" not in row.values and tracking == Tracking.NONE:
        return replace(row, values={**row.values, "tracking": Tracking.LOT})
    return row


def against_items(rows: Sequence[ItemRow], known: Mapping[str, Item]) -> list[Against]:
    """What cannot be written, with the reason. Five statements, whatever the number of rows."""
    judge = _Judge(rows, known)
    return [
        *judge.doubled("sku", (row.sku for row in rows)),
        *judge.names(),
        *judge.external_ids(),
        *judge.barcodes(),
        *judge.packs(),
        *judge.expiry(),
        *judge.changes_under_stock(),
    ]


def barcode_problem(code: str) -> str:
    """Why a code cannot be a barcode, in words; empty where it can.

    Digits of the length of a GTIN must have a GTIN's check digit: a slip of the finger is found here and
    not at the shelf. Codes of other lengths are the house's own.
    """
    if not code.isprintable() or not code.strip() or len(code) > LONGEST_CODE:
        return _("A barcode has 1 to %(most)d printable characters.") % {"most": LONGEST_CODE}
    if code.isascii() and code.isdigit() and len(code) in GTIN_LENGTHS:
        right = ean.calc_check_digit(code[:-1])
        if right != code[-1]:
            told = _("%(code)s is not a GTIN: the last digit should be %(digit)s.")
            return told % {"code": code, "digit": right}
    return ""


class _Judge:
    def __init__(self, rows: Sequence[ItemRow], known: Mapping[str, Item]) -> None:
        self.rows, self.known = rows, known

    def doubled(self, name: str, values: Iterable[str]) -> list[Against]:
        first: dict[str, int] = {}
        told = _("%(value)s stands twice: here and in an earlier row.")
        return [
            Against(row=number, field=name, message=told % {"value": value}, code="repeated")
            for number, value in enumerate(values)
            if value and first.setdefault(value, number) != number
        ]

    def names(self) -> list[Against]:
        told = _("A new item needs a name.")
        return [
            Against(row=number, field="name", message=told, code="missing")
            for number, row in enumerate(self.rows)
            if (row.sku not in self.known and not row.values.get("name"))
            or ("name" in row.values and not row.values["name"])
        ]

    def external_ids(self) -> list[Against]:
        ids = [str(row.values.get("external_id", "")) for row in self.rows]
        holders = dict(Item.objects.filter(external_id__in=set(ids) - {""}).values_list("external_id", "sku"))
        told = _("The external id %(id)s is that of %(sku)s.")
        taken = [
            Against(
                row=number,
                field="external_id",
                message=told % {"id": ids[number], "sku": holders[ids[number]]},
                code="taken",
            )
            for number, row in enumerate(self.rows)
            if holders.get(ids[number], row.sku) != row.sku
        ]
        return taken + self.doubled("external_id", ids)

    def barcodes(self) -> list[Against]:
        codes = {code for row in self.rows for code in row.barcodes}
        holders = dict(Barcode.objects.filter(code__in=codes).values_list("code", "item__sku"))
        found = []
        for number, row in enumerate(self.rows):
            for code in row.barcodes:
                message = barcode_problem(code)
                holder = holders.setdefault(code, row.sku)
                if not message and holder != row.sku:
                    message = _("%(code)s is the barcode of %(sku)s.") % {"code": code, "sku": holder}
                if message:
                    found.append(Against(row=number, field="barcodes", message=message, code="barcode"))
        return found

    def packs(self) -> list[Against]:
        told = _("A pack holds at least 2 base units, and an item has one pack of a name.")
        return [
            Against(row=number, field="packs", message=told, code="pack")
            for number, row in enumerate(self.rows)
            if len({pack.name for pack in row.packs}) != len(row.packs)
            or any(pack.quantity < 2 or not pack.name for pack in row.packs)  # noqa: PLR2004 - one is no pack
        ]

    def expiry(self) -> list[Against]:
        told = _("What expires is tracked by lot or serial number.")
        return [
            Against(row=number, field="tracking", message=told, code="expires_untracked")
            for number, row in enumerate(self.rows)
            if self._said(row, "has_expiry", default=False)
            and self._said(row, "tracking", default=Tracking.NONE) == Tracking.NONE
        ]

    def changes_under_stock(self) -> list[Against]:
        """Unit and tracking give the ledger's numbers their meaning: they stay while there are any."""
        units = self._changing("base_unit")
        tracking = self._changing("tracking")
        used = set(
            StockEntry.objects.filter(item__in=units.values()).values_list("item", flat=True).distinct()
        )
        held = set(
            StockBalance.objects.filter(item__in=tracking.values())
            .exclude(Q(on_hand=0) & Q(allocated=0))
            .values_list("item", flat=True)
            .distinct()
        )
        unit_told = _("Stock was counted in the present unit; make a new item instead.")
        tracking_told = _("Tracking can change only while there is no stock of it.")
        return [
            Against(row=number, field="base_unit", message=unit_told, code="in_use")
            for number, item in units.items()
            if item in used
        ] + [
            Against(row=number, field="tracking", message=tracking_told, code="in_use")
            for number, item in tracking.items()
            if item in held
        ]

    def _changing(self, name: str) -> dict[int, int]:
        """Row number to item, of rows that would change the field of an item that exists."""
        found: dict[int, int] = defaultdict(int)
        for number, row in enumerate(self.rows):
            item = self.known.get(row.sku)
            if item and name in row.values and row.values[name] != getattr(item, name):
                found[number] = item.pk
        return found

    def _said(self, row: ItemRow, name: str, *, default: object) -> object:
        item = self.known.get(row.sku)
        return row.values.get(name, getattr(item, name) if item else default)
