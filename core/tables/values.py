"""One cell into one value, by what its column asks for."""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from core.tables.columns import TEXTS, Column, Kind, Reading
from core.tables.errors import CellProblem
from core.tables.moments import parse_date, parse_moment, parse_time, parse_window
from core.tables.numbers import parse_degrees, parse_integer, parse_scaled
from core.tables.text import clean_identifier, clean_text

_YES = frozenset({"yes", "y", "true", "t", "1", "x"})
_NO = frozenset({"no", "n", "false", "f", "0"})
_SHORTENED = re.compile(r"[0-9][.,][0-9]+[eE]\+[0-9]{2,}")


def parse_cell(text: str, column: Column, reading: Reading, unit: str = "") -> object:
    """The value of a cell; for a blank one "" (texts) or None. Raises CellProblem that says what is wrong.

    `unit` is the unit that the heading or another cell of the row gives to a scaled number.
    """
    stripped = text.strip()
    if not stripped:
        if column.required:
            raise CellProblem(_("A value is needed here."), "missing")
        return "" if column.kind in TEXTS else None
    if column.kind is Kind.SCALED:
        return parse_scaled(_kept(text, stripped), column, reading, unit)
    return _PARSERS[column.kind](_kept(text, stripped), column, reading)


def _kept(text: str, stripped: str) -> str:
    """The stripped text; where nothing was stripped, the text itself, which may know that it is a number."""
    return text if len(text) == len(stripped) else stripped


def _text(text: str, column: Column, reading: Reading) -> str:
    return _chosen(clean_text(text, multiline=column.multiline), column)


def _identifier(text: str, column: Column, reading: Reading) -> str:
    if _SHORTENED.fullmatch(text):
        told = _("“%(text)s” was shortened by a spreadsheet and has lost digits. Format the column as text.")
        raise CellProblem(told % {"text": text}, "shortened_number")
    return _chosen(clean_identifier(text), column)


def _chosen(text: str, column: Column) -> str:
    """The text, if it is short enough; with choices, the one that it names. Raises CellProblem."""
    if column.required and not text:
        raise CellProblem(_("A value is needed here."), "missing")
    if len(text) > column.max_length:
        told = _("Too long: %(size)d characters, at most %(most)d are taken.")
        raise CellProblem(told % {"size": len(text), "most": column.max_length}, "too_long")
    if column.choices is None or not text:
        return text
    wanted = text.casefold()
    for value, label in column.choices.items():
        if wanted in {value.casefold(), str(label).casefold()}:
            return value
    known = ", ".join(column.choices)
    raise CellProblem(
        _("“%(text)s” is not one of: %(known)s.") % {"text": text[:60], "known": known},
        "unknown_choice",
    )


def _boolean(text: str, column: Column, reading: Reading) -> bool:
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellProblem(_("“%(text)s” is neither yes nor no.") % {"text": text[:60]}, "not_a_boolean")


_PARSERS: dict[Kind, Callable[[str, Column, Reading], object]] = {
    Kind.TEXT: _text,
    Kind.IDENTIFIER: _identifier,
    Kind.INTEGER: parse_integer,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: parse_date,
    Kind.DATETIME: parse_moment,
    Kind.TIME: parse_time,
    Kind.TIME_WINDOW: parse_window,
    Kind.LONGITUDE: parse_degrees,
    Kind.LATITUDE: parse_degrees,
}
