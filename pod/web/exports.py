"""Archives of proofs to take along: of one delivery, one route, or one day of one site."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import user_of
from accounts.models import User
from core.errors import NotFoundError
from lastmile.models import Delivery, DeliveryAttempt
from lastmile.queries.access import deliveries_visible_to, routes_visible_to
from pod.services import exporting
from wms.models import Site
from wms.queries.access import sites_visible_to

VISITED = Q(trips__stops__tasks__delivery__attempts__isnull=False)
MAY = permission_required("pod.export_proofs", raise_exception=True)


@require_safe
@permission_required("pod.view_proofs", raise_exception=True)
def proofs_of_day(request: HttpRequest) -> HttpResponse:
    """The routes of a day at a site with how many deliveries were visited and proved."""
    user = user_of(request)
    sites = list(sites_visible_to(user).order_by("name"))
    site = next((one for one in sites if one.code == request.GET.get("site")), sites[0] if sites else None)
    context: dict[str, object] = {"sites": sites, "site": site, "routes": ()}
    if site:
        today = timezone.localtime(timezone.now(), site.zone).date()
        day = _day(request.GET.get("day", "")) or today
        visited = Count("trips__stops__tasks__delivery", distinct=True, filter=VISITED)
        there = Count("trips__stops__tasks__delivery", distinct=True)
        routes = routes_visible_to(user).filter(site=site, works_on=day).select_related("driver", "vehicle")
        context |= {
            "routes": routes.annotate(visited=visited, there=there).order_by("code"),
            "day": day,
            "before": day - timedelta(days=1),
            "after": day + timedelta(days=1),
            "visited": _visited_on(user, site, day).count(),
            "may_export": user.has_perm("pod.export_proofs"),
        }
    return render(request, "pod/proofs/day.html", context)


@require_safe
@MAY
def export_delivery(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The archive of one delivery."""
    user = user_of(request)
    found = deliveries_visible_to(user).filter(public_id=public_id).select_related("order").first()
    if found is None:
        raise NotFoundError(_("There is no such delivery, or not for you."))
    return _streamed([found.pk], user, name=found.order.external_id, scope=f"delivery {public_id}")


@require_safe
@MAY
def export_route(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The archive of all deliveries of one route."""
    user = user_of(request)
    route = routes_visible_to(user).filter(public_id=public_id).first()
    if route is None:
        raise NotFoundError(_("There is no such route, or not for you."))
    found = deliveries_visible_to(user).filter(tasks__stop__trip__route=route).distinct()
    name = f"{route.works_on}-{route.code}"
    return _streamed(list(found.values_list("pk", flat=True)), user, name=name, scope=f"route {public_id}")


@require_safe
@MAY
def export_day(request: HttpRequest, code: str, day: str) -> HttpResponseBase:
    """The archive of all deliveries of a site that were visited on a day."""
    user, on = user_of(request), _day(day)
    site = sites_visible_to(user).filter(code=code).first()
    if site is None or on is None:
        raise NotFoundError(_("There is no such site or day, or not for you."))
    ids = list(_visited_on(user, site, on).values_list("pk", flat=True))
    return _streamed(ids, user, name=f"{site.code}-{on}", scope=f"site {site.code} on {on}")


def _visited_on(user: User, site: Site, day: date) -> QuerySet[Delivery]:
    begins = datetime.combine(day, datetime.min.time(), site.zone)
    visits = DeliveryAttempt.objects.filter(
        occurred_at__gte=begins, occurred_at__lt=begins + timedelta(days=1)
    )
    found = deliveries_visible_to(user).filter(order__site=site, pk__in=visits.values("delivery"))
    return found.order_by("pk")


def _streamed(ids: Sequence[int], user: User, *, name: str, scope: str) -> HttpResponseBase:
    at = timezone.now()
    evidence = exporting.begin_export(delivery_ids=ids, by=user, at=at)
    about = {"scope": scope, "made_at": at.isoformat(), "made_by": str(user)}
    pieces = exporting.archive_of(evidence, about=about)
    file = f"proofs-{slugify(name) or 'delivery'}.zip"
    return StreamingHttpResponse(
        pieces,
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{file}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
