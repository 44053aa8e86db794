"""The list of orders with the map beside it, and what is done to several at once."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import user_of
from core.errors import DomainError
from core.pages.htmx import go_to, render_page
from core.pages.tables import Column, table_page
from lastmile.queries.access import deliveries_visible_to
from lastmile.queries.orders import MOST_POINTS, order_counts, order_points, orders_asked
from lastmile.services import cancelling
from lastmile.states import DeliveryStatus
from lastmile.web.asking import asked_orders, now, uuids_of
from wms.queries.access import sites_visible_to

COLUMNS = (
    Column(key="order", label=_("Order"), order_by=("order__external_id",)),
    Column(key="recipient", label=_("Recipient"), order_by=("recipient_name",)),
    Column(key="address", label=_("Address"), order_by=("address__town", "address__line1")),
    Column(key="day", label=_("Day"), order_by=("deliver_on",)),
    Column(key="window", label=_("Window")),
    Column(key="status", label=_("Status"), order_by=("status",)),
)


@permission_required("lastmile.view_orders", raise_exception=True)
def order_list(request: HttpRequest) -> HttpResponse:
    """Search, filters, sorting and pages; all orders that match stand on the map beside it."""
    user, asked = user_of(request), asked_orders(request)
    found = orders_asked(user, asked).prefetch_related("windows")
    context = {
        "table": table_page(request, found, columns=COLUMNS, sort="-day"),
        "asked": asked,
        "counts": order_counts(user, asked),
        "statuses": DeliveryStatus.choices,
        "sites_shown": list(sites_visible_to(user)),
        "may_manage": user.has_perm("lastmile.manage_orders"),
    }
    return render_page(request, "lastmile/orders/page.html", "lastmile/orders/_list.html", context)


@permission_required("lastmile.view_orders", raise_exception=True)
def order_map(request: HttpRequest) -> HttpResponse:
    """The orders that the list shows, all of its pages, as points: JSON for the map."""
    points = order_points(user_of(request), asked_orders(request))
    return JsonResponse({"orders": points, "is_cut": len(points) == MOST_POINTS})


@require_POST
@permission_required("lastmile.manage_orders", raise_exception=True)
def cancel_several(request: HttpRequest) -> HttpResponse:
    """Cancel the chosen orders, all or none."""
    user, ids = user_of(request), uuids_of(request.POST.getlist("order"))
    visible = list(deliveries_visible_to(user).filter(public_id__in=ids).values_list("public_id", flat=True))
    try:
        gone = cancelling.cancel_orders(public_ids=visible, by=user, at=now(), reason="")
    except DomainError as error:
        messages.error(request, error.message)
    else:
        told = ngettext("%(count)d order cancelled", "%(count)d orders cancelled", len(gone))
        messages.success(request, told % {"count": len(gone)})
    return go_to(request, reverse("lastmile:orders"))
