"""The form of one order: typed by hand, or amended."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.tables.errors import CellProblem
from core.tables.moments import TimeWindow
from lastmile.models import Delivery
from lastmile.services.asks import AddressAsk, LineAsk, OrderAsk, code_words
from lastmile.services.windows import read_windows
from wms.models import Site

MOST_LINES = 50
BLANK_LINES = 3
WORDS, POINT = {"line1", "line2", "postcode", "town", "country"}, {"longitude", "latitude"}
FIELDS = {
    "address": "line1",
    "recipient_name": "recipient_name",
    "service_seconds": "service_minutes",
    "sku": "lines",
    "quantity": "lines",
}


class OrderForm(forms.Form):
    """What people know of an order. Lines come as repeated `sku` and `quantity` fields beside it."""

    external_id = forms.CharField(
        label=_("Order"), max_length=80, required=False, help_text=_("Blank: a name is made.")
    )
    site = forms.ChoiceField(label=_("Site"), required=False)
    recipient_name = forms.CharField(label=_("Recipient"), max_length=120)
    recipient_phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    recipient_email = forms.EmailField(label=_("E-mail"), required=False)
    line1 = forms.CharField(label=_("Street and number"), max_length=200)
    line2 = forms.CharField(label=_("Second line"), max_length=200, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    town = forms.CharField(label=_("Town"), max_length=120, required=False)
    country = forms.CharField(label=_("Country"), max_length=2, required=False, help_text=_("Two letters."))
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput, localize=False)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput, localize=False)
    deliver_on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    windows = forms.CharField(
        label=_("Time windows"),
        max_length=200,
        required=False,
        help_text=_("For example 08:00-12:00 | 14:00-16:00"),
    )
    service_minutes = forms.IntegerField(
        label=_("Minutes at the door"),
        min_value=0,
        max_value=720,
        required=False,
        help_text=_("Blank: as the site has it."),
    )
    priority = forms.IntegerField(label=_("Priority"), min_value=0, max_value=100, required=False)
    skills = forms.CharField(label=_("Skills"), max_length=300, required=False, help_text=_("Of the driver."))
    features = forms.CharField(label=_("Vehicle features"), max_length=300, required=False)
    instructions = forms.CharField(
        label=_("Instructions"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - a form's arguments
        sites: Sequence[Site],
        is_new: bool = True,
        **kwargs: Any,  # noqa: ANN401 - a form's arguments
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = is_new
        site = self.fields["site"]
        if isinstance(site, forms.ChoiceField):
            site.choices = [
                ("", _("The best one")),
                *((each.code, f"{each.code} {each.name}") for each in sites),
            ]
        if not is_new:
            del self.fields["external_id"], self.fields["site"]

    def clean_windows(self) -> tuple[TimeWindow, ...]:
        """The windows as written, or the error by the field."""
        try:
            return read_windows(self.cleaned_data["windows"])
        except CellProblem as problem:
            raise forms.ValidationError(problem.message) from problem

    def clean(self) -> dict[str, Any]:
        """The lines are part of the order."""
        cleaned = super().clean() or {}
        cleaned["lines"] = tuple(self._read_lines())
        if not self.is_new and WORDS & set(self.changed_data) and not POINT & set(self.changed_data):
            cleaned["longitude"] = cleaned["latitude"] = None  # other words: the old point is not theirs
        if not cleaned["lines"] and not self.has_error("lines"):
            self.add_error(None, _("An order needs at least one item."))
        return cleaned

    @property
    def lines(self) -> list[tuple[str, str]]:
        """SKU and quantity of each line as typed, with a few blank ones to type into."""
        if not isinstance(self.data, QueryDict) or not self.is_bound:
            known = list(self.initial.get("lines", []))
            return [*known, *[("", "")] * (1 if known else BLANK_LINES)]
        pairs = list(zip(self.data.getlist("sku"), self.data.getlist("quantity"), strict=False))
        return [*pairs[:MOST_LINES], ("", "")]

    def ask(self, external_id: str) -> OrderAsk:
        """The order that the form asks for."""
        said = self.cleaned_data
        # Whole minutes on the screen must not round the seconds of an order that nobody touched here.
        minutes = said["service_minutes"] if self.is_new or "service_minutes" in self.changed_data else None
        return OrderAsk(
            external_id=external_id,
            lines=said["lines"],
            address=AddressAsk(
                line1=said["line1"],
                line2=said["line2"],
                postcode=said["postcode"],
                town=said["town"],
                country=said["country"].upper(),
                longitude=said["longitude"],
                latitude=said["latitude"],
            ),
            recipient_name=said["recipient_name"],
            recipient_phone=said["recipient_phone"],
            recipient_email=said["recipient_email"],
            deliver_on=said["deliver_on"],
            windows=said["windows"],
            service_seconds=None if minutes is None else minutes * 60,
            instructions=said["instructions"].replace("\r\n", "\n"),
            skills=code_words(said["skills"]),
            features=code_words(said["features"]),
            priority=said["priority"] or 0,
            site=said.get("site") or None,
        )

    def refuse(self, error: DomainError) -> None:
        """Put each reason of a refusal beside the field that it is about."""
        reasons = error.facts.get("errors")
        if not isinstance(reasons, list) or not reasons:
            self.add_error(None, error.message)
            return
        for reason in reasons:
            name = str(reason["place"]).rsplit(".", 1)[-1]
            name = FIELDS.get(name, name)
            self.add_error(name if name in self.fields else None, reason["message"])

    def _read_lines(self) -> Iterator[LineAsk]:
        for sku, quantity in self.lines:
            if not sku.strip() and not quantity.strip():
                continue
            count = quantity.strip()
            if not (count.isascii() and count.isdigit()) or len(count) > 10:  # noqa: PLR2004 - a billion and more
                told = _("“%(quantity)s” of %(sku)s is not a whole number.")
                self.add_error(None, told % {"quantity": count[:20], "sku": sku[:40]})
            else:
                yield LineAsk(sku=sku.strip(), quantity=int(count))


def initial_of(delivery: Delivery, windows: str) -> dict[str, Any]:
    """What the form shows of an order that is to be amended."""
    address = delivery.address
    given = address.level == "GIVEN"
    return {
        "recipient_name": delivery.recipient_name,
        "recipient_phone": delivery.recipient_phone,
        "recipient_email": delivery.recipient_email,
        "line1": address.line1,
        "line2": address.line2,
        "postcode": address.postcode,
        "town": address.town,
        "country": address.country,
        "longitude": address.longitude if given else None,
        "latitude": address.latitude if given else None,
        "deliver_on": delivery.deliver_on,
        "windows": windows,
        "service_minutes": delivery.service_seconds // 60,
        "priority": delivery.priority,
        "skills": ", ".join(delivery.skills),
        "features": ", ".join(delivery.features),
        "instructions": delivery.instructions,
        "lines": [
            (line.item.sku, str(line.quantity))
            for line in sorted(delivery.order.lines.all(), key=lambda x: x.number)
        ],
    }
