"""The floor's counts: which bins are to be counted, and counting one, blind."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.access import user_of
from core.errors import NotFoundError
from wms.queries.choosing import current_site
from wms.queries.counts import count_cards, count_task, counts_visible_to
from wms.states import COUNTED_BY_SOMEBODY


@permission_required("wms.pick", raise_exception=True)
def counts(request: HttpRequest) -> HttpResponse:
    """Bins that are to be counted, as one walks past them; scanning one opens it."""
    site = current_site(request)
    cards = count_cards(site, person=user_of(request).pk) if site else []
    by_bin = {card.row.location.code: str(card.row.public_id) for card in reversed(cards) if card.is_for_me}
    context = {"scope": "FLOOR", "site": site, "cards": cards, "by_bin": by_bin}
    return render(request, "wms/floor/counts.html", context)


@permission_required("wms.pick", raise_exception=True)
def count_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One item in one bin: scan the bin, then every piece; nothing says how many there should be."""
    found = counts_visible_to(user_of(request)).filter(public_id=public_id).first()
    if found is None or found.status not in COUNTED_BY_SOMEBODY:
        raise NotFoundError(_("There is nothing to count here any more, or not for you."))
    context = {"scope": "FLOOR", "site": found.location.site, "row": found, "task": count_task(found)}
    return render(request, "wms/floor/count.html", context)
