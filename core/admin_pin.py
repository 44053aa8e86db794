"""A point in the admin: two numbers that can be typed, and a pin on our own map that says the same."""

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString


class PointInput(forms.NumberInput):
    """The latitude, with the map below it; the longitude's input stands before it in the form.

    Works without scripts: the numbers are the truth, the pin follows them and they follow the pin.
    """

    def __init__(self, *, longitude: str = "longitude", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"step": "any", **(attrs or {})})
        self.longitude = longitude

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """The number, and the map that knows where the other number and the tiles are."""
        number = super().render(name, value, attrs, renderer)
        context = {"latitude": name, "longitude": self.longitude, "tiles_url": reverse("routing:map")}
        return number + render_to_string("admin/pin.html", context)


class PointForm(forms.ModelForm[Any]):
    """A model form with `longitude` and `latitude`, shown as a pin."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "latitude" in self.fields:
            self.fields["longitude"].widget = forms.NumberInput(attrs={"step": "any"})
            self.fields["latitude"].widget = PointInput()
