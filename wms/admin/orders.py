"""Orders and shipments as the warehouse sees them: looked at."""

from core.admin_bases import lines_of, look_at
from wms.models import Backorder, OutboundOrder, OutboundOrderLine, Shipment
from wms.queries.access import in_sites_of

VIEW = "wms.view_stock"

look_at(
    OutboundOrder,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("site")),
    display=["number", "external_id", "site", "owner", "status", "priority", "accepted_at"],
    list_filter=["site", "status", "source"],
    search_fields=["number", "external_id"],
    list_select_related=["site", "owner"],
    date_hierarchy="accepted_at",
    ordering=["-accepted_at"],
    inlines=[lines_of(OutboundOrderLine, related=["item"])],
)
look_at(
    Backorder,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("line__order__site")),
    display=["line", "quantity", "reason", "created_at", "closed_at"],
    list_filter=["reason", "line__order__site"],
    search_fields=["line__order__number", "line__item__sku"],
    list_select_related=["line"],
    date_hierarchy="created_at",
)
look_at(
    Shipment,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("order__site")),
    display=["public_id", "order", "status", "units", "weight_g", "created_at"],
    list_filter=["status", "order__site"],
    search_fields=["order__number", "order__external_id"],
    list_select_related=["order"],
    date_hierarchy="created_at",
)
