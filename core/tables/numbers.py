"""Cells that hold numbers, read with decimal arithmetic and never guessed."""

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal

from django.utils.translation import gettext as _

from core.tables.cells import NumberText
from core.tables.columns import Column, Kind, Reading, Scale
from core.tables.errors import CellProblem

LARGEST = 999_999_999_999_999  # fifteen digits: exact in spreadsheets, in JSON and in a bigint
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_STORED = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?")
_WITH_UNIT = re.compile(r"(?P<number>[^\sA-Za-z]+)\s*(?P<unit>[^\W\d_]+)\.?")
_SHORTENED = re.compile(r"[+-]?[0-9]([.,][0-9]+)?[eE]\+?[0-9]+")
_GROUPED = re.compile(r"[+-]?[0-9]+([,.' \u00a0\u202f][0-9]+)+")
_MOST_CHARACTERS = 40
_DEGREES = {Kind.LONGITUDE: 180, Kind.LATITUDE: 90}
_EXACT = Context(prec=200, Emax=99_999, Emin=-99_999)


def parse_decimal(text: str, decimal_mark: str = ".") -> Decimal:
    """The number that stands in a cell. Raises CellProblem, above all where it could be read in two ways."""
    stored = isinstance(text, NumberText)
    plain = text.replace("\u2212", "-")
    if len(plain) > _MOST_CHARACTERS:
        raise CellProblem(_("This number is too long."), "too_large")
    if not stored and decimal_mark == ",":
        # With a comma declared, a point can only be a thousands mark: refused below like any other.
        plain = plain.replace(".", "'").replace(",", ".")
    if not (_STORED if stored else _PLAIN).fullmatch(plain):
        if stored and _SHORTENED.fullmatch(plain):
            raise CellProblem(_("This number is too long."), "too_large")
        raise _not_a_number(text, decimal_mark)
    return _EXACT.create_decimal(plain)


def _not_a_number(text: str, decimal_mark: str) -> CellProblem:
    shown = {"text": text, "mark": decimal_mark, "like": "1234" + decimal_mark + "5"}
    if _GROUPED.fullmatch(text):
        told = _(
            "“%(text)s” can be read in more than one way. Write “%(mark)s” before decimals and"
            " nothing between thousands, like %(like)s."
        )
        return CellProblem(told % shown, "ambiguous_number")
    if _SHORTENED.fullmatch(text):
        told = _(
            "“%(text)s” was shortened by a spreadsheet and has lost digits. Format it as a plain number."
        )
        return CellProblem(told % shown, "shortened_number")
    return CellProblem(_("“%(text)s” is not a number.") % shown, "not_a_number")


def parse_integer(text: str, column: Column, reading: Reading) -> int:
    """A whole number within the column's bounds. "5.0" is whole, "5.5" is not."""
    number = parse_decimal(text, reading.decimal_mark)
    _require_within(number, column, unit="")
    whole = number.to_integral_value(context=_EXACT)
    if whole != number:
        raise CellProblem(_("“%(text)s” is not a whole number.") % {"text": text}, "not_whole")
    return int(whole)


def parse_scaled(text: str, column: Column, reading: Reading, unit: str) -> int:
    """A number with a unit as whole base units. `unit` is what heading or unit column say, or "".

    Raises CellProblem for a unit that is unknown or missing and for more decimals than the base unit holds.
    """
    scale = column.scale
    assert scale is not None  # noqa: S101 - Column.__post_init__ sees to it
    written = None if isinstance(text, NumberText) else _WITH_UNIT.fullmatch(text)
    if written:
        text, unit = written["number"], written["unit"]
    number = _EXACT.multiply(parse_decimal(text, reading.decimal_mark), _factor(unit or scale.assumed, scale))
    _require_within(number, column, unit=scale.base)
    whole = number.to_integral_value(rounding=ROUND_HALF_EVEN, context=_EXACT)
    if whole != number and (not scale.rounds or whole == 0):
        told = _("“%(text)s” is not a whole number of %(unit)s.")
        raise CellProblem(told % {"text": text, "unit": scale.base}, "not_whole")
    return int(whole)


def _factor(unit: str, scale: Scale) -> Decimal:
    known = {name.casefold(): factor for name, factor in scale.units.items()}
    if unit.casefold() in known:
        return Decimal(known[unit.casefold()])
    units = {"unit": unit[:20], "known": ", ".join(scale.units)}
    if not unit:
        raise CellProblem(_("The unit is missing. Write one of: %(known)s.") % units, "unit_missing")
    raise CellProblem(
        _("“%(unit)s” is not a known unit. Write one of: %(known)s.") % units,
        "unit_unknown",
    )


def parse_degrees(text: str, column: Column, reading: Reading) -> float:
    """A longitude or latitude in degrees, at most 180 or 90 from zero."""
    number = parse_decimal(text, reading.decimal_mark)
    most = _DEGREES[column.kind]
    if abs(number) > most:
        told = _("“%(text)s” lies outside -%(most)d to %(most)d degrees.")
        raise CellProblem(told % {"text": text, "most": most}, "out_of_range")
    return float(number)


def _require_within(number: Decimal, column: Column, *, unit: str) -> None:
    """Compare before anything becomes an int: 1e9999 has ten thousand digits."""
    least = -LARGEST if column.minimum is None else column.minimum
    most = LARGEST if column.maximum is None else column.maximum
    if number < least:
        told = _("Too small: at least %(bound)s is needed.")
        raise CellProblem(told % {"bound": f"{least} {unit}".strip()}, "too_small")
    if number > most:
        told = _("Too large: at most %(bound)s is taken.")
        raise CellProblem(told % {"bound": f"{most} {unit}".strip()}, "too_large")
