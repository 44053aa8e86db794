"""The page of the roads: which are in use, how good they are, and the map."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from routing.models import RoadNetwork
from routing.services import osrm
from routing.services.osrm import RoadsUnavailableError


@require_safe
@permission_required("routing.view_roadnetwork", raise_exception=True)
def roads(request: HttpRequest) -> HttpResponse:
    """The network in use with its figures, the others, and whether times come from roads right now."""
    networks = list(RoadNetwork.objects.select_related("previous"))
    active = next((network for network in networks if network.is_active), None)
    context = {
        "active": active,
        "networks": networks,
        "figures": _figures(active),
        "why_estimated": _why_estimated(),
    }
    return render(request, "routing/roads/page.html", context)


def _figures(network: RoadNetwork | None) -> list[tuple[str, int]]:
    counts = network.counts if network else {}
    named = (
        ("addresses", _("Addresses")),
        ("streets", _("Named streets")),
        ("places", _("Towns and post codes")),
        ("road ways", _("Stretches of road")),
        ("road nodes", _("Points of roads")),
        ("road cells", _("Road cells")),
        ("reachable percent", _("Reachable, percent")),
        ("tiles", _("Map tiles")),
    )
    return [(label, counts[key]) for key, label in named if key in counts]


def _why_estimated() -> str:
    """Empty while the road engine answers."""
    try:
        osrm.nearest((0.0, 0.0))
    except RoadsUnavailableError as failure:
        return str(failure)
    return ""
