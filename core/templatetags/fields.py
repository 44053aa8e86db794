"""`{% field form.name %}`: label, control, hint and the error right beside what is wrong."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField

register = template.Library()

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: str = "", icon: str = "", **attributes: str) -> dict[str, Any]:
    """Show one field of a form. Further attributes go to the control: `autocomplete="off"`."""
    widget = bound.field.widget
    helps = str(hint or bound.help_text)
    about = {f"{bound.auto_id}_hint": helps, f"{bound.auto_id}_error": bound.errors}
    described = " ".join(name for name, there in about.items() if there)
    attrs: dict[str, str | bool] = {name.replace("_", "-"): value for name, value in attributes.items()}
    if described:
        attrs["aria-describedby"] = described
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attrs),
        "kind": _kind(widget),
        "hint": helps,
        "icon": icon,
        "accept": widget.attrs.get("accept", ""),
        "max_bytes": getattr(bound.field, "max_bytes", ""),
    }


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, GROUPS):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "file" if isinstance(widget, forms.FileInput) else "plain"
