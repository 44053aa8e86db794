"""From words to points: finding addresses, naming points, and judging points that were given.

Called outside transactions only: a provider may be asked over the network.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext as _

from routing.services import travel
from routing.services.geocoder import Candidate, Geocoder, GeocoderUnavailableError, Level, Question
from routing.services.local_geocoder import LocalGeocoder
from routing.services.travel import AccessPoint, Point

__all__ = [
    "Candidate",
    "GeocoderUnavailableError",
    "Level",
    "PointVerdict",
    "Question",
    "judge_points",
    "locate_many",
    "reverse",
    "search",
]

type Fault = Literal["", "not_a_number", "out_of_range", "zero_point", "off_road"]


@dataclass(frozen=True, slots=True)
class PointVerdict:
    """Whether a point can be delivered to. `access` is where the vehicle stops; None where it is refused."""

    fault: Fault
    reason: str
    access: AccessPoint | None

    @property
    def is_good(self) -> bool:
        """No fault was found."""
        return not self.fault


def search(*, question: Question, limit: int = 5) -> list[Candidate]:
    """Candidates for one address, best first. Raises GeocoderUnavailableError (never with the local one)."""
    return _geocoder().search([question], limit=limit)[0]


def locate_many(*, questions: Sequence[Question], limit: int = 3) -> list[list[Candidate]]:
    """Candidates for many addresses at once, in their order; three statements however many there are."""
    return _geocoder().search(questions, limit=limit)


def reverse(*, longitude: float, latitude: float) -> Candidate | None:
    """The address nearest to a point."""
    return _geocoder().reverse(longitude, latitude)


def judge_points(*, points: Sequence[tuple[float, float]]) -> list[PointVerdict]:
    """Is each given point a place on earth, not the zero point, and near enough to a road?"""
    faults = [_fault_of(longitude, latitude) for longitude, latitude in points]
    good: list[Point] = [point for point, fault in zip(points, faults, strict=True) if not fault]
    access = iter(travel.snap(points=good))
    return [PointVerdict(fault, _in_words(fault), None) if fault else _near(next(access)) for fault in faults]


def _geocoder() -> Geocoder:
    if settings.GEOCODER == "local":
        return LocalGeocoder()
    from routing.services.remote_geocoders import remote_geocoder  # speaks to the network; only where wanted

    return remote_geocoder(settings.GEOCODER)


def _fault_of(longitude: float, latitude: float) -> Fault:
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        return "not_a_number"
    if abs(longitude) > 180 or abs(latitude) > 90:  # noqa: PLR2004 - degrees
        return "out_of_range"
    if longitude == 0 and latitude == 0:
        return "zero_point"
    return ""


def _near(access: AccessPoint) -> PointVerdict:
    if access.source == "roads" and (access.metres is None or access.metres > settings.FARTHEST_FROM_ROAD_M):
        return PointVerdict("off_road", _off_road(access.metres), None)
    return PointVerdict("", "", access)


def _off_road(metres: int | None) -> str:
    if metres is None:
        return _("This point is not on the road map.")
    if metres >= 2000:  # noqa: PLR2004 - from here on kilometres read better
        return _("This point is %(km)s km from the nearest road.") % {"km": metres // 1000}
    return _("This point is %(metres)s m from the nearest road.") % {"metres": metres}


def _in_words(fault: Fault) -> str:
    return {
        "not_a_number": _("A coordinate is not a number."),
        "out_of_range": _("Longitude must be within -180 and 180, latitude within -90 and 90."),
        "zero_point": _("0, 0 lies in the sea: it stands for a missing coordinate."),
    }.get(fault, "")
