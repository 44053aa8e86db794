"""Tags that show a state: status pill, route tag, meter."""

import sys
from enum import Enum
from functools import cache

from django import template
from django.db.models import Choices, IntegerChoices, Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.pages.tones import icon_of, tone_of
from core.templatetags.assets import icon

register = template.Library()

HUES = 8
ALMOST_FULL_PERCENT, FULL_PERCENT = 95, 100


@register.simple_tag
def status_badge(thing: object, field: str = "status", *, label: object = "", tone: str = "") -> SafeString:
    """A pill with icon and word.

    `{% status_badge order %}` reads `order.status` and its label; `{% status_badge order "stock_status" %}`
    another field; a choice (`OrderStatus.OPEN`) knows its own label; a bare string takes `label=`.
    """
    value, word = _value_and_word(thing, field)
    tone = tone or tone_of(value)
    return format_html(
        '<span class="pill pill--{}">{}{}</span>', tone, icon(icon_of(value)), label or word or "-"
    )


def _value_and_word(thing: object, field: str) -> tuple[str, object]:
    if isinstance(thing, Model):
        shown = getattr(thing, f"get_{field}_display", None)
        value = getattr(thing, field)
        name = _names_of_numbers(type(thing), field).get(value) if isinstance(value, int) else None
        return name or str(value), shown() if shown else value
    if isinstance(thing, Choices):
        return thing.name if not isinstance(thing.value, str) else thing.value, thing.label
    value = str(thing.value if isinstance(thing, Enum) else thing or "")
    return value, value.replace("_", " ").capitalize()


@cache
def _names_of_numbers(model: type[Model], field: str) -> dict[int, str]:
    """The names of a status kept as a number, from the class in the app's `states` with the same numbers."""
    states = sys.modules.get(f"{model.__module__.split('.')[0]}.states")
    choices = getattr(model._meta.get_field(field), "flatchoices", ())
    numbers = [number for number, _label in choices]
    for found in vars(states).values() if states else ():
        if isinstance(found, type) and issubclass(found, IntegerChoices) and found.values == numbers:
            return {member.value: member.name for member in found}
    return {}


@register.simple_tag(name="route_tag")
def numbered_tag(number: int, code: str = "", url: str = "") -> SafeString:
    """`{% route_tag 9 %}`: R09 in the route's hue; 1-8 solid, 9-16 hollow, then it repeats."""
    classes = f"route-tag {hue(number)}"
    text = code or f"R{int(number):02d}"
    if url:
        return format_html('<a class="{}" href="{}">{}</a>', classes, url, text)
    return format_html('<span class="{}">{}</span>', classes, text)


@register.filter(name="route_hue")
def hue(number: int) -> str:
    """The classes that give any element the hue of a route, as `--route`."""
    place = max(int(number), 1) - 1
    hollow = " route-tag--hollow" if place // HUES % 2 else ""
    return f"route-hue-{place % HUES + 1}{hollow}"


@register.simple_tag
def meter(value: float, most: float = 100, label: str = "") -> SafeString:
    """`{% meter load_grams capacity_grams _("Load") %}`: how full, and said for who does not see it."""
    percent = round(100 * value / most) if most else 0
    state = (
        "meter--over" if percent > FULL_PERCENT else "meter--full" if percent >= ALMOST_FULL_PERCENT else ""
    )
    return format_html(
        '<svg class="meter {}" role="meter" aria-label="{}" aria-valuemin="0" aria-valuemax="100" '
        'aria-valuenow="{}" aria-valuetext="{} %"><rect width="{}%" height="100%" rx="3"/></svg>',
        state,
        label or _("How full"),
        min(percent, FULL_PERCENT),
        percent,
        min(percent, FULL_PERCENT),
    )
