"""What the intake asks of the roads: where words are, where a vehicle can stop, how far it is.

The only module of the last mile's intake that speaks to `routing`; never inside a transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from lastmile.errors import GeocoderDownError
from lastmile.services._address_rules import Candidate, metres_between
from lastmile.services.asks import AddressAsk
from lastmile.states import AddressLevel
from routing.engine.limits import NO_ROAD
from routing.services import estimating, geocoding, osrm, travel
from routing.services.geocoding import Question

type Point = tuple[float, float]

OFF_THE_MAP_METRES = 1_000_000
"""Stands for the distance to a road where the road engine knows none near."""
CANDIDATES = 5
COLUMNS_AT_ONCE = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """Where a vehicle stops for a point; `metres` is None where no roads were there to ask."""

    longitude: float
    latitude: float
    metres: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ways:
    """Metres from each origin (row) to each target (column)."""

    metres: Sequence[Sequence[int]]
    is_estimated: bool


def geocode(addresses: Sequence[AddressAsk]) -> list[list[Candidate]]:
    """For each address the places that its words may mean, best first.

    Raises GeocoderDownError where the provider does not answer.
    """
    if not addresses:
        return []
    questions = [
        Question(line=a.line1, postcode=a.postcode, town=a.town, country=a.country) for a in addresses
    ]
    try:
        answers = geocoding.locate_many(questions=questions, limit=CANDIDATES)
    except geocoding.GeocoderUnavailableError as error:
        told = _("Addresses cannot be looked up right now. Nothing was changed; try again in a while.")
        raise GeocoderDownError(told) from error
    return [[_candidate(found) for found in answer] for answer in answers]


def snap(points: Sequence[Point]) -> list[Access]:
    """The point on the nearest road for each point."""
    return [
        Access(
            longitude=found.longitude,
            latitude=found.latitude,
            metres=OFF_THE_MAP_METRES if found.metres is None and found.source == "roads" else found.metres,
        )
        for found in travel.snap(points=points)
    ]


def measure(origins: Sequence[Point], targets: Sequence[Point]) -> Ways:
    """Metres from every origin to every target, on roads where a graph is there, else estimated."""
    try:
        return Ways(metres=_on_roads(origins, targets), is_estimated=False)
    except osrm.RoadsUnavailableError:
        straight = np.array([[metres_between(*origin, *target) for target in targets] for origin in origins])
        _seconds, metres = estimating.times_and_metres(straight.astype(np.float64))
        return Ways(metres=metres.tolist(), is_estimated=True)


def _on_roads(origins: Sequence[Point], targets: Sequence[Point]) -> list[list[int]]:
    sources = range(len(origins))
    rows: list[list[int]] = [[] for _origin in origins]
    for at in range(0, len(targets), COLUMNS_AT_ONCE):
        some = targets[at : at + COLUMNS_AT_ONCE]
        columns = range(len(origins), len(origins) + len(some))
        table = osrm.table([*origins, *some], sources=sources, destinations=columns)
        for row, found in zip(rows, table.distances.tolist(), strict=True):
            row += [OFF_THE_MAP_METRES if metres == NO_ROAD else metres for metres in found]
    return rows


def _candidate(found: geocoding.Candidate) -> Candidate:
    return Candidate(
        label=found.label,
        longitude=found.longitude,
        latitude=found.latitude,
        level=AddressLevel(found.level.upper()),
        confidence=found.confidence,
        source=found.source,
    )
