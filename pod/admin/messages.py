"""What recipients were told, and the links by which they follow: looked at, sent again, closed."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin_acts import Act, Asked
from core.admin_bases import look_at
from pod.models import Notification, TrackingLink
from pod.services import sending, tracking_links
from pod.states import MessageStatus
from wms.queries.access import in_sites_of

VIEW, EDIT = "lastmile.view_orders", "lastmile.manage_orders"


def _send_again(message: Notification, asked: Asked) -> bool:
    if message.status != MessageStatus.FAILED:
        return False
    sending.owe_again(message_id=message.pk, at=asked.at)
    return True


def _close(link: TrackingLink, asked: Asked) -> bool:
    return bool(tracking_links.close_links(delivery_ids=[link.delivery_id], at=asked.at, by=asked.by))


look_at(
    Notification,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("delivery__order__site")),
    display=["due_at", "trigger", "recipient", "status", "subject", "why", "attempt", "ended_at"],
    list_filter=["status", "trigger"],
    search_fields=["recipient", "delivery__order__number", "delivery__recipient_name"],
    date_hierarchy="created_at",
    ordering=["-created_at"],
    page_of=lambda _self, row: reverse("lastmile:order", args=[row.delivery.public_id]),
    acts=(
        Act(
            name="send_again",
            label=_("Send again"),
            question=_("Messages that could not be sent are tried once more. Others are left alone."),
            permission=EDIT,
            carry_out=_send_again,
        ),
    ),
)
look_at(
    TrackingLink,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("delivery__order__site")),
    display=["delivery", "purpose", "created_by", "created_at", "revoked_at"],
    list_filter=["purpose"],
    search_fields=["delivery__order__number", "delivery__recipient_name"],
    list_select_related=["delivery", "created_by"],
    date_hierarchy="created_at",
    exclude=["token_hash"],
    page_of=lambda _self, row: reverse("lastmile:order", args=[row.delivery.public_id]),
    acts=(
        Act(
            name="close_links",
            label=_("Close the links"),
            question=_("Every link to these deliveries ends at once; whoever opens one is told so."),
            permission=EDIT,
            carry_out=_close,
        ),
    ),
)
