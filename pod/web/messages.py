"""What recipients were told, and links to a delivery's page made by hand."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_POST

from accounts.access import user_of
from core.errors import NotFoundError
from core.pages.htmx import go_to, render_page
from core.pages.tables import Column, table_page
from lastmile.queries.access import deliveries_visible_to
from pod.queries.messages import message_counts, messages_visible_to
from pod.services import sending, tracking_links
from pod.states import LinkPurpose, MessageStatus

COLUMNS = (
    Column(key="about", label=__("About"), order_by=("trigger",)),
    Column(key="order", label=__("Order"), order_by=("delivery__order__external_id",)),
    Column(key="recipient", label=__("To"), order_by=("delivery__recipient_name",)),
    Column(key="told", label=__("Time told")),
    Column(key="status", label=__("Status"), order_by=("status",)),
    Column(key="when", label=__("When"), order_by=("created_at",)),
)
SEARCHED = ("delivery__recipient_name", "delivery__order__external_id", "recipient")


@permission_required("lastmile.view_orders", raise_exception=True)
def message_list(request: HttpRequest) -> HttpResponse:
    """All messages of the user's sites: searched, narrowed by status, newest first."""
    user = user_of(request)
    status = request.GET.get("status", "")
    found = messages_visible_to(user).select_related("delivery__order__site")
    if status in MessageStatus.values:
        found = found.filter(status=status)
    counts = message_counts(user)
    context = {
        "table": table_page(request, found, columns=COLUMNS, search=SEARCHED, sort="-when"),
        "status": status,
        "all_count": sum(counts.values()),
        "statuses": [(value, label, counts.get(value, 0)) for value, label in MessageStatus.choices],
        "may_change": user.has_perm("lastmile.manage_orders"),
    }
    return render_page(request, "pod/messages/page.html", "pod/messages/_list.html", context)


@require_POST
@permission_required("lastmile.manage_orders", raise_exception=True)
def again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Try a message that could not be sent once more."""
    message = messages_visible_to(user_of(request)).filter(public_id=public_id).first()
    if message is None:
        raise NotFoundError(_("There is no such message."))
    sending.owe_again(message_id=message.pk, at=timezone.now())
    return go_to(request, reverse("pod:messages"))


@require_POST
@permission_required("lastmile.manage_orders", raise_exception=True)
def make_link(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A link to one delivery's page, to give to its recipient by hand; or close all there are."""
    user = user_of(request)
    deliveries = deliveries_visible_to(user).select_related("order__site", "order__owner")
    delivery = deliveries.filter(public_id=public_id).first()
    if delivery is None:
        raise NotFoundError(_("There is no such delivery."))
    link = ""
    if request.POST.get("close"):
        tracking_links.close_links(delivery_ids=[delivery.pk], at=timezone.now(), by=user)
    else:
        token = tracking_links.open_link(delivery_id=delivery.pk, purpose=LinkPurpose.STAFF, by=user)
        link = settings.PUBLIC_URL.rstrip("/") + reverse("pod:tracking", args=[token])
    return render(request, "pod/tracking/link.html", {"delivery": delivery, "link": link})
