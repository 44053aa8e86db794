"""The house's rules about proof."""

from django.contrib import admin

from core.admin_bases import ReferenceAdmin
from pod.models import ProofPolicy


@admin.register(ProofPolicy)
class ProofPolicyAdmin(ReferenceAdmin[ProofPolicy]):
    """Which proof is due when. Of all rules that hold for a kind, the one with the highest rank decides."""

    may_view, may_edit = "pod.view_proofs", "accounts.manage_people"
    list_display = ["rank", "kind", "mode", "outcome", "hand_overs", "reasons", "is_active"]
    list_filter = ["kind", "mode", "outcome", "is_active"]
    search_fields = ["instructions", "category"]
