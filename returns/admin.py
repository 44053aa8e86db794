"""Returns in the admin: the rules are edited here, what happened is only looked at."""

from django.contrib import admin

from core.admin_bases import ReferenceAdmin, lines_of, look_at
from returns.models import DispositionRule, ReasonRule, ReturnOrder, ReturnPlan, ReturnStep, ReturnUnit
from wms.queries.access import in_sites_of

VIEW, EDIT = "returns.view_returns", "returns.manage_returns"


@admin.register(DispositionRule)
class DispositionRuleAdmin(ReferenceAdmin[DispositionRule]):
    """What becomes of goods that come back. The first rule that holds decides."""

    may_view, may_edit = VIEW, EDIT
    list_display = [
        "rank", "site", "disposition", "reasons", "cold_chains", "grades", "is_sealed", "is_active",
    ]  # fmt: skip
    list_filter = ["site", "disposition", "is_active"]
    search_fields = ["category"]
    list_select_related = ["site"]


@admin.register(ReasonRule)
class ReasonRuleAdmin(ReferenceAdmin[ReasonRule]):
    """What a reason means for the delivery."""

    may_view, may_edit = VIEW, EDIT
    list_display = ["reason", "site", "tries_again", "most_attempts"]
    list_filter = ["site", "tries_again"]
    list_select_related = ["site"]


look_at(
    ReturnOrder,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("site")),
    display=["number", "kind", "status", "site", "delivery", "opened_at", "closed_at"],
    list_filter=["kind", "status", "site"],
    search_fields=["number", "delivery__order__external_id"],
    list_select_related=["site", "delivery"],
    date_hierarchy="opened_at",
)
look_at(
    ReturnUnit,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("return_order__site")),
    display=["return_order", "item", "quantity", "reason", "status", "disposition", "grade"],
    list_filter=["status", "disposition", "reason"],
    search_fields=["return_order__number", "item__sku"],
    list_select_related=["return_order", "item"],
    date_hierarchy="created_at",
    inlines=[lines_of(ReturnStep, related=["by", "posting", "lay_on"])],
)
look_at(
    ReturnPlan,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("attempt__delivery__order__site")),
    display=["attempt", "tries_again", "try_on", "by", "decided_at"],
    list_filter=["tries_again"],
    search_fields=["attempt__delivery__order__external_id"],
    list_select_related=["attempt", "by"],
    date_hierarchy="decided_at",
)
