"""Pages at the returns dock: the vans that are back, one van, the inspection, what goes to the bins."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import user_of
from core import live
from core.errors import NotFoundError
from lastmile.models import Route
from lastmile.queries.access import routes_visible_to
from returns.queries import dock
from returns.states import CHOSEN_BY_PEOPLE, Grade, LossReason
from returns.web.words import page_words
from wms.models import Site
from wms.queries.choosing import current_site

MAY = "returns.receive_returns"


@require_GET
@permission_required(MAY, raise_exception=True)
def home(request: HttpRequest) -> HttpResponse:
    """What there is to do with what comes back."""
    site = current_site(request)
    context: dict[str, Any] = {"site": site, "rows": []}
    if site:
        context |= {
            "rows": dock.vans_back(site),
            "to_inspect": dock.to_inspect(site).count(),
            "to_put_away": dock.to_put_away(site).count(),
            "live_token": live.watch_token([f"floor:{site.code}"]),
        }
    return _page(request, "home", context)


@require_GET
@permission_required(MAY, raise_exception=True)
def van(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One van: scan what comes off it; say what is not there."""
    route = _route(request, public_id)
    context = {
        "route": route,
        "site": route.site,
        "state": dock.van_state(route),
        "losses": LossReason.choices,
    }
    return _page(request, "van", context)


@require_GET
@permission_required(MAY, raise_exception=True)
def van_json(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """The van as it stands now."""
    return _json(dock.van_state(_route(request, public_id)))


@require_GET
@permission_required(MAY, raise_exception=True)
def inspect(request: HttpRequest) -> HttpResponse:
    """What waits for somebody to look: scan it, grade it, say what becomes of it."""
    site = current_site(request)
    context = {
        "site": site,
        "state": {"tasks": _inspection(site) if site else []},
        "grades": Grade.choices,
        "dispositions": [(one.value, one.label) for one in CHOSEN_BY_PEOPLE],
    }
    return _page(request, "inspect", context)


@require_GET
@permission_required(MAY, raise_exception=True)
def inspect_json(request: HttpRequest) -> JsonResponse:
    """The queue as it stands now."""
    return _json({"tasks": _inspection(_site(request))})


@require_GET
@permission_required(MAY, raise_exception=True)
def put_away(request: HttpRequest) -> HttpResponse:
    """From the dock into the bins: scan the item, then the bin."""
    site = current_site(request)
    state = {"tasks": dock.put_away_tasks(site) if site else []}
    return _page(request, "put_away", {"site": site, "state": state})


@require_GET
@permission_required(MAY, raise_exception=True)
def put_away_json(request: HttpRequest) -> JsonResponse:
    """What goes to the bins now."""
    return _json({"tasks": dock.put_away_tasks(_site(request))})


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"returns/dock/{name}.html", context | {"scope": "FLOOR", "words": page_words()})


def _json(state: dict[str, Any]) -> JsonResponse:
    return JsonResponse(state, headers={"Cache-Control": "no-store"})


def _inspection(site: Site) -> list[dict[str, Any]]:
    return dock.inspection_tasks(site, on=timezone.now().astimezone(site.zone).date())


def _site(request: HttpRequest) -> Site:
    site = current_site(request)
    if site is None:
        raise NotFoundError(_("There is no site for you to work in."))
    return site


def _route(request: HttpRequest, public_id: UUID) -> Route:
    rows = routes_visible_to(user_of(request)).select_related("vehicle", "driver", "site")
    route = rows.filter(public_id=public_id).first()
    if route is None:
        raise NotFoundError(_("There is no such route, or not for you."))
    return route
