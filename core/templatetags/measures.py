"""Filters that turn the whole numbers of the database into what people read, with their unit.

The number and its unit stay on one line (a no-break space), and in this order where a page runs from right to
left: there they are isolated, else "800 kg" would read "kg 800". `None` shows as a dash.
"""

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

register = template.Library()

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
ISOLATED, AGAIN = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
DASH = "\N{EN DASH}"
# Currencies whose minor unit is not a hundredth (ISO 4217)
EXPONENTS = dict.fromkeys(["CLP", "ISK", "JPY", "KRW", "VND"], 0)
EXPONENTS |= dict.fromkeys(["BHD", "JOD", "KWD", "OMR", "TND"], 3)
MINUTE = HOUR = 60


def _number(value: Decimal | int, places: int = 0) -> str:
    text = number_format(Decimal(value).copy_abs(), decimal_pos=places, use_l10n=True, force_grouping=True)
    return f"{MINUS}{text}" if value < 0 else text


def _kept(text: str) -> str:
    """The number before its unit, also in a language that is written from right to left."""
    return f"{ISOLATED}{text}{AGAIN}" if get_language_bidi() else text


def _scaled(value: int | None, steps: list[tuple[int, int, str]]) -> str:
    """Show in the first step (smallest amount, decimals, unit) that the value reaches."""
    if value is None:
        return DASH
    value = int(value)
    for size, places, unit in steps:
        if abs(value) >= size:
            return _kept(f"{_number(Decimal(value) / size, places)}{NO_BREAK}{unit}")
    return _kept(f"{_number(value)}{NO_BREAK}{steps[-1][2]}")


@register.filter
def quantity(value: int | None, unit: str = "") -> str:
    """1234 → 1,234; with a unit: `{{ balance.on_hand|quantity:item.unit }}`."""
    if value is None:
        return DASH
    return f"{_number(int(value))}{NO_BREAK}{unit}" if unit else _number(int(value))


@register.filter
def grams(value: int | None) -> str:
    """850 → 850 g, 12500 → 12.5 kg, 1240000 → 1.24 t."""
    return _scaled(value, [(1_000_000, 2, "t"), (1000, 1, "kg"), (1, 0, "g")])


@register.filter
def metres(value: int | None) -> str:
    """740 → 740 m, 12400 → 12.4 km."""
    return _scaled(value, [(1000, 1, "km"), (1, 0, "m")])


@register.filter
def millimetres(value: int | None) -> str:
    """8 → 8 mm, 320 → 32.0 cm, 2400 → 2.40 m."""
    return _scaled(value, [(1000, 2, "m"), (10, 1, "cm"), (1, 0, "mm")])


@register.filter
def millilitres(value: int | None) -> str:
    """330 → 330 ml, 12500 → 12.5 l, 3200000 → 3.20 m³."""
    return _scaled(value, [(1_000_000, 2, "m³"), (1000, 1, "l"), (1, 0, "ml")])


@register.filter
def seconds(value: int | None) -> str:
    """45 → 45 s, 300 → 5 min, 19800 → 5 h 30 min. Whole minutes above one minute."""
    if value is None:
        return DASH
    value = int(value)
    sign, size = (MINUS if value < 0 else ""), abs(value)
    second, minute, hour = _("s"), _("min"), _("h")
    if size < MINUTE:
        return f"{sign}{size}{NO_BREAK}{second}"
    hours, minutes = divmod((size + MINUTE // 2) // MINUTE, HOUR)
    if not hours:
        return f"{sign}{minutes}{NO_BREAK}{minute}"
    tail = f"{NO_BREAK}{minutes}{NO_BREAK}{minute}" if minutes else ""
    return f"{sign}{hours}{NO_BREAK}{hour}{tail}"


@register.filter
def money(value: int | None, currency: str) -> str:
    """Minor units: `{{ 123456|money:"EUR" }}` → 1,234.56 EUR."""
    if value is None:
        return DASH
    places = EXPONENTS.get(currency, 2)
    return _kept(f"{_number(Decimal(int(value)).scaleb(-places), places)}{NO_BREAK}{currency}")


@register.filter
def percent(value: int | None, most: int | None = 100) -> str:
    """A share of the most there can be: `{{ load|percent:capacity }}` → 82 %."""
    if value is None or not most:
        return DASH
    return _kept(f"{_number(round(100 * int(value) / int(most)))}{NO_BREAK}%")


@register.filter
def signed(value: int | None) -> str:
    """A change with its sign: 3 → +3; a loss has a minus sign; 0 → 0."""
    if value is None:
        return DASH
    return _kept(f"+{_number(int(value))}" if value > 0 else _number(int(value)))
