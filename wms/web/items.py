"""The list of items, and its file for a spreadsheet."""

from collections.abc import Iterator

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from core.pages.htmx import render_page
from core.pages.tables import Column, search_text, table_page
from core.tables.writing import csv_text
from wms.models import Item
from wms.queries.choosing import visible_sites
from wms.queries.items import SHOWS, ItemFilter, categories, filtered_items, item_counts
from wms.states import Temperature

COLUMNS = (
    Column(key="sku", label=_("SKU"), order_by=("sku",)),
    Column(key="name", label=_("Name"), order_by=("name",)),
    Column(key="category", label=_("Category"), order_by=("category",)),
    Column(key="weight", label=_("Weight"), order_by=("weight_g",), is_number=True),
    Column(key="on_hand", label=_("On hand"), order_by=("on_hand",), is_number=True),
    Column(key="promised", label=_("Promised"), order_by=("promised",), is_number=True),
    Column(key="free", label=_("Free"), order_by=("free",), is_number=True),
)
EXPORTED = (
    "sku", "external_id", "name", "category", "base_unit", "tracking", "has_expiry", "min_remaining_days",
    "reorder_point", "temperature", "hazard_class", "is_fragile", "is_active", "weight_g", "length_mm",
    "width_mm", "height_mm", "on_hand", "promised", "free",
)  # fmt: skip


@permission_required("wms.view_stock", raise_exception=True)
def item_list(request: HttpRequest) -> HttpResponse:
    """Search, filters, sorting and pages; quantities over the sites that the user may see."""
    site_ids = [site.pk for site in visible_sites(request)]
    asked = asked_items(request)
    table = table_page(request, filtered_items(site_ids, asked), columns=COLUMNS, sort="sku")
    context = {
        "table": table,
        "asked": asked,
        "counts": item_counts(site_ids),
        "categories": categories(),
        "temperatures": Temperature.choices,
    }
    return render_page(request, "wms/items/page.html", "wms/items/_list.html", context)


@permission_required("wms.view_stock", raise_exception=True)
def export_items(request: HttpRequest) -> StreamingHttpResponse:
    """The items that the list shows, as CSV that a spreadsheet opens without running anything."""
    items = filtered_items([site.pk for site in visible_sites(request)], asked_items(request))
    response = StreamingHttpResponse(_as_csv(items.order_by("sku").iterator()), content_type="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="items.csv"'
    return response


def asked_items(request: HttpRequest) -> ItemFilter:
    """What the address asks for; values that mean nothing ask for nothing."""
    temperature, show = request.GET.get("temperature", ""), request.GET.get("show", "")
    return ItemFilter(
        text=search_text(request),
        category=search_text(request, "category"),
        temperature=temperature if temperature in Temperature.values else "",
        show=show if show in SHOWS else "",
    )


def _as_csv(items: Iterator[Item]) -> Iterator[str]:
    return csv_text(EXPORTED, ([_cell(getattr(item, name)) for name in EXPORTED] for item in items))


def _cell(value: str | int | bool | None) -> str | int | None:  # noqa: FBT001 - one cell's value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
