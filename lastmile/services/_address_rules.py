"""When the answer of a geocoder is good enough to drive by, and when a person should look."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lastmile.states import AddressLevel, CheckReason

SURE_PERCENT = 75
"""Below this the best match goes to the check list."""
ALIKE_PERCENT = 3
APART_METRES = 150
"""Two matches this alike in confidence and this far apart are a question for a person."""
EARTH_METRES = 6_371_000
EXACT = {AddressLevel.GIVEN, AddressLevel.HAND, AddressLevel.HOUSE}


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """One place that the words of an address may mean. `confidence` is in percent."""

    label: str
    longitude: float
    latitude: float
    level: AddressLevel
    confidence: int
    source: str


def judge(candidates: Sequence[Candidate]) -> CheckReason | None:
    """Why a person should look at what was found (best first), or None where the best is good enough."""
    if not candidates:
        return CheckReason.NOT_FOUND
    best = candidates[0]
    if best.level in {AddressLevel.POSTCODE, AddressLevel.PLACE}:
        return CheckReason.ONLY_PLACE
    if best.level == AddressLevel.STREET:
        return CheckReason.ONLY_STREET
    if best.level not in EXACT or best.confidence < SURE_PERCENT:
        return CheckReason.UNSURE
    return CheckReason.AMBIGUOUS if _has_rival(best, candidates[1:]) else None


def metres_between(longitude: float, latitude: float, other_longitude: float, other_latitude: float) -> int:
    """Great-circle distance in whole metres (haversine)."""
    a, b = math.radians(latitude), math.radians(other_latitude)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    return round(2 * EARTH_METRES * math.asin(math.sqrt(half)))


def _has_rival(best: Candidate, others: Sequence[Candidate]) -> bool:
    return any(
        other.level == best.level
        and best.confidence - other.confidence <= ALIKE_PERCENT
        and metres_between(best.longitude, best.latitude, other.longitude, other.latitude) > APART_METRES
        for other in others
    )
