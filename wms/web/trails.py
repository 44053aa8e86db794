"""Pages about one bin, lot, handling unit or posting: what it holds and what happened to it."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.access import user_of
from core.errors import NotFoundError
from core.pages.htmx import render_page
from wms.models import Lot
from wms.queries.access import locations_visible_to, units_visible_to
from wms.queries.choosing import current_site, today_at, visible_sites
from wms.queries.history import Scope, history_page
from wms.queries.postings import posting_of
from wms.queries.stock import scope_of_place, scope_of_unit, stock_there
from wms.queries.tracing import scope_of_lot, trace_lot
from wms.web.asking import uuid_or_none

HISTORY_ROWS = "wms/history/_rows.html"


@permission_required("wms.view_stock", raise_exception=True)
def bin_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A place: what lies there, and its history."""
    place = locations_visible_to(user_of(request)).filter(public_id=public_id).first()
    if place is None:
        raise NotFoundError(_("There is no such place, or not for you."))
    site_ids = [site.pk for site in visible_sites(request)]
    contents = stock_there(site_ids).filter(location=place).order_by("item__sku", "expires_on", "pk")
    context = {"place": place, "site": place.site, "contents": contents[:500], "show_items": True}
    context["today"] = today_at(place.site)
    return _with_history(request, "wms/bin/page.html", scope_of_place(place, site_ids), context)


@permission_required("wms.view_stock", raise_exception=True)
def lot_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The trace of a lot: origins, places, destinations, orders, and its history."""
    lot = Lot.objects.select_related("item").filter(public_id=public_id).first()
    if lot is None:
        raise NotFoundError(_("There is no such lot."))
    site_ids = [site.pk for site in visible_sites(request)]
    context = {"lot": lot, "trace": trace_lot(lot, site_ids), "today": today_at(current_site(request))}
    return _with_history(request, "wms/lot/page.html", scope_of_lot(lot, site_ids), context)


@permission_required("wms.view_stock", raise_exception=True)
def unit_page(request: HttpRequest, sscc: str) -> HttpResponse:
    """A handling unit by its SSCC: where it stands, what is in it, and its history."""
    units = units_visible_to(user_of(request)).select_related("parent")
    is_number = sscc.isascii() and sscc.isdigit()
    unit = units.filter(sscc=sscc).first() if is_number else None
    if unit is None:
        raise NotFoundError(_("There is no such handling unit, or not for you."))
    site_ids = [site.pk for site in visible_sites(request)]
    context = {
        "unit": unit,
        "contents": stock_there(site_ids).filter(handling_unit=unit).order_by("item__sku", "pk"),
        "children": unit.children.order_by("sscc"),
        "show_items": True,
        "today": today_at(unit.site),
    }
    return _with_history(request, "wms/unit/page.html", scope_of_unit(unit, site_ids), context)


@permission_required("wms.view_stock", raise_exception=True)
def posting_page(request: HttpRequest, transaction_id: UUID) -> HttpResponse:
    """A posting with its lines, who did it, what it was for, and what it reverses or was reversed by."""
    posting = posting_of(transaction_id, [site.pk for site in visible_sites(request)])
    return render_page(request, "wms/posting/page.html", "wms/posting/_lines.html", {"posting": posting})


def _with_history(request: HttpRequest, page: str, scope: Scope, context: dict[str, object]) -> HttpResponse:
    before = uuid_or_none(request.GET.get("before", ""))
    history = history_page(scope, before=before)
    return render_page(request, page, HISTORY_ROWS, context | {"history": history, "before": before})
