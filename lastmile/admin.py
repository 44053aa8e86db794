"""The last mile's reference data in the admin. What has a lifecycle or a location is changed by its pages."""

from django.contrib import admin

from lastmile.models import Compartment, Driver, LoadingTimes, ServiceArea, VehicleType, WatchRules


class CompartmentInline(admin.TabularInline[Compartment, VehicleType]):
    """The spaces of a vehicle type."""

    model = Compartment
    extra = 0


@admin.register(VehicleType)
class VehicleTypeAdmin(admin.ModelAdmin[VehicleType]):
    """What fits into a kind of vehicle, what it can do, what it costs."""

    list_display = ["name", "kind", "capacity_g", "capacity_ml", "cost_per_hour", "currency"]
    list_filter = ["kind"]
    inlines = [CompartmentInline]


@admin.register(Driver)
class DriverAdmin(admin.ModelAdmin[Driver]):
    """Who drives, and what they can do."""

    list_display = ["name", "code", "site", "skills", "is_active"]
    list_filter = ["site", "is_active"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["user"]


@admin.register(ServiceArea)
class ServiceAreaAdmin(admin.ModelAdmin[ServiceArea]):
    """How a site delivers: cut-off, hours, reach, time at the door."""

    list_display = ["site", "cut_off", "opens", "closes", "reach_metres"]


@admin.register(WatchRules)
class WatchRulesAdmin(admin.ModelAdmin[WatchRules]):
    """From when on a site wants to be told that something goes wrong."""

    list_display = ["site", "at_risk_seconds", "silent_seconds", "standing_seconds", "departure_seconds"]


@admin.register(LoadingTimes)
class LoadingTimesAdmin(admin.ModelAdmin[LoadingTimes]):
    """How long before departure a site's goods stand in their lane."""

    list_display = ["site", "base_seconds", "unit_seconds", "buffer_seconds", "lane_seconds"]
