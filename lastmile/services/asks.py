"""Orders as they are asked for, in plain values: the same from a page, the API, a file or a command.

`None` means "not said": a new order gets the default, an amended one keeps what it has.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from core.tables.moments import TimeWindow
from lastmile.models.points import usable

OUTCOMES = CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
_NOT_WORDS = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class AddressAsk:
    """The words of an address, and its coordinates (degrees) where the caller knows them."""

    line1: str = ""
    line2: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""
    longitude: float | None = None
    latitude: float | None = None

    @property
    def has_point(self) -> bool:
        """Whether the caller gave coordinates."""
        return self.longitude is not None and self.latitude is not None

    @property
    def can_be_looked_up(self) -> bool:
        """Whether there is a usable point, or words where no point was given."""
        if self.longitude is None or self.latitude is None:
            return bool(self.line1.strip())
        return usable(self.longitude, self.latitude)

    @cached_property
    def match_key(self) -> str:
        """The same for the same place however it is typed: case, accents, spaces and dots do not count."""
        words = [
            normalised(part) for part in (self.line1, self.line2, self.postcode, self.town, self.country)
        ]
        point = f"{self.longitude:.6f},{self.latitude:.6f}" if self.has_point else ""
        return hashlib.sha256("|".join([*words, point]).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class LineAsk:
    """One item of an order, in whole base units."""

    sku: str
    quantity: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderAsk:
    """One order. `windows` are local times of the site on `deliver_on`, alternatives to one another."""

    external_id: str
    lines: tuple[LineAsk, ...] | None = None
    address: AddressAsk | None = None
    recipient_name: str | None = None
    recipient_phone: str | None = None
    recipient_email: str | None = None
    deliver_on: date | None = None
    windows: tuple[TimeWindow, ...] | None = None
    service_seconds: int | None = None
    instructions: str | None = None
    skills: tuple[str, ...] | None = None
    features: tuple[str, ...] | None = None
    priority: int | None = None
    site: str | None = None
    owner: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """What is against an order. `field` is a field of OrderAsk or LineAsk; `line` the index of the line."""

    field: str
    message: str
    code: str = "refused"
    line: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortage:
    """A part of a line for which no stock could be promised, and why (a BackorderReason)."""

    sku: str
    quantity: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderOutcome:
    """What became of one order: created, updated, unchanged or refused."""

    external_id: str
    outcome: str
    public_id: UUID | None = None
    number: str = ""
    site: str = ""
    address_status: str = ""
    shortages: Sequence[Shortage] = ()
    refusals: Sequence[Refusal] = field(default_factory=tuple)


def normalised(text: str) -> str:
    """Words without case, accents and punctuation, one space between them."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("ß", "ss")
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_WORDS.sub(" ", letters).strip()


def code_words(text: str) -> tuple[str, ...]:
    """Skills or features written in one text: "Heavy lifting, tail-lift" → heavy-lifting, tail-lift."""
    parts = re.split(r"[,;|]", text)
    return tuple(sorted({re.sub(r"\s+", "-", part.strip().casefold()) for part in parts if part.strip()}))
