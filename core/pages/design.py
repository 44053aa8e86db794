"""The design system on one page, for those who build pages."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from core.pages.spans import Span
from core.pages.tables import Head, TablePage

ICONS = (
    "map route truck package package-check package-x triangle-alert clock-alert circle-check lock "
    "undo-2 lasso-select zap bell phone message-square navigation camera scan-barcode pen-line "
    "signature house map-pin warehouse calendar-clock wifi-off cloud-upload cloud-check"
)
STATUSES = (
    "PLANNED QUEUED SOLVING PREVIEW COMMITTED STALE RELEASED PICKING PACKED "
    "STAGED LOADED DEPARTED DELIVERED FAILED BACK_ORDERED HOLD CANCELLED"
)


class SampleForm(forms.Form):
    """Every kind of field, some of them wrong."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As it stands on the dock door."))
    email = forms.EmailField(label=_("E-mail address"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("van", _("Van")), ("bike", _("Cargo bike"))])
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea)
    window = forms.ChoiceField(
        label=_("Window"),
        choices=[("am", _("Morning")), ("pm", _("Afternoon"))],
        widget=forms.RadioSelect,
    )
    cold = forms.BooleanField(label=_("Needs cooling"), required=False)
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("The first row names the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )


@staff_member_required
def design(request: HttpRequest) -> HttpResponse:
    """Each component in all its states, in the theme that is on."""
    wrong = SampleForm({"name": "", "email": "ines@", "kind": "van", "window": "am"})
    lists = {"icons": ICONS.split(), "statuses": STATUSES.split()}
    return render(request, "core/design.html", {"form": wrong, "table": _table()} | lists)


def _table() -> TablePage[Any]:
    columns = [
        Head(key="stop", label=_("Stop"), direction="ascending", sort_value="-stop"),
        Head(key="recipient", label=_("Recipient"), sort_value="recipient"),
        Head(key="weight", label=_("Weight"), is_number=True, sort_value="weight"),
        Head(key="state", label=_("State")),
    ]
    long_name = "Gesellschaft für Kühlkettenlogistik und Vertrieb mbH & Co. KG, Warenannahme"
    stops: list[Any] = [
        SimpleNamespace(route=2, place=6, recipient="Yuki Claes", grams=12_500, status="DELIVERED"),
        SimpleNamespace(route=9, place=9, recipient="Greta Silva", grams=850, status="FAILED"),
        SimpleNamespace(route=12, place=3, recipient=long_name, grams=1_240_000, status="PLANNED"),
    ]
    span = Span(total=1069, number=3, page_count=22, first=101, last=150)
    return TablePage(rows=stops, columns=columns, query="", sort="stop", span=span, kept=[])
