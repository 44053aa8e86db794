"""Sites with who may work in them, places, cartons, printers."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from core.admin_bases import ReferenceAdmin
from core.admin_pin import PointForm
from core.admin_saving import adopt
from wms.models import CartonType, Location, Printer, Site, SiteAccess, StockBalance
from wms.queries.access import in_sites_of
from wms.services import places

VIEW, EDIT, GOVERN = "wms.view_stock", "wms.manage_items", "accounts.manage_people"


class SiteAccessInline(admin.TabularInline[SiteAccess, Site]):
    """Who may see and work in a site."""

    model = SiteAccess
    extra = 0
    autocomplete_fields = ["user"]

    def has_change_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:
        """Whoever may give people roles."""
        return request.user.has_perm(GOVERN)

    has_view_permission = has_change_permission
    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission


@admin.register(Site)
class SiteAdmin(ReferenceAdmin[Site]):
    """Sites, and who may work in them."""

    may_view, may_edit, visible = VIEW, GOVERN, staticmethod(in_sites_of("pk"))
    form = PointForm
    list_display = ["code", "name", "kind", "time_zone", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["code", "name"]
    ordering = ["code"]
    inlines = [SiteAccessInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Site | None = None) -> list[str]:
        """The log of what happened names a site by its code."""
        return ["code"] if obj else []

    def save_model(self, request: HttpRequest, obj: Site, form: Any, change: bool) -> None:
        """A new site gets its virtual places from the service."""
        if change:
            super().save_model(request, obj, form, change)
            return
        made = places.open_site(**form.cleaned_data)
        adopt(obj, made)


@admin.register(SiteAccess)
class SiteAccessAdmin(ReferenceAdmin[SiteAccess]):
    """Which people may see and work in which site; without a row a person sees no stock."""

    may_view, may_edit, visible = GOVERN, GOVERN, staticmethod(in_sites_of("site"))
    list_display = ["user", "site"]
    list_filter = ["site"]
    search_fields = ["user__username", "user__last_name", "site__code"]
    list_select_related = ["user", "site"]
    autocomplete_fields = ["user"]


@admin.register(Location)
class LocationAdmin(ReferenceAdmin[Location]):
    """Places. The site of a place, its code and its kind stay once it has held stock."""

    may_view, may_edit, visible = VIEW, EDIT, staticmethod(in_sites_of("site"))
    list_display = ["code", "site", "kind", "zone", "aisle", "pick_sequence", "is_pickable", "locked_reason"]
    list_filter = ["site", "kind", "temperature", "is_pickable"]
    search_fields = ["code", "zone"]
    list_select_related = ["site"]
    ordering = ["site", "code"]

    def page_of(self, row: Location) -> str:
        """What lies there."""
        return reverse("wms:bin", args=[row.public_id])

    def get_readonly_fields(self, request: HttpRequest, obj: Location | None = None) -> list[str]:
        """A balance copies what its place is, and labels on racks name it."""
        used = obj is not None and StockBalance.objects.filter(location=obj).exists()
        return ["site", "kind", "code"] if used else []

    def has_change_permission(self, request: HttpRequest, obj: Location | None = None) -> bool:
        """The site's virtual places belong to it."""
        return super().has_change_permission(request, obj) and not (obj and obj.is_virtual)

    def has_delete_permission(self, request: HttpRequest, obj: Location | None = None) -> bool:
        """The site's virtual places belong to it."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_virtual)

    def save_model(self, request: HttpRequest, obj: Location, form: Any, change: bool) -> None:
        """By the service, which keeps the codes of virtual places apart."""
        if change:
            places.change_location(place=obj)
            return
        facts = {**form.cleaned_data, "site_id": form.cleaned_data["site"].pk}
        facts.pop("site")
        adopt(obj, places.create_location(**facts))


@admin.register(CartonType)
class CartonTypeAdmin(ReferenceAdmin[CartonType]):
    """What the packing bench has to pack into."""

    may_view, may_edit = VIEW, EDIT
    list_display = [
        "code", "name", "length_mm", "width_mm", "height_mm", "holds_ml", "max_weight_g", "is_active",
    ]  # fmt: skip
    list_filter = ["is_active"]
    search_fields = ["code", "name"]


@admin.register(Printer)
class PrinterAdmin(ReferenceAdmin[Printer]):
    """Label printers and where they listen."""

    may_view, may_edit, visible = VIEW, EDIT, staticmethod(in_sites_of("site"))
    list_display = ["name", "site", "host", "port", "dpi", "width_mm", "height_mm", "is_active"]
    list_filter = ["site", "is_active"]
    search_fields = ["name", "host"]
    list_select_related = ["site"]
