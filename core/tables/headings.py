"""Matching the headings of a file with the columns that an import understands."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.tables.cells import Table, cell_address
from core.tables.columns import Column
from core.tables.errors import TableError, printable

_SHOWN = 60
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column stands in the file:

    position from 0, its heading as written, the unit that it names or "".
    """

    position: int
    heading: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Headings:
    """What was found: the place of each known column, and headings that nobody asked for."""

    places: dict[str, Place]
    unknown: list[str]


def match_headings(table: Table, columns: Sequence[Column]) -> Headings:
    """Find the columns. Raises TableError that lists every missing and every doubled heading at once."""
    accepted = _accepted(columns)
    places: dict[str, Place] = {}
    unknown: list[str] = []
    doubled: list[str] = []
    for position, written in enumerate(table.headings):
        heading = written.strip()
        name, unit = accepted.get(plain_heading(heading), ("", ""))
        if not name:
            unknown.append(_shown(heading, position, table.heading_row))
        elif name in places:
            doubled.append(
                f"{_shown(places[name].heading, places[name].position, 0)} = {_shown(heading, position, 0)}"
            )
        else:
            places[name] = Place(position, heading, unit)
    missing = [column for column in columns if column.required and column.name not in places]
    if missing or doubled:
        raise _refusal(table, missing, doubled)
    return Headings(places, unknown)


def plain_heading(text: str) -> str:
    """The heading with case, spaces and punctuation taken away:

    "Weight (kg)" and "weight_kg" are the same.
    """
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def _accepted(columns: Sequence[Column]) -> dict[str, tuple[str, str]]:
    """Plain heading to column name and the unit that the heading gives. Names win over labels and aliases."""
    accepted: dict[str, tuple[str, str]] = {}
    for column in columns:
        for words in (str(column.label), *column.aliases):
            accepted.setdefault(plain_heading(words), (column.name, ""))
    for column in columns:
        accepted[plain_heading(column.name)] = (column.name, "")
    for column in columns:
        for unit in column.scale.units if column.scale else ():
            for words in (column.name, str(column.label), *column.aliases):
                accepted.setdefault(plain_heading(words + unit), (column.name, unit))
    return accepted


def _shown(heading: str, position: int, row: int) -> str:
    """A heading in a message; one without words is called by its place."""
    if heading:
        return printable(heading[:_SHOWN])
    return cell_address(position, row) if row else cell_address(position, 1)[:-1]


def _refusal(table: Table, missing: list[Column], doubled: list[str]) -> TableError:
    parts = []
    if missing:
        words = ngettext(
            "This column is missing: %(names)s.",
            "These columns are missing: %(names)s.",
            len(missing),
        )
        parts.append(words % {"names": ", ".join(str(column.label) for column in missing)})
        found = ", ".join(
            filter(
                None,
                (heading.strip()[:_SHOWN] for heading in table.headings[:_MOST_NAMED]),
            )
        )
        parts.append(_("The headings found are: %(names)s.") % {"names": found or "-"})
    if doubled:
        parts.append(
            _("These headings mean the same column: %(names)s.") % {"names": ", ".join(doubled[:_MOST_NAMED])}
        )
    return TableError(
        " ".join(parts),
        reason="headings",
        row=table.heading_row,
        missing=[column.name for column in missing],
        doubled=doubled[:_MOST_NAMED],
    )
