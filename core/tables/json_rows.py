"""Rows of a JSON document: a list of objects, or an object whose "rows" is such a list."""

import json
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

from django.utils.translation import gettext as _

from core.tables.cells import BadCell, Cell, NumberText, RawRow
from core.tables.errors import TableError
from core.tables.limits import TableLimits

type Json = str | bool | list[Json] | dict[str, Json] | None


def read_json(stream: BinaryIO, *, encoding: str, limits: TableLimits) -> tuple[list[str], Iterator[RawRow]]:
    """Headings (all keys, as first seen) and rows. The row number is the entry's place in the list, from 1.

    Numbers stay the digits that were written, so nothing is rounded on the way.
    Raises TableError for anything that is not strict JSON, for a key that occurs twice and for other shapes.
    """
    stream.seek(0)
    entries = _entries(_parsed(stream.read().decode(encoding)), limits)
    headings = _headings(entries, limits)
    return headings, _rows(entries, headings)


def _parsed(text: str) -> Json:
    try:
        parsed: Json = json.loads(
            text,
            parse_int=NumberText,
            parse_float=NumberText,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        message = _("Line %(line)d, column %(column)d: this is not valid JSON.")
        place = {"line": error.lineno, "column": error.colno}
        raise TableError(message % place, reason="not_json", **place) from error
    except RecursionError as error:
        raise TableError(_("The JSON is nested too deeply."), reason="not_json") from error
    return parsed


def _refuse_constant(name: str) -> NoReturn:
    raise TableError(_("JSON has no number %(name)s.") % {"name": name}, reason="not_json")


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _value in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)[:100]
        raise TableError(
            _("The key “%(key)s” occurs twice in one object.") % {"key": twice},
            reason="duplicate_key",
        )
    return made


def _entries(document: Json, limits: TableLimits) -> list[dict[str, Json]]:
    rows = document.get("rows") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        raise TableError(
            _('The JSON must be a list of objects, or {"rows": [ … ]}.'),
            reason="wrong_shape",
        )
    if len(rows) > limits.rows:
        message = _("There are %(count)d entries; at most %(most)d are taken at once.")
        raise TableError(
            message % {"count": len(rows), "most": limits.rows},
            reason="too_many_rows",
            limit=limits.rows,
        )
    objects: list[dict[str, Json]] = []
    for number, entry in enumerate(rows, start=1):
        if not isinstance(entry, dict):
            message = _("Entry %(row)d is not an object.")
            raise TableError(message % {"row": number}, reason="wrong_shape", row=number)
        objects.append(entry)
    return objects


def _headings(entries: list[dict[str, Json]], limits: TableLimits) -> list[str]:
    seen: dict[str, None] = {}
    for number, entry in enumerate(entries, start=1):
        seen.update(dict.fromkeys(entry))
        if len(seen) > limits.columns:
            message = _("Entry %(row)d: more than %(most)d different keys.")
            facts = {"row": number, "most": limits.columns}
            raise TableError(
                message % facts,
                reason="too_many_columns",
                row=number,
                limit=limits.columns,
            )
    return list(seen)


def _rows(entries: list[dict[str, Json]], headings: list[str]) -> Iterator[RawRow]:
    for number, entry in enumerate(entries, start=1):
        yield RawRow(number, [_cell(entry.get(heading)) for heading in headings])


def _cell(value: Json) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return BadCell(_("A single value is expected here, not a list or an object."), "not_a_value")
