"""Returns in the admin: the rules are edited here, what happened is only looked at."""

from django.contrib import admin

from core.admin_bases import ReadOnlyAdmin
from returns.models import DispositionRule, ReasonRule, ReturnOrder, ReturnUnit


@admin.register(DispositionRule)
class DispositionRuleAdmin(admin.ModelAdmin[DispositionRule]):
    """What becomes of goods that come back. The first rule that holds decides."""

    list_display = [
        "rank",
        "site",
        "disposition",
        "reasons",
        "cold_chains",
        "grades",
        "is_sealed",
        "is_active",
    ]
    list_filter = ["site", "disposition", "is_active"]


@admin.register(ReasonRule)
class ReasonRuleAdmin(admin.ModelAdmin[ReasonRule]):
    """What a reason means for the delivery."""

    list_display = ["reason", "site", "tries_again", "most_attempts"]
    list_filter = ["site", "tries_again"]


@admin.register(ReturnOrder)
class ReturnOrderAdmin(ReadOnlyAdmin[ReturnOrder]):
    """Returns, as they stand."""

    list_display = ["number", "kind", "status", "site", "delivery", "opened_at", "closed_at"]
    list_filter = ["kind", "status", "site"]
    search_fields = ["number"]


@admin.register(ReturnUnit)
class ReturnUnitAdmin(ReadOnlyAdmin[ReturnUnit]):
    """Goods that came back."""

    list_display = ["return_order", "item", "quantity", "reason", "status", "disposition", "grade"]
    list_filter = ["status", "disposition", "reason"]
