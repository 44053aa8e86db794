"""Raw rows into values: every row becomes either a Row or errors that name its cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.tables.cells import BadCell, FileKind, RawRow, Table, cell_address
from core.tables.columns import Column, Reading
from core.tables.errors import CellProblem, RowError, printable
from core.tables.headings import Headings, Place, match_headings
from core.tables.values import parse_cell

MOST_ERRORS = 20_000  # kept; the rows beyond are still counted
_MOST_PER_ROW = 10
_VALUE_SHOWN, _MESSAGE_SHOWN = 100, 400
_PREVIEW = 10
_LOCAL = Reading()


@dataclass(frozen=True, slots=True)
class Row:
    """One good row: its number in the file, and the value of every known column that the file has.

    A column that the file lacks is not among the values, so an update can leave its field alone.
    """

    number: int
    values: dict[str, Any]

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - what it is, the column's kind says
        """The value of a column that the file has. Raises KeyError for one that it lacks."""
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as above
        """The value of a column, or `default` where the file lacks it."""
        return self.values.get(name, default)

    def __contains__(self, name: str) -> bool:
        """Whether the file has this column."""
        return name in self.values


@dataclass(slots=True)
class ParsedTable:
    """What came of a file.

    `errors` is cut at MOST_ERRORS; `bad_rows` holds the number of every refused row, `bad_groups` the value
    of the group column of refused rows, with the first such row.
    """

    kind: FileKind
    headings: Headings
    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    bad_rows: set[int] = field(default_factory=set)
    bad_groups: dict[Any, int] = field(default_factory=dict)
    row_count: int = 0
    notes: list[str] = field(default_factory=list)
    preview: list[RawRow] = field(default_factory=list)
    written_headings: list[str] = field(default_factory=list)

    def refuse(self, error: RowError) -> None:
        """Note an error and count its row as bad."""
        self.bad_rows.add(error.row)
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(error)


def parse_table(
    table: Table,
    columns: Sequence[Column],
    *,
    reading: Reading = _LOCAL,
    key: Sequence[str] = (),
    group: str = "",
) -> ParsedTable:
    """Read all rows of an open table.

    Where two rows have the same values in the `key` columns the second is refused and names the first.

    Raises TableError where the file as a whole cannot be read or lacks a required column.
    """
    headings = match_headings(table, columns)
    parsed = ParsedTable(table.kind, headings, notes=list(table.notes), written_headings=list(table.headings))
    parser = _RowParser(table, columns, headings, reading)
    seen: dict[tuple[Any, ...], int] = {}
    for raw in table.rows:
        if raw.blank:
            continue
        parsed.row_count += 1
        if len(parsed.preview) < _PREVIEW:
            parsed.preview.append(raw)
        row, errors = parser.parse(raw)
        if not errors and key:
            errors = _repeated(row, key, seen, parser)
        for error in errors:
            parsed.refuse(error)
        if errors and group in row:
            parsed.bad_groups.setdefault(row[group], row.number)
        if not errors:
            parsed.rows.append(row)
    return parsed


def _repeated(
    row: Row, key: Sequence[str], seen: dict[tuple[Any, ...], int], parser: "_RowParser"
) -> list[RowError]:
    """An error if an earlier row has the same key. Case counts, as it does in the database."""
    identity = tuple(row.get(name) for name in key)
    first = seen.setdefault(identity, row.number)
    if first == row.number:
        return []
    value = " · ".join(str(part) for part in identity)
    told = _("The same as row %(row)d; a table names each only once.") % {"row": first}
    return [parser.error(row.number, key[0], told, "repeated", value)]


class _RowParser:
    """The columns bound to their places in one file."""

    def __init__(
        self,
        table: Table,
        columns: Sequence[Column],
        headings: Headings,
        reading: Reading,
    ) -> None:
        places = headings.places
        self._bound = [(column, places[column.name]) for column in columns if column.name in places]
        self._units = {
            column.name: places[column.scale.unit_from].position
            for column, _place in self._bound
            if column.scale and column.scale.unit_from in places
        }
        self._places = places
        self._width = len(table.headings)
        self._addressed = table.kind is not FileKind.JSON
        self._reading = reading

    def parse(self, raw: RawRow) -> tuple[Row, list[RowError]]:
        """The row's values, and its errors if it has any."""
        cells = raw.cells
        values: dict[str, Any] = {}
        errors = self._beyond_headings(raw)
        for column, place in self._bound:
            cell = cells[place.position] if place.position < len(cells) else ""
            if isinstance(cell, BadCell):
                errors.append(self.error(raw.number, column.name, cell.message, cell.code, cell.text))
                continue
            try:
                values[column.name] = parse_cell(
                    cell, column, self._reading, self._unit(column, place, cells)
                )
            except CellProblem as problem:
                errors.append(self.error(raw.number, column.name, problem.message, problem.code, cell))
        return Row(raw.number, values), errors[:_MOST_PER_ROW]

    def _beyond_headings(self, raw: RawRow) -> list[RowError]:
        """An error if cells stand to the right of the last heading: mostly a mark that was not quoted."""
        if len(raw.cells) <= self._width:
            return []
        told = _(
            "The row has %(count)d cells, but there are only %(most)d headings."
            " A cell that holds the separating mark must stand in quotation marks."
        )
        told %= {"count": len(raw.cells), "most": self._width}
        return [self.error(raw.number, "", told, "too_many_cells")]

    def _unit(self, column: Column, place: Place, cells: list[Any]) -> str:
        """What heading or unit column say about a scaled number."""
        if place.unit or column.name not in self._units:
            return place.unit
        position = self._units[column.name]
        unit = cells[position] if position < len(cells) else ""
        return "" if isinstance(unit, BadCell) else str(unit).strip()

    def error(self, row: int, name: str, message: str, code: str, value: str = "") -> RowError:
        """An error with the place as the file shows it."""
        place = self._places.get(name)
        heading = printable(place.heading) if place else ""
        cell = cell_address(place.position, row) if place and self._addressed else ""
        told = printable(message[:_MESSAGE_SHOWN])
        return RowError(row, heading, told, printable(value[:_VALUE_SHOWN]), cell, code)
