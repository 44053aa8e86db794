"""The recipient's page: no sign-in, a token that nobody guesses, nothing of anybody else."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import live
from core.pages.htmx import render_page
from pod.queries.tracking import Followed, followed, link_of

NEARLY_THERE = "way", "door"


def topic_of(delivery_public_id: object) -> str:
    """The live topic of one delivery's page."""
    return f"tracking:{delivery_public_id}"


@login_not_required
@require_safe
def tracking(request: HttpRequest, token: str) -> HttpResponse:
    """One delivery, from the dock to the door. A link that is unknown, closed or too old says the same."""
    at = timezone.now()
    link = link_of(token, at=at)
    if link is None:
        return _private(render(request, "pod/tracking/gone.html", status=404))
    site = link.delivery.order.site
    with timezone.override(site.zone):
        page = followed(link.delivery, at=at)
        context = _context(page, at) | {"token": token}
        response = render_page(request, "pod/tracking/page.html", "pod/tracking/_followed.html", context)
    return _private(response)


def _context(page: Followed, at: datetime) -> dict[str, Any]:
    topic = topic_of(page.delivery.public_id)
    today = timezone.localtime(at).date()
    return {
        "page": page,
        "delivery": page.delivery,
        "order": page.delivery.order,
        "address": page.delivery.address,
        "topic": topic,
        "live_token": live.watch_token([topic]),
        "day": _day_of(page),
        "is_today": _day_of(page) == today,
        "is_near": page.state in NEARLY_THERE,
        "now": at,
    }


def _day_of(page: Followed) -> date:
    """The day that the page is about, at the site."""
    if page.attempt:
        return timezone.localtime(page.attempt.occurred_at).date()
    if page.arrival:
        return timezone.localtime(page.arrival.window[0]).date()
    return page.delivery.deliver_on


def _private(response: HttpResponse) -> HttpResponse:
    """Nobody keeps it, nobody finds it, and the address is not passed on."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
