"""Geocoders of others, by setting: Nominatim and Photon. Addresses leave the house: never the default.

Answers are kept for a month, and no more than one question a second is asked: the public servers' rule.
"""

import hashlib
import json
import threading
import time
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from core.transactions import service
from routing.extracts.wording import place_key, postcode_key, street_key
from routing.models import FoundAddress
from routing.services.geocoder import Candidate, Geocoder, GeocoderUnavailableError, Level, Question

_TIMEOUT_SECONDS = 10.0
_KEPT_FOR = timedelta(days=30)
_SECONDS_BETWEEN = 1.0
_CONFIDENCE: dict[Level, int] = {"house": 90, "interpolated": 75, "street": 55, "postcode": 30, "place": 20}

_turn = threading.Lock()
_asked_last = [0.0]


class _Remote(ABC):
    """What both have in common: one question at a time, politely, remembered."""

    name: str
    default_url: ClassVar[str]

    def search(self, questions: Sequence[Question], *, limit: int) -> list[list[Candidate]]:
        """For each question its candidates, from memory where it was asked before."""
        return [self._remembered(question, limit) for question in questions]

    def reverse(self, longitude: float, latitude: float) -> Candidate | None:
        """The address nearest to a point."""
        found = self._read(self._ask(*self._reverse_request(longitude, latitude)))
        return found[0] if found else None

    @abstractmethod
    def _search_request(self, question: Question, limit: int) -> tuple[str, dict[str, str]]:
        """Path and query of a search."""

    @abstractmethod
    def _reverse_request(self, longitude: float, latitude: float) -> tuple[str, dict[str, str]]:
        """Path and query of a reverse search."""

    @abstractmethod
    def _read(self, answer: Any) -> list[Candidate]:  # noqa: ANN401 - JSON
        """The provider's answer in our form."""

    def _remembered(self, question: Question, limit: int) -> list[Candidate]:
        key = _key(question)
        kept = FoundAddress.objects.filter(
            provider=self.name, question=key, expires_at__gt=timezone.now()
        ).first()
        if kept is None:
            found = self._read(self._ask(*self._search_request(question, limit)))
            _remember(provider=self.name, question=key, candidates=found, at=timezone.now())
            return found[:limit]
        return [Candidate(**one) for one in kept.answer][:limit]

    def _ask(self, path: str, query: dict[str, str]) -> Any:  # noqa: ANN401 - JSON
        address = f"{(settings.GEOCODER_URL or self.default_url).rstrip('/')}{path}?{urlencode(query)}"
        request = urllib.request.Request(address, headers={"User-Agent": "Waybill"})  # noqa: S310 - set by us
        with _turn:
            time.sleep(max(0.0, _asked_last[0] + _SECONDS_BETWEEN - time.monotonic()))
            try:
                with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310 - set by us
                    return json.load(answer)
            except (OSError, ValueError) as failure:
                raise GeocoderUnavailableError(f"{self.name} does not answer: {failure}") from failure
            finally:
                _asked_last[0] = time.monotonic()


class Nominatim(_Remote):
    """https://nominatim.org/release-docs/latest/api/Search/"""

    name = "nominatim"
    default_url = "https://nominatim.openstreetmap.org"
    _COMMON: ClassVar = {"format": "jsonv2", "addressdetails": "1"}

    def _search_request(self, question: Question, limit: int) -> tuple[str, dict[str, str]]:
        asked = {"street": question.line, "postalcode": question.postcode, "city": question.town}
        country = {"countrycodes": question.country.lower()} if question.country else {}
        given = {key: value for key, value in asked.items() if value}
        return "/search", {**self._COMMON, **given, **country, "limit": str(limit)}

    def _reverse_request(self, longitude: float, latitude: float) -> tuple[str, dict[str, str]]:
        return "/reverse", {**self._COMMON, "lon": f"{longitude:.7f}", "lat": f"{latitude:.7f}"}

    def _read(self, answer: Any) -> list[Candidate]:  # noqa: ANN401 - JSON
        rows = answer if isinstance(answer, list) else [answer]
        found = []
        for row in rows:
            if "lat" not in row:
                continue
            words = row.get("address", {})
            town = words.get("city") or words.get("town") or words.get("village") or ""
            found.append(
                _candidate(
                    self.name,
                    (float(row["lon"]), float(row["lat"])),
                    (words.get("road", ""), words.get("house_number", ""), words.get("postcode", ""), town),
                )
            )
        return found


class Photon(_Remote):
    """https://github.com/komoot/photon#search-api"""

    name = "photon"
    default_url = "https://photon.komoot.io"

    def _search_request(self, question: Question, limit: int) -> tuple[str, dict[str, str]]:
        words = " ".join(filter(None, [question.line, question.postcode, question.town]))
        return "/api", {"q": words, "limit": str(limit)}

    def _reverse_request(self, longitude: float, latitude: float) -> tuple[str, dict[str, str]]:
        return "/reverse", {"lon": f"{longitude:.7f}", "lat": f"{latitude:.7f}"}

    def _read(self, answer: Any) -> list[Candidate]:  # noqa: ANN401 - JSON
        found = []
        for feature in answer.get("features", []):
            words = feature["properties"]
            longitude, latitude = feature["geometry"]["coordinates"]
            street = words.get("street") or (words.get("name", "") if words.get("type") == "street" else "")
            found.append(
                _candidate(
                    self.name,
                    (longitude, latitude),
                    (street, words.get("housenumber", ""), words.get("postcode", ""), words.get("city", "")),
                )
            )
        return found


def remote_geocoder(name: str) -> Geocoder:
    """The provider of that name. Raises ImproperlyConfigured where there is none."""
    providers: dict[str, type[_Remote]] = {one.name: one for one in (Nominatim, Photon)}
    if name not in providers:
        raise ImproperlyConfigured(f"GEOCODER must be local, nominatim or photon, not {name!r}")
    return providers[name]()


def _candidate(source: str, point: tuple[float, float], words: tuple[str, str, str, str]) -> Candidate:
    street, number, postcode, town = words
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
