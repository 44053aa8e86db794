"""How long drives take and where they go. Every answer says whether it comes from roads or is estimated.

Called outside transactions only: it asks the road engine over the network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from django.utils.translation import gettext as _

from routing.engine.limits import NO_ROAD
from routing.services import estimating, matrix_files, osrm
from routing.services.osrm import Matrix, Point, RoadsUnavailableError

__all__ = ["NO_ROAD", "STRAY_METRES", "AccessPoint", "Drive", "Leg", "Matrix", "Point", "TravelTimes"]

type Source = Literal["roads", "estimated"]

_BLOCK = 500
"""Rows asked for at once: MLD repeats its search for every block, and the JSON must fit into memory."""
_LEGS_AT_ONCE = 150
"""Legs asked for in one table of their starts and ends, of which only the diagonal is wanted."""
STRAY_METRES = 2_000
"""The engine moves any point to its nearest road, however far; beyond this the answer would be nonsense."""


@dataclass(frozen=True, slots=True)
class TravelTimes:
    """Seconds and metres between all points (int32, n x n); NO_ROAD where one cannot drive.

    `source` is "roads", or "estimated" with the reason in `why`. Never a mixture.
    """

    durations: Matrix
    distances: Matrix
    source: Source
    why: str = ""


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive through points in their order: its line, and seconds and metres of each leg."""

    line: list[Point]
    leg_seconds: list[int]
    leg_metres: list[int]
    source: Source
    why: str = ""


@dataclass(frozen=True, slots=True)
class AccessPoint:
    """Where a vehicle stops for a pin: on the nearest road; without roads the pin, and metres are None."""

    longitude: float
    latitude: float
    metres: int | None
    street: str
    source: Source


@dataclass(frozen=True, slots=True)
class Leg:
    """Seconds and metres from one point to another, as the roads are now."""

    seconds: int
    metres: int
    source: Source


def matrix(*, points: Sequence[Point]) -> TravelTimes:
    """Travel times between all points, each a (longitude, latitude). Answers from roads are kept as files."""
    if not points:
        nothing = np.zeros((0, 0), np.int32)
        return TravelTimes(nothing, nothing.copy(), "roads")
    places = list(dict.fromkeys(points))
    try:
        durations, distances = _on_roads(places)
    except RoadsUnavailableError as failure:
        durations, distances = estimating.matrix(places)
        return _spread(durations, distances, places, points, "estimated", str(failure))
    return _spread(durations, distances, places, points, "roads", "")


def drive(*, points: Sequence[Point]) -> Drive:
    """The line to draw for a route, with its legs; straight lines where there are no roads."""
    if len(points) < 2:  # noqa: PLR2004 - a drive has two ends
        return Drive(list(points), [], [], "roads")
    try:
        track = osrm.route(points)
    except RoadsUnavailableError as failure:
        return _straight(points, str(failure))
    if track is None:
        return _straight(points, _("There is no road between some of these points."))
    return Drive(track.line, track.leg_seconds, track.leg_metres, "roads")


def legs(*, pairs: Sequence[tuple[Point, Point]]) -> list[Leg]:
    """Many single drives of now, in a few questions; each is estimated by itself where no road answers."""
    found: dict[tuple[Point, Point], Leg] = {}
    wanted = list(dict.fromkeys(pairs))
    for at in range(0, len(wanted), _LEGS_AT_ONCE):
        block = wanted[at : at + _LEGS_AT_ONCE]
        try:
            found |= _legs_on_roads(block)
        except RoadsUnavailableError:
            break  # it does not answer for the others either
    return [found.get(pair) or _leg_without_roads(pair) for pair in pairs]


def snap(*, points: Sequence[Point]) -> list[AccessPoint]:
    """The access point of each pin, in order."""
    found: list[AccessPoint] = []
    for longitude, latitude in points:
        try:
            near = osrm.nearest((longitude, latitude))
        except RoadsUnavailableError:
            return [AccessPoint(point[0], point[1], None, "", "estimated") for point in points]
        if near is None:
            found.append(AccessPoint(longitude, latitude, None, "", "roads"))
        else:
            found.append(AccessPoint(near.longitude, near.latitude, near.metres, near.street, "roads"))
    return found


