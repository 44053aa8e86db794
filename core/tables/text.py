"""What a text cell may hold, and how it is made plain.

All text: Unicode is composed (NFC), every kind of space becomes a space, the ends are trimmed.
Refused everywhere: control characters, the replacement character (it shows that text was lost before), lone
surrogates and unassigned code points, and the marks that reorder what is shown (overrides, embeddings,
isolates). Dropped from free text: invisible marks without meaning of their own (zero-width space, soft
hyphen, word joiner, left-to-right mark and its kin). Zero-width joiner and non-joiner stay: Persian, Hindi
and emoji need them. Refused in identifiers: every invisible mark, because two identifiers that look the same
must be the same. A text that begins with "=" is refused: a spreadsheet would run it. With an apostrophe
before it (as our own downloads write it) it is taken as text.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from core.tables.errors import CellProblem

ESCAPED = re.compile("'+[=+@\t\r-]")  # apostrophes before a sign that begins a formula
_SPACES = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029 \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_LINE_BREAKS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_SPACES_IN_LINE = re.compile("[\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_DROPPED = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff]")
_JOINERS = "\u200c\u200d"
_BROKEN_CATEGORIES = frozenset({"Cc", "Cs", "Cn", "Co"})


def clean_text(raw: str, *, multiline: bool = False) -> str:
    """Free text made plain. Line breaks become a space unless `multiline`. Raises CellProblem."""
    text = _unescaped(raw)
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text) if "  " in text else text
    text = unicodedata.normalize("NFC", text)
    _require_showable(text)
    text = _DROPPED.sub("", text)
    if multiline:
        lines = (_SPACES_IN_LINE.sub(" ", line).strip() for line in _LINE_BREAKS.split(text))
        return "\n".join(lines).strip()
    return _SPACES.sub(" ", text).strip()


def clean_identifier(raw: str) -> str:
    """A code that people and machines compare: no line breaks, nothing invisible. Raises CellProblem."""
    text = _unescaped(raw)
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", text)
        if _LINE_BREAKS.search(text) or "\t" in text:
            raise CellProblem(_("Line breaks and tabs cannot stand in a code."), "control_character")
        _require_showable(text)
        hidden = next((sign for sign in text if unicodedata.category(sign) == "Cf"), None)
        if hidden is not None:
            told = _("An invisible character (%(name)s) cannot stand in a code.") % {"name": _name(hidden)}
            raise CellProblem(told, "invisible_character")
    return _SPACES.sub(" ", text).strip()


def _unescaped(raw: str) -> str:
    """Trimmed, without the apostrophe that a safe download puts before a formula sign.

    Raises for a formula.
    """
    text = raw.strip(" \t\r\n\xa0\ufeff")
    if text.startswith("="):
        told = _(
            "A text that begins with “=” would run as a formula. Put an apostrophe before it if it is meant."
        )
        raise CellProblem(told, "formula")
    return text[1:] if ESCAPED.match(text) else text


def _require_showable(text: str) -> None:
    if mark := _REORDERING.search(text):
        told = _("A mark that reverses the reading direction (%(name)s) cannot be taken.")
        raise CellProblem(told % {"name": _name(mark.group())}, "direction_mark")
    for sign in text:
        category = unicodedata.category(sign)
        if category in _BROKEN_CATEGORIES and not _LINE_BREAKS.match(sign) and sign != "\t":
            told = _("A control or unassigned character (%(name)s) cannot be taken.")
            raise CellProblem(told % {"name": _name(sign)}, "control_character")
    if "\ufffd" in text:
        told = _(
            "A character was lost before (it shows as “\ufffd”). Save the file from its source as UTF-8."
        )
        raise CellProblem(told, "lost_character")


def _name(sign: str) -> str:
    """How the person can look the character up: "U+202E"."""
    return f"U+{ord(sign):04X}"
