"""The warehouse in the admin: reference data is edited here, what the ledger says is only looked at."""

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from core.admin_bases import ReadOnlyAdmin
from wms.models import (
    Allocation,
    Barcode,
    CartonType,
    CountRequest,
    HandlingUnit,
    Item,
    Location,
    Lot,
    OutboundOrder,
    Owner,
    Pack,
    Parcel,
    Pick,
    Printer,
    PrintJob,
    Promise,
    PromiseBucket,
    Shipment,
    Site,
    SiteAccess,
    StockBalance,
    StockEntry,
    StockTransaction,
    Wave,
)
from wms.services.items import barcode_problem


class PackInline(admin.TabularInline[Pack, Item]):
    """Packs of an item."""

    model = Pack
    extra = 0


class BarcodeForm(forms.ModelForm[Barcode]):
    """A barcode with the check that every door makes."""

    def clean_code(self) -> str:
        """Refuse a GTIN with a wrong check digit."""
        code = str(self.cleaned_data["code"])
        if problem := barcode_problem(code):
            raise forms.ValidationError(problem)
        return code


class BarcodeInline(admin.TabularInline[Barcode, Item]):
    """Barcodes of an item."""

    model = Barcode
    form = BarcodeForm
    extra = 0
    raw_id_fields = ["pack"]


@admin.register(Item)
class ItemAdmin(admin.ModelAdmin[Item]):
    """Items with their packs and barcodes. Unit and tracking stay as they are once there is history."""

    list_display = ["sku", "name", "category", "base_unit", "tracking", "temperature", "is_active"]
    list_filter = ["is_active", "temperature", "tracking"]
    search_fields = ["sku", "name", "external_id", "barcodes__code"]
    inlines = [PackInline, BarcodeInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Item | None = None) -> list[str]:
        """What the ledger's numbers mean is not changed under them."""
        used = obj is not None and StockEntry.objects.filter(item=obj).exists()
        return ["base_unit", "tracking"] if used else []


@admin.register(Lot)
class LotAdmin(ReadOnlyAdmin[Lot]):
    """Lots are held and released by services, which move promises with them."""

    list_display = ["code", "item", "expires_on", "status"]
    list_filter = ["status"]
    search_fields = ["code", "item__sku"]
    list_select_related = ["item"]


@admin.register(Owner)
class OwnerAdmin(admin.ModelAdmin[Owner]):
    """Whose stock it is."""

    list_display = ["code", "name"]
    search_fields = ["code", "name"]


