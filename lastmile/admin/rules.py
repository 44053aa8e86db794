"""How each site delivers, loads and watches."""

from django.contrib import admin

from core.admin_bases import ReferenceAdmin
from lastmile.models import LoadingTimes, ServiceArea, WatchRules
from wms.queries.access import in_sites_of

VIEW, EDIT = "lastmile.view_plans", "lastmile.manage_fleet"


@admin.register(ServiceArea)
class ServiceAreaAdmin(ReferenceAdmin[ServiceArea]):
    """How a site delivers: cut-off, hours, reach, time at the door."""

    may_view, may_edit, visible = VIEW, EDIT, staticmethod(in_sites_of("site"))
    list_display = ["site", "cut_off", "opens", "closes", "reach_metres"]
    list_select_related = ["site"]
    search_fields = ["site__code"]


@admin.register(WatchRules)
class WatchRulesAdmin(ReferenceAdmin[WatchRules]):
    """From when on a site wants to be told that something goes wrong."""

    may_view, may_edit, visible = VIEW, EDIT, staticmethod(in_sites_of("site"))
    list_display = ["site", "at_risk_seconds", "silent_seconds", "standing_seconds", "departure_seconds"]
    list_select_related = ["site"]
    search_fields = ["site__code"]


@admin.register(LoadingTimes)
class LoadingTimesAdmin(ReferenceAdmin[LoadingTimes]):
    """How long before departure a site's goods stand in their lane."""

    may_view, may_edit, visible = VIEW, EDIT, staticmethod(in_sites_of("site"))
    list_display = ["site", "base_seconds", "unit_seconds", "buffer_seconds", "lane_seconds"]
    list_select_related = ["site"]
    search_fields = ["site__code"]
