"""What the board reads: its picture and the lines along the roads, each with an ETag, so that asking again
costs a few bytes while nothing has changed.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from functools import partial

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import user_of
from core.errors import NotFoundError
from lastmile.queries.board_picture import Json, board_lines, board_picture
from lastmile.web.board.page import LOOK
from lastmile.web.days import day_of
from wms.models import Site
from wms.queries.access import sites_visible_to


@require_GET
@permission_required(LOOK, raise_exception=True)
def picture(request: HttpRequest) -> HttpResponse:
    """Every route with its stops; 304 when nothing has changed."""
    return _answer(request, partial(board_picture, at=timezone.now(), by=user_of(request)))


@require_GET
@permission_required(LOOK, raise_exception=True)
def lines(request: HttpRequest) -> HttpResponse:
    """How the routes run along the roads; asked for again only when a route was revised."""
    return _answer(request, board_lines)


def _answer(request: HttpRequest, read: Callable[..., Json]) -> HttpResponse:
    site = _site(request)
    day: date = day_of(request, site)
    text = json.dumps(read(site=site, works_on=day), separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(text, "application/json")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _site(request: HttpRequest) -> Site:
    """The site in the address: a board stays on its site when another tab changes the one in the bar."""
    code = request.GET.get("site", "").replace("\x00", "")
    site = sites_visible_to(user_of(request)).filter(code=code).first()
    if site is None:
        raise NotFoundError(_("There is no such site, or not for you."))
    return site
