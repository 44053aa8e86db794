"""What the map shows between the streets: the river, parks, works, and the names of the districts."""

import math
from dataclasses import dataclass

import numpy as np
import shapely

from demo.city.ground import RIVER_HALF_WIDTH_M, Ground, Point
from demo.city.naming import Names

_RIVER_STEPS = 90
_PARK_EDGE_M = 40.0
_LEAST_CORNERS = 4


@dataclass(frozen=True)
class Area:
    """A closed outline and its OpenStreetMap tags."""

    outline: list[Point]
    tags: dict[str, str]


@dataclass(frozen=True)
class Place:
    """A name at a point: the city or one of its suburbs."""

    position: Point
    name: str
    kind: str


def areas(ground: Ground, names: Names) -> list[Area]:
    """River, parks and industrial ground."""
    found = [Area(_river(ground), {"natural": "water", "water": "river", "name": "River Lane"})]
    town = shapely.Point(0, 0).buffer(ground.radius)
    middles = shapely.MultiPoint([district.centre for district in ground.districts])
    cells = shapely.voronoi_polygons(middles, extend_to=town.envelope, ordered=True).geoms
    river = shapely.Polygon(_river(ground))
    for district, cell in zip(ground.districts, cells, strict=True):
        if district.kind not in {"park", "industry"}:
            continue
        land = _largest(
            cell.buffer(-_PARK_EDGE_M).intersection(town.buffer(-60)).difference(river.buffer(25))
        )
        if land.is_empty:
            continue
        outline = [
            (float(x), float(y)) for x, y in land.buffer(-60).buffer(60, quad_segs=3).exterior.coords[:-1]
        ]
        tags = {"landuse": "industrial"}
        if district.kind == "park":
            tags = {"leisure": "park", "name": names.street("Park")}
        if len(outline) >= _LEAST_CORNERS:
            found.append(Area(outline, tags))
    return found


def places(ground: Ground, names: Names, city: str) -> list[Place]:
    """The city's name and those of its districts."""
    suburbs = [
        Place(district.centre, names.district(), "suburb")
        for district in ground.districts
        if district.kind != "park"
    ]
    inside = [place for place in suburbs if math.hypot(*place.position) < ground.radius]
    return [Place((0.0, 0.0), city, "city"), *inside]


def _river(ground: Ground) -> list[Point]:
    half = RIVER_HALF_WIDTH_M - 12
    xs = [float(x) for x in np.linspace(-1.25 * ground.radius, 1.25 * ground.radius, _RIVER_STEPS)]
    south = [(x, ground.river_y(x) - half) for x in xs]
    north = [(x, ground.river_y(x) + half) for x in reversed(xs)]
    return south + north


def _largest(shape: shapely.Geometry) -> shapely.Polygon:
    if isinstance(shape, shapely.Polygon):
        return shape
    parts = [part for part in getattr(shape, "geoms", []) if isinstance(part, shapely.Polygon)]
    return max(parts, key=lambda part: part.area, default=shapely.Polygon())
