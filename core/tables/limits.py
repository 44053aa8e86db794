"""How much of a file is read before it is refused."""

from dataclasses import dataclass

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE


@dataclass(frozen=True, slots=True)
class TableLimits:
    """Bounds on a table. Whatever goes beyond one is refused with the place where it happened.

    The last four bound what a workbook unpacks to: a few kilobytes of ZIP can hold gigabytes of XML.
    """

    file_bytes: int = 20 * MEGABYTE
    rows: int = 100_000
    columns: int = 200
    cell_characters: int = 10_000
    archive_entries: int = 500
    archive_bytes: int = 120 * MEGABYTE
    archive_ratio: int = 150
    workbook_cells: int = 5_000_000
