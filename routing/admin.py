"""Roads and plans in the admin: looked at. The page Roads and the commands change them."""

from django.urls import reverse

from core.admin_bases import look_at
from routing.models import PlanRun, RoadNetwork

VIEW = "routing.view_roadnetwork"

look_at(
    RoadNetwork,
    may_view=VIEW,
    display=["name", "status", "is_active", "dated", "size_bytes", "has_hierarchies", "ready_at"],
    list_filter=["status", "is_active"],
    search_fields=["name", "source"],
    list_select_related=["previous"],
    date_hierarchy="created_at",
    page_of=lambda _self, _row: reverse("routing:roads"),
)
look_at(
    PlanRun,
    may_view=VIEW,
    display=[
        "created_at",
        "status",
        "visits",
        "vehicles",
        "unplanned",
        "cost",
        "seconds",
        "requested_by",
        "ended_at",
    ],
    list_filter=["status", "roads", "engine"],
    search_fields=["public_id", "requested_by__username"],
    list_select_related=["requested_by"],
    date_hierarchy="created_at",
    ordering=["-created_at"],
    exclude=["problem", "start", "plan"],
)
