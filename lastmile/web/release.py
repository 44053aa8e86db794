"""Release by departure: which routes are due, and what became of those that were released."""

from datetime import date, datetime, time

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.access import user_of
from lastmile.models import Route
from lastmile.queries.releases import releases_of_day
from lastmile.services import releasing
from lastmile.states import RouteStatus
from lastmile.web.asking import now, uuids_of
from lastmile.web.days import day_of, site_of
from wms.models import Site


@require_http_methods(["GET", "POST"])
@permission_required("lastmile.release_routes", raise_exception=True)
def release_page(request: HttpRequest) -> HttpResponse:
    """The day's routes by departure; a POST releases those chosen, or all that leave until an hour."""
    site = site_of(request)
    day = day_of(request, site)
    found = _release(request, site, day) if request.method == "POST" else []
    context = {"site": site, "day": day, "rows": releases_of_day(site=site, works_on=day), "found": found}
    return render(request, "lastmile/routes/release.html", context)


def _release(request: HttpRequest, site: Site, day: date) -> list[releasing.RouteRelease]:
    planned = Route.objects.filter(site=site, works_on=day, status=RouteStatus.PLANNED)
    until = _until(request.POST.get("until", ""), day, site)
    if "due" in request.POST and until is not None:
        chosen = [route.pk for route in releasing.due_routes(site=site, works_on=day, until=until)]
    else:
        mine = planned.filter(public_id__in=uuids_of(request.POST.getlist("route")))
        chosen = list(mine.values_list("pk", flat=True))
    return releasing.release_routes(route_ids=chosen, by=user_of(request), at=now())


def _until(text: str, day: date, site: Site) -> datetime | None:
    """The hour that was sent, on that day at the site; None for what is no time of day."""
    try:
        return datetime.combine(day, time.fromisoformat(text), tzinfo=site.zone)
    except ValueError:
        return None
