"""What shows how each visit to a door ended: a page for the office, and its pictures."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import user_of
from accounts.envelopes import HEX_64
from accounts.services import device_files
from core import pictures
from core.errors import NotFoundError
from lastmile.queries.access import deliveries_visible_to
from pod.queries.pin_panel import pin_panel
from pod.queries.proof_page import files_visible_to, visits_of

PRIVATE = {
    "Cache-Control": "private, no-cache",
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": "inline",
}
"""A browser keeps a picture for its person, and asks each time whether that person may still see it."""


@require_safe
@permission_required("pod.view_proofs", raise_exception=True)
def proof_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The visits to one door with everything that the phone brought of them."""
    found = deliveries_visible_to(user_of(request)).filter(public_id=public_id)
    delivery = found.select_related("order__site", "address").first()
    if delivery is None:
        raise NotFoundError(_("There is no such delivery, or not for you."))
    context = {
        "delivery": delivery,
        "order": delivery.order,
        "site": delivery.order.site,
        "visits": visits_of(delivery, whole=request.GET.get("check") == "whole"),
        "panel": pin_panel(delivery) if user_of(request).has_perm("pod.see_pins") else None,
    }
    return render(request, "pod/proofs/page.html", context)


@require_safe
@permission_required("pod.view_proofs", raise_exception=True)
def proof_picture(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """A photo or signature, without what it tells on the side, for those who may see its delivery."""
    if not HEX_64.fullmatch(sha256) or not files_visible_to(user_of(request)).filter(sha256=sha256).exists():
        raise NotFoundError(_("There is no such photo, or not for you."))
    etag = f'"{sha256}"'
    answer = HttpResponse(content_type="image/jpeg", headers={**PRIVATE, "ETag": etag})
    with device_files.open_kept(sha256=sha256) as stream:
        checked = get_conditional_response(request, etag=etag, response=answer)
        if checked is answer:
            answer.content = pictures.shown(stream)
    return checked or answer
