"""What lies where, out of a table: each row sets one bin's quantity of one item and lot.

The difference to what the books say is posted, as opening stock where nothing was ever booked and as an
adjustment elsewhere; so the same file twice posts nothing the second time.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from core.imports.kinds import (
    Applied,
    Context,
    ContextForm,
    ImportKind,
    Person,
    RowRefusal,
    RowResult,
    Written,
)
from core.tables.columns import Column, Kind
from core.tables.parsing import Row
from wms.models import Site
from wms.queries.access import sites_visible_to
from wms.services import _stock_rows, setting_stock
from wms.services._stock_rows import StockRow
from wms.states import StockStatus

BLANK_BINS = {"n/a", "na", "-", "none"}
STATUSES = {status.name: status.label for status in StockStatus}


class StockForm(ContextForm):
    """The site in which the bins are; a site in the file's own column goes first."""

    site = forms.ModelChoiceField(
        queryset=Site.objects.none(), to_field_name="code", label=_lazy("Site"), empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - a form's own arguments
        super().__init__(*args, **kwargs)
        field = self.fields["site"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = sites_visible_to(self.user)

    def clean(self) -> dict[str, Any]:
        """Add `sites`: what the file's own column may name."""
        cleaned = super().clean() or {}
        return cleaned | {"sites": {site.code: site for site in sites_visible_to(self.user)}}


COLUMNS = (
    Column(
        "sku",
        _lazy("SKU"),
        Kind.IDENTIFIER,
        max_length=40,
        aliases=("item", "article", "number", "product number"),
        example="RM-M464",
    ),
    Column(
        "external_id",
        _lazy("External id of the item"),
        Kind.IDENTIFIER,
        max_length=80,
        aliases=("product id", "item id"),
        help=_lazy("Instead of the SKU: the item's number in the system that leads the items."),
    ),
    Column("zone", _lazy("Zone"), Kind.IDENTIFIER, max_length=40, aliases=("area",), example="Dry"),
    Column("aisle", _lazy("Aisle"), Kind.IDENTIFIER, max_length=10, aliases=("row", "rack")),
    Column(
        "shelf",
        _lazy("Shelf"),
        Kind.IDENTIFIER,
        max_length=20,
        help=_lazy("With this column a bin is called zone-shelf-bin, since its own name is not enough."),
    ),
    Column(
        "bin",
        _lazy("Bin"),
        Kind.IDENTIFIER,
        required=True,
        max_length=40,
        aliases=("location", "place", "bin code", "location code"),
        help=_lazy("A bin that does not exist yet is made."),
        example="A-01-03",
    ),
    Column(
        "pick_sequence",
        _lazy("Walk order"),
        Kind.INTEGER,
        minimum=0,
        maximum=2_000_000_000,
        aliases=("sequence",),
    ),
    Column("lot", _lazy("Lot"), Kind.IDENTIFIER, max_length=40, aliases=("batch", "lot code")),
    Column(
        "expires_on", _lazy("Expires on"), Kind.DATE, aliases=("expiry", "expiration date", "best before")
    ),
    Column("status", _lazy("State"), choices=STATUSES, help=_lazy("Available, if nothing is said.")),
    Column(
        "owner",
        _lazy("Owner"),
        Kind.IDENTIFIER,
        max_length=20,
        help=_lazy("Its code; our own, if nothing is said."),
    ),
    Column("site", _lazy("Site"), Kind.IDENTIFIER, max_length=20, aliases=("warehouse",)),
    Column(
        "quantity",
        _lazy("Quantity"),
        Kind.INTEGER,
        required=True,
        minimum=0,
        aliases=("qty", "on hand", "amount", "pieces"),
        help=_lazy("What lies there, in base units; not what is added."),
        example="120",
    ),
)


def check_stock(rows: Sequence[Row], *, context: Context) -> Iterable[RowRefusal]:
    """Unknown items, sites and owners, lots that cannot be, bins that cannot be."""
    for reason in _stock_rows.against_stock([stock_row(row) for row in rows], _sites(context)):
        row = rows[reason.row]
        value = str(row.get(reason.field, "") or "")
        yield RowRefusal(
            row.number, reason.field if reason.field in row else "", reason.message, reason.code, value
        )


def apply_stock(
    rows: Sequence[Row], *, by: Person, at: datetime, source: str, context: Context, written: Written
) -> Applied:
    """Post the differences of the rows, which were checked in this transaction."""
    outcomes = setting_stock.set_stock(
        rows=[stock_row(row) for row in rows],
        sites=_sites(context),
        by=by,
        at=at,
        source=source,
        written=written,
    )
    return Applied.of(
        {
            row.number: RowResult(outcome, stock_row(row).bin)
            for row, outcome in zip(rows, outcomes, strict=True)
        }
    )


def stock_row(row: Row) -> StockRow:
    """A row of the table as the services take it. Where shelves have bins, the code says all of it."""
    name = row["bin"]
    if "shelf" in row:
        parts = (row.get("zone", ""), row["shelf"], "" if name.casefold() in BLANK_BINS else name)
        name = "-".join(part for part in parts if part)
    status = row.get("status") or StockStatus.AVAILABLE.name
    return StockRow(
        sku=row.get("sku", ""),
        external_id=row.get("external_id", ""),
        site=row.get("site", ""),
        bin=name,
        zone=row.get("zone", ""),
        aisle=row.get("aisle", "") or row.get("shelf", ""),
        pick_sequence=row.get("pick_sequence") or 0,
        lot=row.get("lot", ""),
        expires_on=row.get("expires_on"),
        status=StockStatus[status],
        owner=row.get("owner", ""),
        quantity=row["quantity"],
    )


def _sites(context: Context) -> Mapping[str, Site]:
    """The sites that rows may name by code; "" is the chosen one."""
    return {**context["sites"], "": context["site"]}


def _zone(context: Context) -> tzinfo:
    site: Site = context["site"]
    return site.zone


def _result_url(context: Context) -> str:
    return reverse("wms:stock")


STOCK = ImportKind(
    name="stock",
    label=_lazy("Stock"),
    permission="wms.adjust_stock",
    columns=COLUMNS,
    check=check_stock,
    apply=apply_stock,
    context_form=StockForm,
    lead=_lazy("What lies in which bin; the quantity in the file becomes the quantity in the books."),
    again=_lazy("Importing the same file again posts nothing, unless stock has changed meanwhile."),
    zone=_zone,
    result_url=_result_url,
)
