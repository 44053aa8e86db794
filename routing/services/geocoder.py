"""What is asked of a geocoder and what it answers, whoever it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

type Level = Literal["house", "interpolated", "street", "postcode", "place"]
LEVELS: tuple[Level, ...] = ("house", "interpolated", "street", "postcode", "place")
"""The most exact first."""


@dataclass(frozen=True, slots=True)
class Question:
    """An address as somebody wrote it. `line` is street and number in either order."""

    line: str
    postcode: str = ""
    town: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be meant: the pin, how exact it is, and how sure (percent)."""

    longitude: float
    latitude: float
    level: Level
    confidence: int
    source: str
    label: str
    street: str = ""
    number: str = ""
    postcode: str = ""
    town: str = ""


class GeocoderUnavailableError(Exception):
    """The provider does not answer, or has had enough questions for now; asking later may help."""


class Geocoder(Protocol):
    """Finds addresses and names points."""

    name: str

    def search(self, questions: Sequence[Question], *, limit: int) -> list[list[Candidate]]:
        """For each question its candidates, best first; an empty list where nothing is alike."""

    def reverse(self, longitude: float, latitude: float) -> Candidate | None:
        """The address nearest to a point, or None where there is none near."""
