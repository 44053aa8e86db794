"""Plans, routes, loads and exceptions of the day: looked at; exceptions are acted on by their services."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin_acts import Act, Asked
from core.admin_bases import lines_of, look_at
from lastmile.models import (
    Incident,
    IncidentComment,
    Load,
    LoadUnit,
    PlanDraft,
    Route,
    RouteEdit,
    RouteRevision,
    SiteWatch,
    Stop,
    StopEstimate,
    StopTask,
    Trip,
)
from lastmile.services import incidents
from lastmile.states import IncidentStatus
from wms.queries.access import in_sites_of

VIEW = "lastmile.view_plans"


def _take(incident: Incident, asked: Asked) -> bool:
    if incident.status == IncidentStatus.ACKNOWLEDGED:
        return False
    incidents.acknowledge(incident_id=incident.pk, by=asked.by, at=asked.at)
    return True


def _close(incident: Incident, asked: Asked) -> bool:
    if incident.status == IncidentStatus.RESOLVED:
        return False
    incidents.resolve(incident_id=incident.pk, note=asked.reason, by=asked.by, at=asked.at)
    return True


def _reopen(incident: Incident, asked: Asked) -> bool:
    if incident.status != IncidentStatus.RESOLVED:
        return False
    incidents.reopen(incident_id=incident.pk, by=asked.by, at=asked.at)
    return True


look_at(
    PlanDraft,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("site")),
    display=["plan_on", "site", "status", "version", "created_by", "created_at", "committed_at"],
    list_filter=["site", "status"],
    search_fields=["public_id", "created_by__username"],
    list_select_related=["site", "created_by"],
    date_hierarchy="plan_on",
    exclude=["shifts"],
    page_of=lambda _self, row: reverse("lastmile:plan", args=[row.public_id]),
)
look_at(
    Route,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("site")),
    display=["code", "works_on", "site", "vehicle", "driver", "status", "departed_at", "returned_at"],
    list_filter=["site", "status"],
    search_fields=["code", "vehicle__code", "driver__name"],
    list_select_related=["site", "vehicle", "driver"],
    date_hierarchy="works_on",
    ordering=["-works_on", "code"],
    inlines=[
        lines_of(Trip, related=["from_site", "to_site"], exclude=["return_path"]),
        lines_of(RouteRevision, related=["created_by"], exclude=["stops"]),
    ],
    page_of=lambda _self, row: reverse("lastmile:route", args=[row.public_id]),
)
look_at(
    RouteEdit,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("site")),
    display=["made_at", "works_on", "site", "kind", "made_by", "undoes"],
    list_filter=["site", "kind"],
    search_fields=["made_by__username"],
    list_select_related=["site", "made_by", "undoes"],
    date_hierarchy="made_at",
)
look_at(
    Stop,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("trip__route__site")),
    display=["trip", "sequence", "address", "status", "planned_start_at", "arrived_at", "departed_at"],
    list_filter=["status", "trip__route__site"],
    search_fields=["trip__route__code", "address__line1", "address__postcode"],
    list_select_related=["trip", "address"],
    date_hierarchy="planned_start_at",
    exclude=["travel_path"],
    inlines=[lines_of(StopTask, related=["delivery", "attempt"])],
    page_of=lambda _self, row: reverse("lastmile:route", args=[row.trip.route.public_id]),
)
look_at(
    StopEstimate,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("stop__trip__route__site")),
    display=["stop", "arrives_at", "starts_at", "due_at", "computed_at", "source", "basis"],
    list_filter=["source", "basis"],
    search_fields=["stop__trip__route__code"],
    list_select_related=["stop"],
    date_hierarchy="computed_at",
)
look_at(
    SiteWatch,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("site")),
    display=["site", "status", "estimated_at", "asked_at", "attempt"],
    list_filter=["status"],
    list_select_related=["site"],
)
look_at(
    Load,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("trip__route__site")),
    display=["trip", "lane", "status", "stage_by", "units", "weight_g", "loaded_at"],
    list_filter=["status", "trip__route__site"],
    search_fields=["trip__route__code", "lane__code"],
    list_select_related=["trip", "lane"],
    date_hierarchy="stage_by",
    inlines=[lines_of(LoadUnit, related=["task", "shipment", "handling_unit", "compartment"])],
)
look_at(
    Incident,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("site")),
    display=["raised_at", "kind", "severity", "status", "site", "route", "owner", "resolution"],
    list_filter=["status", "severity", "kind", "site"],
    search_fields=["route__code", "delivery__recipient_name", "resolution"],
    list_select_related=["site", "route", "owner"],
    inlines=[lines_of(IncidentComment, related=["made_by"])],
    date_hierarchy="raised_at",
    ordering=["-raised_at"],
    acts=(
        Act(
            name="take",
            label=_("Acknowledge"),
            question=_("You look after these; others see that."),
            permission="lastmile.dispatch",
            carry_out=_take,
        ),
        Act(
            name="close",
            label=_("Close"),
            question=_("They end with your note. One whose cause returns is raised anew."),
            permission="lastmile.dispatch",
            carry_out=_close,
            asks_reason=True,
        ),
        Act(
            name="reopen",
            label=_("Open again"),
            question=_("They wait for somebody again, where their cause still stands."),
            permission="lastmile.dispatch",
            carry_out=_reopen,
        ),
    ),
)
