"""Vehicles: what there is, and adding one."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from accounts.access import user_of
from accounts.models import User
from core.errors import DomainError, NotFoundError
from core.pages.htmx import UNPROCESSABLE, add_refusal, go_to, render_page
from core.pages.tables import Column, table_page
from lastmile.models import VehicleType
from lastmile.queries.access import drivers_visible_to, vehicles_visible_to
from lastmile.services import fleet
from wms.models import Site
from wms.queries.access import sites_visible_to

COLUMNS = (
    Column(key="code", label=__("Vehicle"), order_by=("code",)),
    Column(key="type", label=__("Type"), order_by=("type__name",)),
    Column(key="payload", label=__("Payload"), order_by=("type__capacity_g",), is_number=True),
    Column(key="space", label=__("Load space"), order_by=("type__capacity_ml",), is_number=True),
    Column(key="features", label=__("Features")),
    Column(key="site", label=__("Site"), order_by=("site__code",)),
)


class VehicleForm(forms.Form):
    """A vehicle, of a type that is known."""

    site = forms.ModelChoiceField(label=__("Site"), queryset=Site.objects.none(), to_field_name="code")
    code = forms.CharField(label=__("Code"), max_length=36)
    vehicle_type = forms.ModelChoiceField(
        label=__("Type"), queryset=VehicleType.objects.order_by("name"), to_field_name="code"
    )
    plate = forms.CharField(label=__("Number plate"), max_length=20, required=False)
    is_active = forms.BooleanField(label=__("May be given shifts"), required=False, initial=True)

    def __init__(self, *args: object, user: User, is_new: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # a form's arguments
        site = self.fields["site"]
        if isinstance(site, forms.ModelChoiceField):
            site.queryset = sites_visible_to(user)
        for name in ["is_active"] if is_new else ["site", "code"]:
            del self.fields[name]


@permission_required("lastmile.view_plans", raise_exception=True)
def vehicle_list(request: HttpRequest) -> HttpResponse:
    """The vehicles of the user's sites, and who drives there."""
    user = user_of(request)
    found = vehicles_visible_to(user).select_related("type", "site").prefetch_related("type__compartments")
    context = {
        "table": table_page(
            request, found, columns=COLUMNS, search=("code", "plate", "type__name"), sort="code"
        ),
        "drivers": list(drivers_visible_to(user).filter(is_active=True).order_by("name")[:200]),
        "may_manage": user.has_perm("lastmile.manage_fleet"),
    }
    return render_page(request, "lastmile/fleet/vehicles.html", "lastmile/fleet/_vehicles.html", context)


@permission_required("lastmile.manage_fleet", raise_exception=True)
def new_vehicle(request: HttpRequest) -> HttpResponse:
    """Add a vehicle; its own location for stock is made with it."""
    form = VehicleForm(request.POST or None, user=user_of(request), is_new=True)
    if form.is_valid():
        try:
            made = fleet.add_vehicle(**form.cleaned_data)
        except DomainError as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Vehicle %(code)s is added") % {"code": made.code})
            return go_to(request, reverse("lastmile:vehicles"))
    return _form(request, form, _("New vehicle"))


@permission_required("lastmile.manage_fleet", raise_exception=True)
def change_vehicle(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a vehicle's type, plate, or whether it may be given shifts."""
    user = user_of(request)
    vehicle = vehicles_visible_to(user).filter(public_id=public_id).select_related("type").first()
    if vehicle is None:
        raise NotFoundError(_("There is no such vehicle, or not for you."))
    initial = {"vehicle_type": vehicle.type.code, "plate": vehicle.plate, "is_active": vehicle.is_active}
    form = VehicleForm(request.POST or None, user=user, is_new=False, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        try:
            fleet.change_vehicle(
                public_id=public_id,
                type=said["vehicle_type"],
                plate=said["plate"],
                is_active=said["is_active"],
            )
        except DomainError as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Vehicle %(code)s is saved") % {"code": vehicle.code})
            return go_to(request, reverse("lastmile:vehicles"))
    return _form(request, form, vehicle.code)


def _form(request: HttpRequest, form: VehicleForm, title: str) -> HttpResponse:
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "lastmile/fleet/vehicle.html", {"form": form, "title": title}, status=status)
