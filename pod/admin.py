"""Pod in the admin: the rules about proof are edited here, proofs are only looked at."""

from django.contrib import admin

from core.admin_bases import ReadOnlyAdmin
from pod.models import Proof, ProofPolicy


@admin.register(ProofPolicy)
class ProofPolicyAdmin(admin.ModelAdmin[ProofPolicy]):
    """Which proof is due when. Of all rules that hold for a kind, the one with the highest rank decides."""

    list_display = ["rank", "kind", "mode", "outcome", "hand_overs", "reasons", "is_active"]
    list_filter = ["kind", "mode", "outcome", "is_active"]


@admin.register(Proof)
class ProofAdmin(ReadOnlyAdmin[Proof]):
    """What drivers brought; append-only."""

    list_display = ["recorded_at", "kind", "waived", "attempt", "by", "distance_m"]
    list_filter = ["kind", "waived"]
