"""Which site a person works in: chosen in the bar, kept in the session, never one he may not see."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from wms.models import Site
from wms.queries.access import sites_visible_to

SESSION_KEY = "site"


def visible_sites(request: HttpRequest) -> list[Site]:
    """The user's sites; asked once a request, however many parts of the page want to know."""
    found: list[Site] | None = getattr(request, "_visible_sites", None)
    if found is None:
        found = list(sites_visible_to(request.user))
        request._visible_sites = found  # type: ignore[attr-defined]  # kept for this request
    return found


def current_site(request: HttpRequest) -> Site | None:
    """The chosen site, else the first one; None for someone without a site."""
    sites = visible_sites(request)
    chosen = request.session.get(SESSION_KEY)
    return next((site for site in sites if str(site.public_id) == chosen), sites[0] if sites else None)


def site_called(user: User, code: str) -> Site | None:
    """The user's site with that code; without a code the first one. None where there is none for him."""
    sites = sites_visible_to(user)
    if "\x00" in code:  # the database takes no text with it
        return None
    return (sites.filter(code=code) if code else sites).first()


def today_at(site: Site | None) -> date:
    """The day that people at the site write now; without a site the server's."""
    return timezone.localdate(timezone=site.zone if site else timezone.get_default_timezone())
