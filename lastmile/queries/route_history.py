"""What happened to a route, in people's words."""

from datetime import datetime

from django.utils.translation import gettext as _

from core.public_events import history_of
from lastmile.models import Route


def route_history(route: Route) -> list[tuple[datetime, str]]:
    """When and what, oldest first; one query. What has no words yet keeps its name."""
    words = {
        "route.planned": _("Planned"),
        "route.revised": _("Stops taken off"),
        "route.cancelled": _("Replaced by a newer plan"),
    }
    return [(one.occurred_at, words.get(one.type, one.type)) for one in history_of("route", route.public_id)]
