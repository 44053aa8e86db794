"""What a column of a table means: its name, its headings, the kind of its values and their bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from decimal import Decimal
from enum import StrEnum

from django.utils import functional

type Words = str | functional.Promise  # a text, or one that is translated when it is shown


class Kind(StrEnum):
    """The kinds of values, and what a parsed cell is in Python.

    TEXT and IDENTIFIER: str ("" when blank). INTEGER and SCALED: int. BOOLEAN: bool. DATE: date. DATETIME:
    aware datetime in UTC. TIME: time. TIME_WINDOW: `moments.TimeWindow`. LONGITUDE and LATITUDE: float, in
    degrees. Every kind but the two texts is None when the cell is blank.
    """

    TEXT = "text"
    IDENTIFIER = "identifier"
    INTEGER = "integer"
    SCALED = "scaled"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    TIME_WINDOW = "time_window"
    LONGITUDE = "longitude"
    LATITUDE = "latitude"


TEXTS = frozenset({Kind.TEXT, Kind.IDENTIFIER})


@dataclass(frozen=True, slots=True)
class Scale:
    """How a decimal number with a unit becomes a whole number of base units.

    `units` says how many base units one of each is ({"g": 1, "kg": 1000, "lb": Decimal("453.59237")}).
    The unit of a cell is the one written behind its number, else the one in the heading ("weight_kg",
    "Weight (kg)"), else the one in the cell of `unit_from` (another column of the import), else
    `assumed`; else the cell is refused.
    With `rounds` the result is rounded to the nearest base unit (half to even), never to zero; without it a
    number with more decimals than the base unit holds is refused.
    """

    base: str
    units: Mapping[str, int | Decimal]
    assumed: str = ""
    unit_from: str = ""
    rounds: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column that an import understands.

    `name` is the key of the value and always accepted as a heading, like `label` and the `aliases`; letters'
    case, spaces and punctuation in headings do not matter. `required` means: the heading stands there and no
    cell is blank. `minimum` and `maximum` bound numbers (in base units) and are inclusive. `choices` maps
    accepted values to their labels; either may stand in the file, the value is returned.
    """

    name: str
    label: Words
    kind: Kind = Kind.TEXT
    required: bool = False
    aliases: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    max_length: int = 200
    choices: Mapping[str, Words] | None = None
    scale: Scale | None = None
    multiline: bool = False
    help: Words = ""
    example: str = ""

    def __post_init__(self) -> None:
        """A scaled column must say how it is scaled."""
        if (self.kind is Kind.SCALED) != (self.scale is not None):
            raise ValueError(f"column {self.name}: SCALED and `scale` belong together")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person declared about a file: the zone of its local times, and the mark before decimals."""

    zone: tzinfo = UTC
    decimal_mark: str = "."
