"""Items with their packs and barcodes, lots, owners."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from accounts.access import user_of
from core.admin_acts import Act, Asked
from core.admin_bases import ReadOnlyAdmin, ReferenceAdmin
from core.admin_saving import adopt
from wms.models import Barcode, Item, Lot, Owner, Pack, StockEntry
from wms.services import holding, items
from wms.services.editing_items import edit_item, version_of
from wms.states import LotStatus

VIEW, EDIT = "wms.view_stock", "wms.manage_items"


class PackInline(admin.TabularInline[Pack, Item]):
    """Packs of an item."""

    model = Pack
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Item | None = None) -> bool:
        """With the item."""
        return request.user.has_perm(VIEW)

    def has_change_permission(self, request: HttpRequest, obj: Item | None = None) -> bool:
        """With the item."""
        return request.user.has_perm(EDIT)

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission


class BarcodeForm(forms.ModelForm[Barcode]):
    """A barcode with the checks that every door makes."""

    def clean_code(self) -> str:
        """Refuse a GTIN with a wrong check digit."""
        code = str(self.cleaned_data["code"])
        if problem := items.barcode_problem(code):
            raise forms.ValidationError(problem)
        return code

    def clean_pack(self) -> Pack | None:
        """A code means a pack of its own item."""
        pack: Pack | None = self.cleaned_data["pack"]
        if pack is not None and pack.item_id != self.instance.item_id:
            raise forms.ValidationError(_("That is a pack of another item."))
        return pack


class BarcodeInline(admin.TabularInline[Barcode, Item]):
    """Barcodes of an item."""

    model = Barcode
    form = BarcodeForm
    extra = 0
    raw_id_fields = ["pack"]
    has_view_permission = PackInline.has_view_permission
    has_change_permission = PackInline.has_change_permission
    has_add_permission = PackInline.has_change_permission
    has_delete_permission = PackInline.has_change_permission


@admin.register(Item)
class ItemAdmin(ReferenceAdmin[Item]):
    """Items with their packs and barcodes. Unit and tracking stay as they are once there is history."""

    may_view, may_edit = VIEW, EDIT
    list_display = ["sku", "name", "category", "base_unit", "tracking", "temperature", "is_active"]
    list_filter = ["is_active", "temperature", "tracking", "has_expiry", "is_fragile"]
    search_fields = ["sku", "name", "external_id", "barcodes__code"]
    ordering = ["sku"]
    inlines = [PackInline, BarcodeInline]

    def page_of(self, row: Item) -> str:
        """Where it lies and what happened to it."""
        return reverse("wms:item", args=[row.public_id])

    def get_readonly_fields(self, request: HttpRequest, obj: Item | None = None) -> list[str]:
        """Its name stays, and what the ledger's numbers mean is not changed under them."""
        if obj is None:
            return []
        used = StockEntry.objects.filter(item=obj).exists()
        return ["sku", "base_unit", "tracking"] if used else ["sku"]

    def save_model(self, request: HttpRequest, obj: Item, form: Any, change: bool) -> None:
        """By the services that imports and pages use; the change stands in the item's history."""
        named = (*items.FIELDS, *items.BY_HAND)
        values = {name: form.cleaned_data[name] for name in named if name in form.cleaned_data}
        if not change:
            made = items.create_item(sku=obj.sku, values=values)
        else:
            seen = version_of(Item.objects.get(pk=obj.pk))
            made = edit_item(item_id=obj.pk, seen=seen, values=values, by=user_of(request), at=timezone.now())
        adopt(obj, made)


@admin.register(Owner)
class OwnerAdmin(ReferenceAdmin[Owner]):
    """Whose stock it is."""

    may_view, may_edit = VIEW, EDIT
    list_display = ["code", "name"]
    search_fields = ["code", "name"]
    ordering = ["code"]

    def get_readonly_fields(self, request: HttpRequest, obj: Owner | None = None) -> list[str]:
        """Files and histories name an owner by its code."""
        return ["code"] if obj else []


def _become(status: LotStatus) -> Any:
    def carry_out(lot: Lot, asked: Asked) -> bool:
        if lot.status == status:
            return False
        holding.set_lot_status(lot_ids=[lot.pk], status=status, by=asked.by, at=asked.at, reason=asked.reason)
        return True

    return carry_out


@admin.register(Lot)
class LotAdmin(ReadOnlyAdmin[Lot]):
    """Lots are held and released by services, which move promises with them."""

    may_view = VIEW
    list_display = ["code", "item", "expires_on", "status"]
    list_filter = ["status"]
    search_fields = ["code", "item__sku"]
    list_select_related = ["item"]
    date_hierarchy = "expires_on"
    acts = (
        Act(
            name="hold",
            label=__("Hold"),
            question=__("Their stock is no longer promised or picked; orders that counted on it wait."),
            permission="wms.adjust_stock",
            carry_out=_become(LotStatus.HOLD),
            asks_reason=True,
        ),
        Act(
            name="recall",
            label=__("Recall"),
            question=__("Their stock is taken back from orders, wherever it lies."),
            permission="wms.adjust_stock",
            carry_out=_become(LotStatus.RECALLED),
            asks_reason=True,
        ),
        Act(
            name="free",
            label=__("Release"),
            question=__("Their stock may be promised and picked again; orders that wait get it."),
            permission="wms.adjust_stock",
            carry_out=_become(LotStatus.RELEASED),
            asks_reason=True,
        ),
    )

    def page_of(self, row: Lot) -> str:
        """The trace of the lot."""
        return reverse("wms:lot", args=[row.public_id])