class SiteAccessInline(admin.TabularInline[SiteAccess, Site]):
    """Who may see and work in a site."""

    model = SiteAccess
    extra = 0
    raw_id_fields = ["user"]


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin[Site]):
    """Sites, and who may work in them."""

    list_display = ["code", "name", "kind", "time_zone", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["code", "name"]
    inlines = [SiteAccessInline]


@admin.register(SiteAccess)
class SiteAccessAdmin(admin.ModelAdmin[SiteAccess]):
    """Which people may see and work in which site; without a row a person sees no stock."""

    list_display = ["user", "site"]
    list_filter = ["site"]
    search_fields = ["user__username", "site__code"]
    list_select_related = ["user", "site"]
    raw_id_fields = ["user"]


@admin.register(Location)
class LocationAdmin(admin.ModelAdmin[Location]):
    """Places. The site of a place, its code and its kind stay once it has held stock."""

    list_display = ["code", "site", "kind", "zone", "aisle", "pick_sequence", "is_pickable", "locked_reason"]
    list_filter = ["site", "kind", "temperature", "is_pickable"]
    search_fields = ["code", "zone"]
    list_select_related = ["site"]

    def get_readonly_fields(self, request: HttpRequest, obj: Location | None = None) -> list[str]:
        """A balance copies what its place is."""
        used = obj is not None and StockBalance.objects.filter(location=obj).exists()
        return ["site", "kind"] if used else []

    def has_delete_permission(self, request: HttpRequest, obj: Location | None = None) -> bool:
        """The site's virtual places belong to it."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_virtual)


def _read_only[M: Model](
    model: type[M], *, display: list[str], filters: list[str], search: list[str], related: list[str]
) -> None:
    name = f"{model.__name__}Admin"
    facts = {
        "__doc__": "What services wrote; looked at, never edited.",
        "list_display": display,
        "list_filter": filters,
        "search_fields": search,
        "list_select_related": related,
    }
    admin.site.register(model, type(name, (ReadOnlyAdmin,), facts))


_read_only(
    HandlingUnit,
    display=["sscc", "kind", "site", "location", "parent"],
    filters=["site", "kind"],
    search=["sscc"],
    related=["site", "location", "parent"],
)
_read_only(
    StockBalance,
    display=["item", "site", "location", "lot", "owner", "status", "on_hand", "allocated"],
    filters=["site", "status"],
    search=["item__sku", "location__code", "lot__code"],
    related=["item", "site", "location", "lot", "owner"],
)
_read_only(
    StockTransaction,
    display=["id", "kind", "site", "effective_at", "actor", "source", "reason"],
    filters=["kind", "site"],
    search=["source", "reason"],
    related=["site", "actor"],
)
_read_only(
    StockEntry,
    display=["posted_at", "item", "lot", "balance", "delta", "after"],
    filters=[],
    search=["item__sku"],
    related=["item", "lot", "balance"],
)
_read_only(
    PromiseBucket,
    display=["item", "site", "owner", "capacity", "promised"],
    filters=["site"],
    search=["item__sku"],
    related=["item", "site", "owner"],
)
_read_only(
    Promise,
    display=["line", "item", "site", "quantity", "status", "priority_at"],
    filters=["site", "status"],
    search=["item__sku"],
    related=["line", "item", "site"],
)
_read_only(
    Allocation,
    display=["line", "balance", "quantity", "picked", "status"],
    filters=["status"],
    search=[],
    related=["line", "balance"],
)
_read_only(
    OutboundOrder,
    display=["number", "site", "owner", "status", "priority", "accepted_at"],
    filters=["site", "status"],
    search=["number", "external_id"],
    related=["site", "owner"],
)
_read_only(
    Shipment,
    display=["public_id", "order", "status", "units", "weight_g"],
    filters=["status"],
    search=["order__number"],
    related=["order"],
)


@admin.register(CartonType)
class CartonTypeAdmin(admin.ModelAdmin[CartonType]):
    """What the packing bench has to pack into."""

    list_display = [
        "code",
        "name",
        "length_mm",
        "width_mm",
        "height_mm",
        "holds_ml",
        "max_weight_g",
        "is_active",
    ]
    list_filter = ["is_active"]
    search_fields = ["code", "name"]


@admin.register(Printer)
class PrinterAdmin(admin.ModelAdmin[Printer]):
    """Label printers and where they listen."""

    list_display = ["name", "site", "host", "port", "dpi", "width_mm", "height_mm", "is_active"]
    list_filter = ["site", "is_active"]
    search_fields = ["name", "host"]
    list_select_related = ["site"]


_read_only(
    Wave,
    display=["code", "site", "group", "lane", "stage_by", "status"],
    filters=["site", "status"],
    search=["code", "group"],
    related=["site", "lane"],
)
_read_only(
    Pick,
    display=["public_id", "wave", "shipment", "quantity", "picked", "status"],
    filters=["status", "wave__site"],
    search=["wave__code", "shipment__order__number"],
    related=["wave", "shipment"],
)
_read_only(
    Parcel,
    display=["shipment", "number", "handling_unit", "status", "weight_g", "volume_ml", "packed_at"],
    filters=["status"],
    search=["handling_unit__sscc", "shipment__order__number"],
    related=["shipment", "handling_unit"],
)
_read_only(
    PrintJob,
    display=["parcel", "printer", "status", "wanted_at", "sent_at", "attempt", "failure"],
    filters=["status", "printer"],
    search=["parcel__handling_unit__sscc"],
    related=["parcel", "printer"],
)
_read_only(
    CountRequest,
    display=["location", "item", "requested_at", "requested_by", "closed_at"],
    filters=["location__site"],
    search=["location__code", "item__sku"],
    related=["location", "item", "requested_by"],
)
