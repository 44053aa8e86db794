"""What can be wrong with a table: the whole file, or one row of it."""

from dataclasses import dataclass

from core.errors import BadInputError


def printable(text: str) -> str:
    """The text fit for a page, a log and the database: what cannot be printed shows as its code."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


class TableError(BadInputError):
    """The file as a whole cannot be read as a table.

    `reason` is for programs, `message` for people; `facts` name the place (line, column, row) and the limit.
    """

    code = "unreadable_table"

    def __init__(self, message: str, *, reason: str, **facts: object) -> None:
        super().__init__(printable(message), reason=reason, **facts)
        self.reason = reason


class CellProblem(Exception):  # noqa: N818 - it never leaves this package; a RowError does
    """One cell does not hold what its column asks for. Raised by parsers, caught by `parsing`."""

    def __init__(self, message: str, code: str = "invalid") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


@dataclass(frozen=True, slots=True)
class RowError:
    """Why one row is refused, with the place as the person who made the file sees it.

    `row` is the number that a spreadsheet shows beside the row (JSON: the entry's number, from 1); `column`
    the heading in the file, or "" when the row as a whole is meant; `cell` its address such as C7, or "";
    `value` the start of what the cell holds.
    """

    row: int
    column: str
    message: str
    value: str = ""
    cell: str = ""
    code: str = "invalid"
