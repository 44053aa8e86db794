"""Pages at the dock: choose the van, load it by scan, let it leave."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import user_of
from core.errors import NotFoundError
from lastmile.load_states import ShortReason
from lastmile.models import Load
from lastmile.queries.load_page import (
    counts_of,
    load_state,
    loads_at_the_dock,
)
from lastmile.web.loading.words import page_words

MAY_LOAD = "lastmile.load"
REASONS = (ShortReason.MISSING, ShortReason.NO_ROOM, ShortReason.NOT_READY)
"""What a loader says; damaged goods have an act of their own."""


@require_GET
@permission_required(MAY_LOAD, raise_exception=True)
def load_list(request: HttpRequest) -> HttpResponse:
    """The vans that may be loaded, what leaves first on top."""
    rows = [{"load": load, "counts": counts_of(load)} for load in loads_at_the_dock(user_of(request))]
    return render(request, "lastmile/loading/list.html", {"rows": rows, "scope": "FLOOR"})


@require_GET
@permission_required(MAY_LOAD, raise_exception=True)
def load_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One van: scan, where it stands, what comes next."""
    load = _load(request, public_id)
    context = {
        "load": load,
        "route": load.trip.route,
        "site": load.trip.route.site,
        "scope": "FLOOR",
        "state": load_state(load),
        "words": page_words(),
        "reasons": [(reason.value, reason.label) for reason in REASONS],
    }
    return render(request, "lastmile/loading/load.html", context)


@require_GET
@permission_required(MAY_LOAD, raise_exception=True)
def load_json(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """The load as it stands now: after a scan, or somebody else's act."""
    return JsonResponse(load_state(_load(request, public_id)), headers={"Cache-Control": "no-store"})


def _load(request: HttpRequest, public_id: UUID) -> Load:
    found = next((one for one in loads_at_the_dock(user_of(request)) if one.public_id == public_id), None)
    if found is None:
        raise NotFoundError(_("This van is not at the dock any more, or it is not for you."))
    return found
