"""The streets as a planner draws them, not yet joined: rings, arterials, bridges, a grid per district."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from demo.city.ground import RIVER_HALF_WIDTH_M, District, Ground, Point
from demo.city.naming import Names

type RoadClass = Literal[
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "residential",
    "unclassified",
    "living_street",
]

_MARKET = 0.045
_RINGS: tuple[tuple[float, RoadClass, str], ...] = (
    (_MARKET, "secondary", "Market Square"),
    (0.25, "secondary", "Inner Ring"),
    (0.62, "primary", "Middle Ring"),
    (0.97, "trunk", "Orbital Road"),
)
_MAIN_STEP_M = 90.0
_CITY_RADIUS_M = 3000
_EDGE_OF_TOWN = 1.04
_LOCAL_LIMIT = 0.94
_MISSING_BLOCKS = {"centre": 0.05, "housing": 0.13, "industry": 0.13}


@dataclass
class Line:
    """One stroke of the pen; an open end stopped at a border and may be led on.

    `lane` counts parallel streets of a grid, so that neighbours can run opposite ways.
    """

    points: list[Point]
    road_class: RoadClass
    name: str | None = None
    district: District | None = None
    axis: int = 0
    lane: int = 0
    is_bridge: bool = False
    open_start: bool = False
    open_end: bool = False


def draw(ground: Ground, names: Names, rng: random.Random) -> list[Line]:
    """All lines of the city, main roads first."""
    lines = [*_rings(ground), *_arterials(ground, names, rng), *_bridges(ground, names)]
    for district in ground.districts:
        if district.kind != "park":
            lines += _grid(ground, district, rng)
    return lines


def _rings(ground: Ground) -> Iterator[Line]:
    for share, road_class, name in _RINGS:
        reach = share * ground.radius
        count = max(12, round(math.tau * reach / _MAIN_STEP_M))
        turns = [math.tau * step / count for step in range(count)]
        points = [ground.bend(reach * math.cos(turn), reach * math.sin(turn)) for turn in turns]
        yield Line([*points, points[0]], road_class, name)


def _arterials(ground: Ground, names: Names, rng: random.Random) -> Iterator[Line]:
    """Main roads from the market square, which they just reach, to the edge of town."""
    count = 7 if ground.radius >= _CITY_RADIUS_M else 3
    start = _MARKET - 6 / ground.radius
    for number in range(count):
        bearing = number * math.tau / count + rng.uniform(-0.16, 0.16)
        steps = max(6, round(ground.radius / _MAIN_STEP_M))
        points = []
        for step in range(steps + 1):
            outwards = start + step / steps * (_EDGE_OF_TOWN - start)
            turn = bearing + 0.25 * math.sin(3 * outwards + bearing)
            reach = outwards * ground.radius
            points.append(ground.bend(reach * math.cos(turn), reach * math.sin(turn)))
        yield Line(points, "primary", names.street("Avenue"))


def _bridges(ground: Ground, names: Names) -> Iterator[Line]:
    count = max(2, round(9 * ground.radius / 5000))
    half = RIVER_HALF_WIDTH_M + 60
    for number in range(count):
        x = ground.radius * (-0.75 + 1.5 * number / (count - 1))
        y = ground.river_y(x)
        if math.hypot(x, y) < 0.9 * ground.radius:
            yield Line(
                [(x, y - half), (x, y + half)],
                "tertiary",
                names.street("Bridge"),
                is_bridge=True,
                open_start=True,
                open_end=True,
            )


def _grid(ground: Ground, district: District, rng: random.Random) -> Iterator[Line]:
    span = int(2600 / min(district.block_width, district.block_length))
    for axis in (0, 1):
        for lane in range(-span, span + 1):
            if district.kind == "industry" and lane % 2:
                continue
            yield from _street_of_grid(ground, district, axis, lane, span, rng)


def _street_of_grid(
    ground: Ground,
    district: District,
    axis: int,
    lane: int,
    span: int,
    rng: random.Random,
) -> Iterator[Line]:
    """The runs of one grid line inside the district, on dry land, less the blocks that were never opened."""
    is_collector = lane % 5 == 0
    road_class: RoadClass = "tertiary" if is_collector else "residential"
    if district.kind == "industry":
        road_class = "unclassified"
    missing = 0.0 if is_collector else _MISSING_BLOCKS[district.kind]
    run: list[Point] = []
    starts_open = True
    for step in range(-span, span + 2):
        point = _lattice(ground, district, axis, lane, step)
        inside = step <= span and _belongs(ground, district, point, road_class)
        if inside and (not run or not _crosses_water(ground, run[-1], point)):
            run.append(point)
            if not (missing and rng.random() < missing):
                continue
            ends_open = False
        else:
            ends_open = True
        if len(run) > 1:
            yield Line(
                run,
                road_class,
                district=district,
                axis=axis,
                lane=lane,
                open_start=starts_open,
                open_end=ends_open,
            )
        run, starts_open = [], ends_open


def _lattice(ground: Ground, district: District, axis: int, lane: int, step: int) -> Point:
    along, across = (lane, step) if axis == 0 else (step, lane)
    east, north = along * district.block_width, across * district.block_length
    cosine, sine = math.cos(district.angle), math.sin(district.angle)
    x, y = district.centre
    return ground.bend(x + east * cosine - north * sine, y + east * sine + north * cosine)


def _belongs(ground: Ground, district: District, point: Point, road_class: RoadClass) -> bool:
    limit = _LOCAL_LIMIT if road_class == "residential" else 1.0
    return (
        math.hypot(*point) < limit * ground.radius
        and not ground.is_wet(*point, margin=15)
        and ground.district_at(*point) is district
    )


def _crosses_water(ground: Ground, start: Point, end: Point) -> bool:
    return any(
        ground.is_wet(start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
        for part in (0.25, 0.5, 0.75)
    )
