"""One item: what it is, where it lies, what happened to it."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.pages.htmx import render_page
from wms.queries import item_page
from wms.queries.choosing import current_site, today_at, visible_sites
from wms.queries.history import history_page
from wms.queries.stock_over_time import stock_by_day
from wms.web.asking import uuid_or_none
from wms.web.plots import step_plot

ON_THE_PAGE = 10


@permission_required("wms.view_stock", raise_exception=True)
def item_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Facts, packs, barcodes, lots, places, promises, the last postings, and a plot."""
    site_ids = [site.pk for site in visible_sites(request)]
    item = item_page.item_of(public_id, site_ids)
    scope = item_page.scope_of_item(item, site_ids)
    site = current_site(request)
    zone = site.zone if site else timezone.get_default_timezone()
    context = {
        "item": item,
        "places": item_page.where_it_lies(item, site_ids),
        "bin_count": item_page.bin_count(item, site_ids),
        "lots": item_page.lots_of_item(item, site_ids),
        "promises": item_page.promises_by_site(item, site_ids),
        "history": history_page(scope, size=ON_THE_PAGE),
        "plot": step_plot(stock_by_day(scope, now=timezone.now(), zone=zone)),
        "today": today_at(site),
    }
    return render(request, "wms/item/page.html", context)


@permission_required("wms.view_stock", raise_exception=True)
def item_history(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The item's postings, page after page into the past."""
    site_ids = [site.pk for site in visible_sites(request)]
    item = item_page.item_of(public_id, site_ids)
    before = uuid_or_none(request.GET.get("before", ""))
    history = history_page(item_page.scope_of_item(item, site_ids), before=before)
    context = {"item": item, "history": history, "before": before}
    return render_page(request, "wms/item/history.html", "wms/history/_rows.html", context)