def reachable(*, origin: Point, points: Sequence[Point]) -> list[bool]:
    """Whether each point can be driven to from the origin and back. Without roads: yes, unproven."""
    if not points:
        return []
    places = [origin, *points]
    others = list(range(1, len(places)))
    try:
        out = osrm.table(places, sources=[0], destinations=others, purpose="live").durations[0]
        back = osrm.table(places, sources=others, destinations=[0], purpose="live").durations[:, 0]
    except RoadsUnavailableError:
        return [True] * len(points)
    return [NO_ROAD not in {int(there), int(again)} for there, again in zip(out, back, strict=True)]


def _on_roads(places: list[Point]) -> tuple[Matrix, Matrix]:
    kept = matrix_files.find(points=places)
    if kept is not None:
        return kept
    everywhere = range(len(places))
    durations = np.empty((len(places), len(places)), np.int32)
    distances = np.empty_like(durations)
    off_road: list[int] = []
    for at in range(0, len(places), _BLOCK):
        rows = list(everywhere[at : at + _BLOCK])
        block = osrm.table(places, sources=rows, destinations=everywhere)
        durations[rows], distances[rows] = block.durations, block.distances
        off_road += block.off_road
    strays = _strays(off_road)
    for numbers in (durations, distances):
        numbers[strays, :] = numbers[:, strays] = NO_ROAD
        numbers[strays, strays] = 0
    matrix_files.keep(points=places, durations=durations, distances=distances)
    return durations, distances


def _legs_on_roads(pairs: Sequence[tuple[Point, Point]]) -> dict[tuple[Point, Point], Leg]:
    """The legs that can be driven; those off the map or without a road are left out."""
    places = list(dict.fromkeys(point for pair in pairs for point in pair))
    number = {place: at for at, place in enumerate(places)}
    starts = list(dict.fromkeys(number[one] for one, _other in pairs))
    ends = list(dict.fromkeys(number[other] for _one, other in pairs))
    table = osrm.table(places, sources=starts, destinations=ends, purpose="live")
    row, column = ({place: at for at, place in enumerate(numbers)} for numbers in (starts, ends))
    found = {}
    for pair in pairs:
        one, other = row[number[pair[0]]], column[number[pair[1]]]
        seconds, metres = int(table.durations[one, other]), int(table.distances[one, other])
        if NO_ROAD not in {seconds, metres} and table.off_road[one] <= STRAY_METRES:
            found[pair] = Leg(seconds, metres, "roads")
    return found


def _leg_without_roads(pair: tuple[Point, Point]) -> Leg:
    seconds, metres = estimating.legs(pair)
    return Leg(seconds[0], metres[0], "estimated")


def _strays(off_road: list[int]) -> list[int]:
    """The places off the map, where no road leads; with half of them there the map is of another region."""
    strays = [number for number, metres in enumerate(off_road) if metres > STRAY_METRES]
    if 2 * len(strays) >= len(off_road):
        message = _("%(count)s of the places lie off the road map, the farthest by %(km)s km.")
        raise RoadsUnavailableError(message % {"count": len(strays), "km": max(off_road) // 1000})
    return strays


def _spread(
    durations: Matrix,
    distances: Matrix,
    places: list[Point],
    points: Sequence[Point],
    source: Source,
    why: str,
) -> TravelTimes:
    """From distinct places back to all points that were asked for."""
    index = {place: number for number, place in enumerate(places)}
    order = [index[point] for point in points]
    grid = np.ix_(order, order)
    return TravelTimes(durations[grid], distances[grid], source, why)


def _straight(points: Sequence[Point], why: str) -> Drive:
    seconds, metres = estimating.legs(points)
    return Drive(list(points), seconds, metres, "estimated", why)
