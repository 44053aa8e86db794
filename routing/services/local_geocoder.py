"""The geocoder of our own tables: fuzzy street first, then the exact number. No question leaves the house."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db import connection

from routing.extracts.wording import number_value, place_key, postcode_key, readings
from routing.models import RoadNetwork
from routing.services import geocoder_sql
from routing.services.estimating import metres_between
from routing.services.geocoder import Candidate, Level, Question

_LEAST_LIKENESS = 0.55
_ALMOST_SURE = 0.9
_STREET_POINTS = 70
_NUMBER_POINTS = 30
_INTERPOLATED_POINTS = 18
_WRONG_POSTCODE, _WRONG_TOWN, _NOTHING_TO_TELL_TOWNS_APART, _AMBIGUOUS = 25, 20, 5, 20
_ELSEWHERE_M = 300.0
_NEAR_ENOUGH_M = 150.0
_POSTCODE_CONFIDENCE, _PLACE_CONFIDENCE = 30, 20


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read one question."""

    question: int
    street: str
    number: str


@dataclass(frozen=True, slots=True)
class _Street:
    """A street that is like a reading."""

    reading: int
    key: int
    name: str
    city: str
    search_key: str
    city_key: str
    postcodes: list[str]
    longitude: float
    latitude: float


class LocalGeocoder:
    """Asks the tables of the roads in use, for hundreds of addresses in three statements."""

    name = "local"

    def search(self, questions: Sequence[Question], *, limit: int = 5) -> list[list[Candidate]]:
        """For each question its candidates, best first."""
        network = RoadNetwork.objects.active()
        if network is None or not questions:
            return [[] for _ in questions]
        all_readings = [
            _Reading(number, street, house)
            for number, question in enumerate(questions)
            for street, house in readings(question.line)
            if street
        ]
        streets = self._streets(network, questions, all_readings)
        houses = self._houses(all_readings, streets)
        found: dict[int, list[Candidate]] = defaultdict(list)
        for street in streets:
            reading = all_readings[street.reading]
            question = questions[reading.question]
            found[reading.question] += _judge(question, reading, street, houses[street.reading, street.key])
        fallbacks = self._fallbacks(network, questions)
        return [_ranked(found[number] or fallbacks[number], limit) for number in range(len(questions))]

    def reverse(self, longitude: float, latitude: float) -> Candidate | None:
        """The house nearest to a point, if one stands within 150 m."""
        network = RoadNetwork.objects.active()
        if network is None:
            return None
        near = [
            (metres_between(one=(longitude, latitude), other=(row[4], row[5])), row)
            for row in _rows(geocoder_sql.NEAREST, [network.pk, longitude, latitude])
        ]
        if not near or min(near)[0] > _NEAR_ENOUGH_M:
            return None
        metres, (street, city, number, postcode, east, north) = min(near)
        return _candidate(
            "house", max(1, 100 - round(metres / 2)), (street, number, postcode, city), (east, north)
        )

    def _streets(
        self, network: RoadNetwork, questions: Sequence[Question], all_readings: list[_Reading]
    ) -> list[_Street]:
        asked = [questions[reading.question] for reading in all_readings]
        parameters = [
            list(range(len(all_readings))),
            [reading.street for reading in all_readings],
            [postcode_key(question.postcode) for question in asked],
            [place_key(question.town) for question in asked],
            network.pk,
        ]
        return [_Street(*row) for row in _rows(geocoder_sql.STREETS, parameters)]

    def _houses(
        self, all_readings: list[_Reading], streets: list[_Street]
    ) -> dict[tuple[int, int], list[Any]]:
        """For each reading and street: rows (kind, number, value, postcode, longitude, latitude)."""
        wanted = [street for street in streets if all_readings[street.reading].number]
        numbers = [all_readings[street.reading].number for street in wanted]
        parameters = [
            [street.reading for street in wanted],
            [street.key for street in wanted],
            numbers,
            [number_value(number) for number in numbers],
        ]
        found: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for reading, street, *row in _rows(geocoder_sql.HOUSES, parameters) if wanted else []:
            found[reading, street].append(row)
        return found

    def _fallbacks(self, network: RoadNetwork, questions: Sequence[Question]) -> list[list[Candidate]]:
        """The middle of the post code, else of the town."""
        codes = {postcode_key(question.postcode) for question in questions if question.postcode}
        towns = {place_key(question.town) for question in questions if question.town}
        rows = _rows(geocoder_sql.PLACES, [network.pk, sorted(codes | towns)])
        places = {key: (kind, name, (east, north)) for key, kind, name, east, north in rows}
        return [list(_fallback(question, places)) for question in questions]


