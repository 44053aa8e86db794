"""Which day and which site a page of the last mile is about; numbers as people or programs send them."""

from datetime import date, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import NotFoundError
from lastmile.web.asking import day_or_none
from wms.models import Site
from wms.queries.choosing import current_site, today_at

FARTHEST = timedelta(days=3660)
MOST_DIGITS = 18
"""What a bigint holds whatever the digits are."""


def site_of(request: HttpRequest) -> Site:
    """The site the person works in. Raises NotFoundError for someone who was given none."""
    site = current_site(request)
    if site is None:
        raise NotFoundError(_("You have no site yet. An administrator can give you access to one."))
    return site


def day_of(request: HttpRequest, site: Site | None) -> date:
    """The day in the address, else the site's today; nonsense and far-off days are today too."""
    today = today_at(site)
    asked = day_or_none(request.GET.get("day", "") or request.POST.get("day", ""))
    return asked if asked and abs(asked - today) <= FARTHEST else today


def to_day(url_name: str, day: date) -> str:
    """The address of a page about that day."""
    return f"{reverse(url_name)}?day={day.isoformat()}"


def number_in(text: str) -> int:
    """The whole number that was sent; 0, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
