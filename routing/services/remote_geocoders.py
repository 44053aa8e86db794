"""Geocoders of others, by setting: Nominatim and Photon. Addresses leave the house: never the default.

Answers are kept for a month: the public servers' rule. An answer in another form than the documented one is
refused as a whole, so that a changed server shows as down and not as a land without streets.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from core.tables.errors import printable
from core.transactions import service
from routing.extracts.wording import place_key, postcode_key, street_key
from routing.models import FoundAddress
from routing.services import geocoder_transport as transport
from routing.services.geocoder import Candidate, Geocoder, GeocoderUnavailableError, Level, Question

_KEPT_FOR = timedelta(days=30)
_ASKED_FOR = "10"
"""Always as many, since answers are remembered; callers get what they wanted of them."""
_LONGEST_WORD = 200
_CONFIDENCE: dict[Level, int] = {"house": 90, "interpolated": 75, "street": 55, "postcode": 30, "place": 20}
_TOWNS = ("city", "town", "village", "hamlet", "municipality")
_PHOTON_TOWNS = frozenset({"city", "district", "locality"})


class _Remote(ABC):
    """What both have in common: one question at a time, politely, remembered."""

    name: str
    default_url: ClassVar[str]

    def search(self, questions: Sequence[Question], *, limit: int) -> list[list[Candidate]]:
        """For each question its candidates, from memory where it was asked before."""
        return [self._remembered(question, limit) for question in questions]

    def reverse(self, longitude: float, latitude: float) -> Candidate | None:
        """The address nearest to a point."""
        found = self._understood(*self._reverse_request(longitude, latitude))
        return found[0] if found else None

    @abstractmethod
    def _search_request(self, question: Question) -> tuple[str, dict[str, str]]:
        """Path and query of a search."""

    @abstractmethod
    def _reverse_request(self, longitude: float, latitude: float) -> tuple[str, dict[str, str]]:
        """Path and query of a reverse search."""

    @abstractmethod
    def _read(self, answer: Any, country: str) -> Iterator[Candidate]:  # noqa: ANN401 - JSON
        """The provider's answer in our form, of that country (two capitals) if one is named."""

    def _remembered(self, question: Question, limit: int) -> list[Candidate]:
        if not any((question.line, question.postcode, question.town)):
            return []
        key = _key(question)
        kept = FoundAddress.objects.filter(
            provider=self.name, question=key, expires_at__gt=timezone.now()
        ).first()
        if kept is None:
            found = self._understood(*self._search_request(question), question.country)
            _remember(provider=self.name, question=key, candidates=found, at=timezone.now())
            return found[:limit]
        return [Candidate(**one) for one in kept.answer][:limit]

    def _understood(self, path: str, query: dict[str, str], country: str = "") -> list[Candidate]:
        base = settings.GEOCODER_URL or self.default_url
        answer = transport.ask(name=self.name, base=base, path=path, query=query)
        try:
            found = list(self._read(answer, country.upper()))
        except (AttributeError, KeyError, TypeError, ValueError) as failure:
            raise GeocoderUnavailableError(f"{self.name} answers in a form that is not known") from failure
        return [one for one in found if usable(one)]


class Nominatim(_Remote):
    """https://nominatim.org/release-docs/latest/api/Search/"""

    name = "nominatim"
    default_url = "https://nominatim.openstreetmap.org"
    _COMMON: ClassVar = {"format": "jsonv2", "addressdetails": "1"}

    def _search_request(self, question: Question) -> tuple[str, dict[str, str]]:
        asked = {"street": question.line, "postalcode": question.postcode, "city": question.town}
        country = {"countrycodes": question.country.lower()} if question.country else {}
        given = {key: value for key, value in asked.items() if value}
        return "/search", {**self._COMMON, **given, **country, "limit": _ASKED_FOR}

    def _reverse_request(self, longitude: float, latitude: float) -> tuple[str, dict[str, str]]:
        return "/reverse", {**self._COMMON, "lon": f"{longitude:.7f}", "lat": f"{latitude:.7f}"}

    def _read(self, answer: Any, country: str) -> Iterator[Candidate]:  # noqa: ANN401 - JSON
        if isinstance(answer, dict) and answer.get("error") == "Unable to geocode":
            return  # how /reverse says that nothing is near
        for row in [answer] if isinstance(answer, dict) else answer:
            words = row.get("address", {})
            town = next((words[kind] for kind in _TOWNS if words.get(kind)), "")
            told = words.get("road"), words.get("house_number"), words.get("postcode"), town
            yield _candidate(self.name, (float(row["lon"]), float(row["lat"])), told)


class Photon(_Remote):
    """https://github.com/komoot/photon#search-api"""

    name = "photon"
    default_url = "https://photon.komoot.io"

    def _search_request(self, question: Question) -> tuple[str, dict[str, str]]:
        words = " ".join(filter(None, [question.line, question.postcode, question.town]))
        return "/api", {"q": words, "limit": _ASKED_FOR}

    def _reverse_request(self, longitude: float, latitude: float) -> tuple[str, dict[str, str]]:
        return "/reverse", {"lon": f"{longitude:.7f}", "lat": f"{latitude:.7f}"}

    def _read(self, answer: Any, country: str) -> Iterator[Candidate]:  # noqa: ANN401 - JSON
        for feature in answer["features"]:
            words = feature["properties"]
            if country and words.get("countrycode", country).upper() != country:
                continue  # Photon cannot be asked for one country only
            longitude, latitude = feature["geometry"]["coordinates"]
            kind, name = words.get("type"), words.get("name")
            street = words.get("street") or (name if kind == "street" else "")
            town = words.get("city") or (name if kind in _PHOTON_TOWNS else "")
            told = street, words.get("housenumber"), words.get("postcode"), town
            yield _candidate(self.name, (float(longitude), float(latitude)), told)


def remote_geocoder(name: str) -> Geocoder:
    """The provider of that name. Raises ImproperlyConfigured where there is none."""
    providers: dict[str, type[_Remote]] = {one.name: one for one in (Nominatim, Photon)}
    if name not in providers:
        raise ImproperlyConfigured(f"GEOCODER must be local, nominatim or photon, not {name!r}")
    return providers[name]()


def usable(candidate: Candidate) -> bool:
    """Whether the pin is a place on earth."""
    return -180 <= candidate.longitude <= 180 and -90 <= candidate.latitude <= 90  # noqa: PLR2004 - degrees


def _candidate(source: str, point: tuple[float, float], told: tuple[Any, Any, Any, Any]) -> Candidate:
    street, number, postcode, town = (printable(str(one or ""))[:_LONGEST_WORD] for one in told)
    level: Level = "house" if number else "street" if street else "postcode" if postcode else "place"
    label = ", ".join(filter(None, [f"{street} {number}".strip(), f"{postcode} {town}".strip()]))
    return Candidate(*point, level, _CONFIDENCE[level], source, label, street, number, postcode, town)


def _key(question: Question) -> str:
    parts = [street_key(question.line), postcode_key(question.postcode), place_key(question.town)]
    return hashlib.sha256("|".join([*parts, question.country.upper()]).encode()).hexdigest()


@service
def _remember(*, provider: str, question: str, candidates: list[Candidate], at: datetime) -> None:
    FoundAddress.objects.filter(expires_at__lte=at).delete()
    FoundAddress.objects.update_or_create(
        provider=provider,
        question=question,
        defaults={"answer": [asdict(one) for one in candidates], "expires_at": at + _KEPT_FOR},
    )
