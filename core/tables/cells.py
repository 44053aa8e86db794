"""The raw table: rows of text, before any column gives them a meaning."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class FileKind(StrEnum):
    """What a file is, found out from its bytes."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class NumberText(str):
    """Digits of a cell that the file itself stores as a number:

    always with a decimal point, never ambiguous.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that cannot be taken whatever its column means: a formula, an error value, a list in JSON."""

    message: str
    code: str
    text: str = ""


type Cell = str | BadCell


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands in the file. `number` is what a spreadsheet shows beside it."""

    number: int
    cells: list[Cell]

    @property
    def blank(self) -> bool:
        """No cell holds anything but white space."""
        return not any(isinstance(cell, BadCell) or cell.strip() for cell in self.cells)


@dataclass(slots=True)
class Table:
    """A file opened for reading: its headings, then its rows one by one.

    `rows` can be walked once, inside `open_table`; it may raise TableError at any row. `notes` tell what a
    person should know though nothing is wrong (which sheet was read, which mark separates the cells).
    """

    kind: FileKind
    headings: list[str]
    heading_row: int
    rows: Iterator[RawRow]
    notes: list[str] = field(default_factory=list)


def cell_address(position: int, row: int) -> str:
    """The spreadsheet's name of a cell: column position (from 0) and row number to "C7"."""
    letters = ""
    rest = position + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"
