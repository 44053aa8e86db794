"""The form that changes an item's facts."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.forms.models import fields_for_model, model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import user_of
from core.errors import DomainError, StaleError
from core.pages.htmx import UNPROCESSABLE, add_refusal, go_to
from wms.models import Item
from wms.queries.choosing import visible_sites
from wms.queries.item_page import item_of
from wms.services.editing_items import edit_item, version_of
from wms.services.items import FIELDS


class ItemForm(forms.Form):
    """What may be said about an item besides its SKU, and how it was when the form was drawn."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # a form's arguments
        self.fields |= fields_for_model(Item, fields=FIELDS)


@permission_required(["wms.view_stock", "wms.manage_items"], raise_exception=True)
def change_item_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an item's facts in a form; write what was changed in it."""
    item = item_of(public_id, [site.pk for site in visible_sites(request)])
    initial = model_to_dict(item, fields=FIELDS) | {"seen": version_of(item)}
    form = ItemForm(request.POST or None, initial=initial)
    status = UNPROCESSABLE if form.is_bound else 200
    if form.is_valid():
        try:
            edit_item(
                item_id=item.pk,
                seen=form.cleaned_data.pop("seen"),
                values=form.cleaned_data,
                by=user_of(request),
                at=timezone.now(),
            )
        except DomainError as error:
            add_refusal(form, error)
            status = error.status if isinstance(error, StaleError) else UNPROCESSABLE
        else:
            messages.success(request, _("Item %(sku)s is saved") % {"sku": item.sku})
            return go_to(request, reverse("wms:item", args=[item.public_id]))
    return render(request, "wms/item/form.html", {"form": form, "item": item}, status=status)
