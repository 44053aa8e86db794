"""The board's page: an empty frame that its modules fill from the board's document."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.access import user_of
from lastmile.web.days import day_of, site_of

LOOK = "lastmile.view_plans"
ACT = "lastmile.dispatch"


@require_GET
@permission_required(LOOK, raise_exception=True)
def board(request: HttpRequest) -> HttpResponse:
    """One site and one day: list, map, time line and inbox."""
    site = site_of(request)
    day = day_of(request, site)
    asked = f"?day={day.isoformat()}&site={site.code}"
    context = {
        "site": site,
        "day": day,
        "may_act": user_of(request).has_perm(ACT),
        "picture_url": reverse("lastmile:board-picture") + asked,
        "lines_url": reverse("lastmile:board-lines") + asked,
    }
    return render(request, "lastmile/board_live/page.html", context)
