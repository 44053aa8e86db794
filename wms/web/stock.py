"""What is where: the list of stock, and the list of places."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core.pages.htmx import render_page
from core.pages.tables import Column, search_text, table_page
from wms.models import Site
from wms.queries.choosing import current_site, today_at, visible_sites
from wms.queries.stock import StockFilter, filtered_stock, places_with_stock, zones
from wms.states import StockStatus
from wms.web.asking import number_or_none

STOCK_COLUMNS = (
    Column(
        key="place",
        label=_("Place"),
        order_by=("site__code", "location__zone", "location__pick_sequence", "location__code"),
    ),
    Column(key="item", label=_("Item"), order_by=("item__sku",)),
    Column(key="lot", label=_("Lot and expiry"), order_by=("expires_on", "lot__code")),
    Column(key="status", label=_("State"), order_by=("status",)),
    Column(key="on_hand", label=_("On hand"), order_by=("on_hand",), is_number=True),
    Column(key="allocated", label=_("Allocated"), order_by=("allocated",), is_number=True),
    Column(key="free", label=_("Free"), is_number=True),
)
PLACE_COLUMNS = (
    Column(key="place", label=_("Place"), order_by=("site__code", "code")),
    Column(key="kind", label=_("Kind"), order_by=("kind",)),
    Column(key="zone", label=_("Zone"), order_by=("zone", "pick_sequence")),
    Column(key="walk", label=_("Walk order"), order_by=("pick_sequence",), is_number=True),
    Column(key="items", label=_("Items"), order_by=("items",), is_number=True),
    Column(key="on_hand", label=_("On hand"), order_by=("on_hand",), is_number=True),
)
EXPIRY_CHOICES = (
    (0, _("Expired")),
    (7, _("Within a week")),
    (30, _("Within 30 days")),
    (90, _("Within 90 days")),
)
ALL_SITES = "all"
LONGEST_HORIZON_DAYS = 3650


@permission_required("wms.view_stock", raise_exception=True)
def stock_list(request: HttpRequest) -> HttpResponse:
    """Every balance that holds something, in the chosen site or in all."""
    sites = asked_sites(request)
    site_ids = [site.pk for site in sites]
    asked = asked_stock(request)
    today = today_at(sites[0] if len(sites) == 1 else None)
    found = filtered_stock(site_ids, asked, today=today)
    context = {
        "table": table_page(request, found, columns=STOCK_COLUMNS, sort="place"),
        "asked": asked,
        "today": today,
        "zones": zones(site_ids),
        "statuses": StockStatus.choices,
        "expiry_choices": EXPIRY_CHOICES,
        "all_sites": request.GET.get("site") == ALL_SITES,
    }
    return render_page(request, "wms/stock/page.html", "wms/stock/_list.html", context)


@permission_required("wms.view_stock", raise_exception=True)
def place_list(request: HttpRequest) -> HttpResponse:
    """Every bin, dock, lane and vehicle place, with what lies there."""
    site_ids = [site.pk for site in asked_sites(request)]
    places = places_with_stock(site_ids, search_text(request))
    context = {
        "table": table_page(request, places, columns=PLACE_COLUMNS, sort="place"),
        "all_sites": request.GET.get("site") == ALL_SITES,
    }
    return render_page(request, "wms/places/page.html", "wms/places/_list.html", context)


def asked_sites(request: HttpRequest) -> list[Site]:
    """The chosen site, or with `?site=all` every site that the user may see."""
    if request.GET.get("site") == ALL_SITES:
        return visible_sites(request)
    chosen = current_site(request)
    return [chosen] if chosen else []


def asked_stock(request: HttpRequest) -> StockFilter:
    """What the address asks for; values that mean nothing ask for nothing."""
    status = number_or_none(request.GET.get("status", ""), most=max(StockStatus))
    return StockFilter(
        text=search_text(request),
        zone=search_text(request, "zone"),
        status=status if status in StockStatus.values else None,
        expires_within=number_or_none(request.GET.get("expires", ""), most=LONGEST_HORIZON_DAYS),
        only_free=request.GET.get("free") == "1",
    )
