"""The lines on the map: how each leg of a plan runs along the roads. Never called in a transaction."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from routing.engine.plan import Plan, PlannedRoute
from routing.engine.problem import Problem
from routing.services import travel
from routing.services.osrm import encode_line

type Point = tuple[float, float]
AT_ONCE = 4
"""Legs that are asked for side by side."""


def paths_of(*, problem: Problem, plan: Plan) -> dict[str, list[str]]:
    """Per vehicle key one encoded line per leg, the way back last; straight lines without roads."""
    legs = [(route.vehicle, leg) for route in plan.routes for leg in _legs(problem, route)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        drawn = list(pool.map(_line, (leg for _, leg in legs)))
    found: dict[str, list[str]] = {}
    for (vehicle, _), line in zip(legs, drawn, strict=True):
        found.setdefault(vehicle, []).append(line)
    return found


def _line(leg: tuple[Point, Point]) -> str:
    if leg[0] == leg[1]:
        return ""
    return encode_line(travel.drive(points=leg).line)


def _legs(problem: Problem, route: PlannedRoute) -> Iterator[tuple[Point, Point]]:
    places = {visit.key: visit.place for visit in problem.visits}
    vehicle = next(one for one in problem.vehicles if one.key == route.vehicle)
    around = [vehicle.start, *(places[stop.visit] for stop in route.stops)]
    if vehicle.end is not None:
        around.append(vehicle.end)
    points = [(problem.places[at].longitude, problem.places[at].latitude) for at in around]
    for one, other in pairwise(points):
        yield (float(one[0] or 0), float(one[1] or 0)), (float(other[0] or 0), float(other[1] or 0))
