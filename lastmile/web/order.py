"""One order: its page, amending and cancelling it, and typing a new one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import user_of
from accounts.models import User
from core.errors import DomainError, NotFoundError
from core.pages.htmx import UNPROCESSABLE, go_to
from core.pages.tables import search_text
from core.public_ids import uuid7
from lastmile.models import Delivery
from lastmile.queries.access import deliveries_visible_to
from lastmile.queries.order_page import history_of_order, lines_of, open_task_of
from lastmile.queries.sites import delivering_sites
from lastmile.services import cancelling, intake
from lastmile.services._changes import windows_known
from lastmile.services.asks import REFUSED, UNCHANGED, AddressAsk
from lastmile.services.locating import candidates_for
from lastmile.services.windows import window_text
from lastmile.web.asking import now
from lastmile.web.order_form import OrderForm, initial_of
from wms.models import Item
from wms.queries.access import sites_visible_to
from wms.states import OrderStatus

HAND_SOURCE = "hand"
MOST_FOUND = 12


@permission_required("lastmile.view_orders", raise_exception=True)
def order_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Facts, lines with what is promised, the address on a map, what happened, what can be done."""
    user = user_of(request)
    delivery = _visible(user, public_id)
    may_change = delivery.order.status == OrderStatus.ACCEPTED and delivery.status in cancelling.CANCELLABLE
    context = {
        "delivery": delivery,
        "order": delivery.order,
        "site": delivery.order.site,
        "address": delivery.address,
        "windows": list(delivery.windows.all()),
        "lines": lines_of(delivery),
        "task": open_task_of(delivery),
        "history": history_of_order(delivery),
        "may_change": may_change and user.has_perm("lastmile.manage_orders"),
        "may_check": user.has_perm("lastmile.check_addresses"),
    }
    return render(request, "lastmile/order/page.html", context)


@permission_required("lastmile.manage_orders", raise_exception=True)
def new_order(request: HttpRequest) -> HttpResponse:
    """Type an order by hand; the same intake takes it as takes files."""
    user = user_of(request)
    sites = list(sites_visible_to(user))
    form = OrderForm(request.POST or None, sites=sites, initial={"priority": 0})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["external_id"].strip() or f"H-{uuid7().hex[8:20]}"
        try:
            outcome = intake.import_orders(
                asks=[form.ask(name)],
                source=HAND_SOURCE,
                by=user,
                at=now(),
                among=[site.pk for site in sites],
                all_or_none=True,
            )[0]
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _said(outcome.outcome, name))
            return go_to(request, reverse("lastmile:order", args=[outcome.public_id]))
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "lastmile/order/form.html", {"form": form}, status=status)


@permission_required("lastmile.manage_orders", raise_exception=True)
def amend_order(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change an order that is not released yet."""
    user = user_of(request)
    delivery = _visible(user, public_id)
    known = delivering_sites(among=[delivery.order.site_id])
    written = " | ".join(window_text(window) for window in windows_known(delivery, known[0])) if known else ""
    form = OrderForm(request.POST or None, sites=[], is_new=False, initial=initial_of(delivery, written))
    if request.method == "POST" and form.is_valid():
        try:
            outcome = cancelling.amend_order(
                public_id=public_id,
                ask=form.ask(delivery.order.external_id),
                by=user,
                at=now(),
                among=list(sites_visible_to(user).values_list("pk", flat=True)),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _said(outcome.outcome, delivery.order.external_id))
            return go_to(request, reverse("lastmile:order", args=[public_id]))
    status = UNPROCESSABLE if form.is_bound else 200
    context = {"form": form, "delivery": delivery, "order": delivery.order}
    return render(request, "lastmile/order/form.html", context, status=status)


@require_POST
@permission_required("lastmile.manage_orders", raise_exception=True)
def cancel_order(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Cancel an order that is not released yet."""
    user = user_of(request)
    delivery = _visible(user, public_id)
    try:
        cancelling.cancel_orders(
            public_ids=[public_id], by=user, at=now(), reason=request.POST.get("reason", "")[:200].strip()
        )
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Order %(name)s is cancelled") % {"name": delivery.order.external_id})
    return go_to(request, reverse("lastmile:order", args=[public_id]))


@permission_required("lastmile.manage_orders", raise_exception=True)
def find_items(request: HttpRequest) -> JsonResponse:
    """Items whose SKU or name has the typed words, for the lines of a new order."""
    found = Item.objects.active().order_by("sku")
    for word in search_text(request).split()[:6]:
        found = found.filter(sku__icontains=word) | found.filter(name__icontains=word)
    return JsonResponse({"items": [{"sku": item.sku, "name": item.name} for item in found[:MOST_FOUND]]})


@permission_required("lastmile.manage_orders", raise_exception=True)
def find_address(request: HttpRequest) -> HttpResponse:
    """What the words of an address may mean, while an order is typed."""
    words = _words(request)
    found = candidates_for(addresses=[words])[0] if words.line1 else []
    return render(request, "lastmile/order/_candidates.html", {"candidates": found, "asked": words.line1})


def _words(request: HttpRequest) -> AddressAsk:
    return AddressAsk(
        line1=search_text(request, "line1"),
        postcode=search_text(request, "postcode"),
        town=search_text(request, "town"),
        country=search_text(request, "country"),
    )


def _said(outcome: str, name: str) -> str:
    if outcome == UNCHANGED:
        return _("Nothing changed in order %(name)s") % {"name": name}
    if outcome == REFUSED:
        return _("Order %(name)s was refused") % {"name": name}
    return _("Order %(name)s is saved") % {"name": name}


def _visible(user: User, public_id: UUID) -> Delivery:
    found = deliveries_visible_to(user).filter(public_id=public_id)
    delivery = found.select_related("order__site", "order__owner", "shipment", "address").first()
    if delivery is None:
        raise NotFoundError(_("There is no such order, or not for you."))
    return delivery
