"""Which site a person works in: chosen in the bar, kept in the session, never one he may not see."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import NotFoundError
from wms.queries.choosing import SESSION_KEY, current_site, visible_sites
from wms.web.asking import uuid_or_none


def site_context(request: HttpRequest) -> dict[str, Any]:
    """`sites`, `current_site` and `site_switch_url` for every page; a page without them asks nothing."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"sites": [], "current_site": None}
    return {
        "sites": SimpleLazyObject(lambda: visible_sites(request)),
        "current_site": SimpleLazyObject(lambda: current_site(request)),
        "site_switch_url": reverse_lazy("wms:choose-site"),
    }


@require_POST
def choose_site(request: HttpRequest) -> HttpResponse:
    """Remember the site and go back to where the person was."""
    wanted = uuid_or_none(request.POST.get("site", ""))
    if wanted is None or wanted not in {site.public_id for site in visible_sites(request)}:
        raise NotFoundError(_("There is no such site, or not for you."))
    request.session[SESSION_KEY] = str(wanted)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("home")
    return HttpResponseRedirect(back)