def _rows(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _judge(question: Question, reading: _Reading, street: _Street, houses: list[Any]) -> Iterator[Candidate]:
    likeness = _likeness(reading.street, street.search_key)
    if likeness < _LEAST_LIKENESS:
        return
    points = round(_STREET_POINTS * likeness) - _misfit(question, street)
    by_kind = {row[0]: row for row in houses}
    if "exact" in by_kind:
        _, number, _, postcode, east, north = by_kind["exact"]
        yield _candidate(
            "house", points + _NUMBER_POINTS, (street.name, number, postcode, street.city), (east, north)
        )
        return
    value = number_value(reading.number) if reading.number else None
    between = _between(value, by_kind.get("below"), by_kind.get("above"))
    postcode = street.postcodes[0] if len(street.postcodes) == 1 else ""
    if between:
        words = (street.name, reading.number, postcode, street.city)
        yield _candidate("interpolated", points + _INTERPOLATED_POINTS, words, between)
        return
    words = (street.name, "", postcode, street.city)
    yield _candidate("street", points, words, (street.longitude, street.latitude))


def _likeness(asked: str, found: str) -> float:
    """1 where both are the same; one typo in a name of ten letters leaves about 0.9."""
    if asked == found:
        return 1.0
    matcher = SequenceMatcher(None, asked.replace(" ", ""), found.replace(" ", ""), autojunk=False)
    return min(0.98, matcher.ratio())


def _misfit(question: Question, street: _Street) -> int:
    """Points off for another post code or town than the one that was written."""
    code, town = postcode_key(question.postcode), place_key(question.town)
    if code and street.postcodes:
        if code in street.postcodes:
            return 0
        return _WRONG_POSTCODE
    if town and street.city_key:
        return (
            0 if _likeness(town, street.city_key) > _ALMOST_SURE or town in street.city_key else _WRONG_TOWN
        )
    return _NOTHING_TO_TELL_TOWNS_APART


def _between(value: int | None, below: Any, above: Any) -> tuple[float, float] | None:  # noqa: ANN401 - database rows
    """The point between the neighbours on the same side of the street; beside the only one there is."""
    if value is None or (below is None and above is None):
        return None
    if below is None or above is None:
        row = below or above
        return (row[4], row[5]) if abs(row[2] - value) <= 4 else None  # noqa: PLR2004 - two houses further
    share = (value - below[2]) / max(1, above[2] - below[2])
    return below[4] + share * (above[4] - below[4]), below[5] + share * (above[5] - below[5])


def _fallback(
    question: Question, places: dict[str, tuple[str, str, tuple[float, float]]]
) -> Iterator[Candidate]:
    code, town = places.get(postcode_key(question.postcode)), places.get(place_key(question.town))
    if code and code[0] == "postcode":
        yield _candidate("postcode", _POSTCODE_CONFIDENCE, ("", "", code[1], question.town), code[2])
    if town and town[0] != "postcode":
        yield _candidate("place", _PLACE_CONFIDENCE, ("", "", "", town[1]), town[2])


def _candidate(
    level: Level, confidence: int, words: tuple[str, str, str, str], point: tuple[float, float]
) -> Candidate:
    street, number, postcode, town = words
    label = ", ".join(filter(None, [f"{street} {number}".strip(), f"{postcode} {town}".strip()]))
    return Candidate(
        longitude=point[0],
        latitude=point[1],
        level=level,
        confidence=max(1, min(100, confidence)),
        source=LocalGeocoder.name,
        label=label,
        street=street,
        number=number,
        postcode=postcode,
        town=town,
    )


def _ranked(candidates: list[Candidate], limit: int) -> list[Candidate]:
    """Best first, each address once; a close second somewhere else makes the first less sure."""
    best: dict[str, Candidate] = {}
    for one in sorted(candidates, key=lambda one: (-one.confidence, one.label)):
        best.setdefault(f"{one.label}|{one.longitude:.3f}|{one.latitude:.3f}", one)
    ranked = list(best.values())[:limit]
    rivals = [one for one in ranked[1:] if _is_rival(ranked[0], one)]
    if rivals:
        ranked = [_less_sure(one) if one is ranked[0] or one in rivals else one for one in ranked]
    return sorted(ranked, key=lambda one: -one.confidence)


def _is_rival(first: Candidate, other: Candidate) -> bool:
    """Nearly as sure, and somewhere else: a person must tell them apart."""
    apart = metres_between(one=(first.longitude, first.latitude), other=(other.longitude, other.latitude))
    return first.confidence - other.confidence <= _NOTHING_TO_TELL_TOWNS_APART and apart > _ELSEWHERE_M


def _less_sure(one: Candidate) -> Candidate:
    words = (one.street, one.number, one.postcode, one.town)
    return _candidate(one.level, one.confidence - _AMBIGUOUS, words, (one.longitude, one.latitude))
