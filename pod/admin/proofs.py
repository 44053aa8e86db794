"""What shows that a visit ended as it was told: append-only, looked at."""

from django.urls import reverse

from core.admin_bases import lines_of, look_at
from pod.models import PinIssue, Proof, ProofFile
from wms.queries.access import in_sites_of

look_at(
    Proof,
    may_view="pod.view_proofs",
    visible=staticmethod(in_sites_of("attempt__delivery__order__site")),
    display=["recorded_at", "kind", "waived", "attempt", "by", "distance_m"],
    list_filter=["kind", "waived"],
    search_fields=["attempt__delivery__order__number", "attempt__delivery__recipient_name", "command_hash"],
    list_select_related=["attempt", "by"],
    date_hierarchy="recorded_at",
    inlines=[lines_of(ProofFile)],
    page_of=lambda _self, row: reverse("pod:proofs", args=[row.attempt.delivery.public_id]),
)
look_at(
    PinIssue,
    may_view="pod.see_pins",
    visible=staticmethod(in_sites_of("delivery__order__site")),
    display=["delivery", "number", "issued_at", "issued_by"],
    search_fields=["delivery__order__external_id", "delivery__recipient_name"],
    list_select_related=["delivery", "issued_by"],
    date_hierarchy="issued_at",
)
