"""Vehicle types, vehicles, drivers; shifts and where vehicles are, looked at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin_acts import Act, Asked
from core.admin_bases import ReferenceAdmin, lines_of, look_at
from core.admin_saving import adopt
from lastmile.models import (
    Compartment,
    Driver,
    RefusedPositions,
    Shift,
    ShiftBreak,
    Vehicle,
    VehiclePosition,
    VehicleState,
    VehicleType,
)
from lastmile.services import fleet
from wms.queries.access import in_sites_of

VIEW, EDIT = "lastmile.view_plans", "lastmile.manage_fleet"


class CompartmentInline(admin.TabularInline[Compartment, VehicleType]):
    """The spaces of a vehicle type."""

    model = Compartment
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: VehicleType | None = None) -> bool:
        """With the vehicle type."""
        return request.user.has_perm(VIEW)

    def has_change_permission(self, request: HttpRequest, obj: VehicleType | None = None) -> bool:
        """With the vehicle type."""
        return request.user.has_perm(EDIT)

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission


@admin.register(VehicleType)
class VehicleTypeAdmin(ReferenceAdmin[VehicleType]):
    """What fits into a kind of vehicle, what it can do, what it costs."""

    may_view, may_edit = VIEW, EDIT
    list_display = ["name", "code", "kind", "capacity_g", "capacity_ml", "cost_per_hour", "currency"]
    list_filter = ["kind"]
    search_fields = ["code", "name"]
    ordering = ["name"]
    inlines = [CompartmentInline]


@admin.register(Vehicle)
class VehicleAdmin(ReferenceAdmin[Vehicle]):
    """Vehicles; each comes with a place of its own on the books, and stays."""

    may_view, may_edit, visible = VIEW, EDIT, staticmethod(in_sites_of("site"))
    fields = ["code", "site", "type", "plate", "location", "is_active"]
    list_display = ["code", "site", "type", "plate", "is_active"]
    list_filter = ["site", "type", "is_active"]
    search_fields = ["code", "plate"]
    list_select_related = ["site", "type"]
    ordering = ["code"]

    def page_of(self, row: Vehicle) -> str:
        """Its page in the fleet."""
        return reverse("lastmile:vehicle", args=[row.public_id])

    def get_readonly_fields(self, request: HttpRequest, obj: Vehicle | None = None) -> list[str]:
        """Its place on the books belongs to its code and site."""
        return ["code", "site", "location"] if obj else ["location", "is_active"]

    def has_delete_permission(self, request: HttpRequest, obj: Vehicle | None = None) -> bool:
        """A vehicle is switched off; its place on the books and its routes stay."""
        return False

    def save_model(self, request: HttpRequest, obj: Vehicle, form: Any, change: bool) -> None:
        """By the services that the fleet's pages use."""
        said = form.cleaned_data
        if change:
            facts = {"type": said["type"], "plate": said["plate"], "is_active": said["is_active"]}
            made = fleet.change_vehicle(public_id=obj.public_id, **facts)
        else:
            made = fleet.add_vehicle(
                site=said["site"], vehicle_type=said["type"], code=said["code"], plate=said["plate"]
            )
        adopt(obj, made)


@admin.register(Driver)
class DriverAdmin(ReferenceAdmin[Driver]):
    """Who drives, and what they can do."""

    may_view, may_edit, visible = VIEW, EDIT, staticmethod(in_sites_of("site"))
    list_display = ["name", "code", "site", "skills", "is_active"]
    list_filter = ["site", "is_active"]
    search_fields = ["name", "code", "phone", "user__username"]
    list_select_related = ["site"]
    autocomplete_fields = ["user"]
    ordering = ["name"]


def _cancel(shift: Shift, asked: Asked) -> bool:
    if shift.cancelled_at is not None:
        return False
    fleet.cancel_shift(public_id=shift.public_id, at=asked.at)
    return True


def _restore(shift: Shift, _asked: Asked) -> bool:
    if shift.cancelled_at is None:
        return False
    fleet.restore_shift(public_id=shift.public_id)
    return True


look_at(
    Shift,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("site")),
    display=["works_on", "site", "vehicle", "driver", "opens", "closes", "cancelled_at"],
    list_filter=["site"],
    search_fields=["vehicle__code", "driver__name"],
    list_select_related=["site", "vehicle", "driver"],
    date_hierarchy="works_on",
    inlines=[lines_of(ShiftBreak)],
    page_of=lambda _self, row: reverse("lastmile:shift", args=[row.public_id]),
    acts=(
        Act(
            name="cancel_shift",
            label=_("Cancel"),
            question=_("These shifts are taken off their day. One that has a route is refused."),
            permission=EDIT,
            carry_out=_cancel,
        ),
        Act(
            name="restore_shift",
            label=_("Restore"),
            question=_("These shifts stand again."),
            permission=EDIT,
            carry_out=_restore,
        ),
    ),
)
look_at(
    VehicleState,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("vehicle__site")),
    display=["vehicle", "route", "fixed_at", "speed_kmh", "stands_since", "near_stop"],
    list_filter=["vehicle__site"],
    search_fields=["vehicle__code"],
    list_select_related=["vehicle", "route", "near_stop"],
)
look_at(
    VehiclePosition,
    may_view="lastmile.dispatch",
    visible=staticmethod(in_sites_of("vehicle__site")),
    display=["vehicle", "route", "fixed_at", "received_at", "accuracy_m", "speed_kmh", "doubt"],
    list_filter=["doubt", "vehicle__site"],
    search_fields=["vehicle__code"],
    list_select_related=["vehicle", "route"],
    date_hierarchy="fixed_at",
)
look_at(
    RefusedPositions,
    may_view="accounts.pair_devices",
    display=["refused_on", "reason", "count", "last_at", "device"],
    list_filter=["reason"],
    search_fields=["device"],
    date_hierarchy="refused_on",
)
