"""Addresses, deliveries and visits to the door: looked at."""

from django.urls import reverse

from core.admin_bases import lines_of, look_at
from lastmile.models import Address, AttemptLine, Delivery, DeliveryAttempt, DeliveryWindow
from lastmile.queries.access import addresses_in_scope
from wms.queries.access import in_sites_of

VIEW = "lastmile.view_orders"

look_at(
    Address,
    may_view=VIEW,
    visible=staticmethod(addresses_in_scope),
    display=["line1", "postcode", "town", "country", "status", "level", "confidence", "confirmed_by"],
    list_filter=["status", "level", "check_reason"],
    search_fields=["line1", "postcode", "town"],
    list_select_related=["confirmed_by"],
    date_hierarchy="created_at",
    page_of=lambda _self, row: reverse("lastmile:check-address", args=[row.public_id]),
)
look_at(
    Delivery,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("order__site")),
    display=["order", "recipient_name", "address", "deliver_on", "promised_from", "promised_until", "status"],
    list_filter=["status", "order__site"],
    search_fields=["order__number", "order__external_id", "recipient_name", "recipient_email"],
    list_select_related=["order", "address"],
    date_hierarchy="deliver_on",
    inlines=[lines_of(DeliveryWindow)],
    page_of=lambda _self, row: reverse("lastmile:order", args=[row.public_id]),
)
look_at(
    DeliveryAttempt,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("delivery__order__site")),
    display=["delivery", "number", "outcome", "is_partial", "hand_over", "reason", "by", "occurred_at"],
    list_filter=["outcome", "reason", "hand_over"],
    search_fields=["delivery__order__number", "delivery__order__external_id", "delivery__recipient_name"],
    list_select_related=["delivery", "by"],
    date_hierarchy="occurred_at",
    ordering=["-occurred_at"],
    inlines=[lines_of(AttemptLine, related=["line"])],
    page_of=lambda _self, row: reverse("lastmile:order", args=[row.delivery.public_id]),
)
