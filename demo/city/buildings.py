"""Houses along the streets, with numbers: odd on one side, even on the other."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import STRtree

from demo.city.ground import DistrictKind, Ground, Point
from demo.city.network import Network, Street

_ROAD_CLEARANCE_M = 4.5


@dataclass(frozen=True)
class _Style:
    """How a kind of district builds, in metres."""

    building: str
    plot: float
    depth: float
    setback: float


_STYLES: dict[DistrictKind, _Style] = {
    "centre": _Style("apartments", 12, 14, 6),
    "housing": _Style("house", 14, 10, 10),
    "industry": _Style("industrial", 60, 34, 15),
}
_EMPTY_PLOT_SHARE = 0.06
_CORNER_M = 13.0
_SHORTEST_BLOCK_M = 30


@dataclass(frozen=True)
class Building:
    """A footprint and its address."""

    corners: list[Point]
    kind: str
    street: str
    number: str
    postcode: str


@dataclass
class _Numbers:
    """The next odd and the next even number of a street."""

    odd: int = 1
    even: int = 2

    def take(self, side: int) -> str:
        """The number of the next house on this side (1 = left)."""
        if side > 0:
            self.odd += 2
            return str(self.odd - 2)
        self.even += 2
        return str(self.even - 2)


def place(network: Network, ground: Ground, rng: random.Random) -> list[Building]:
    """Every building that stands on dry land, off the roads, and not inside another."""
    drafts = [
        building
        for street in network.streets
        if street.road_class != "trunk" and not street.is_roundabout and not street.is_bridge
        for building in _along(street, network, ground, rng)
    ]
    shapes = np.asarray(shapely.polygons(np.array([draft.corners for draft in drafts])))
    blocked = _on_a_road(shapes, network) | _overlapping(shapes)
    return _renumbered([draft for index, draft in enumerate(drafts) if index not in blocked])


def _along(street: Street, network: Network, ground: Ground, rng: random.Random) -> Iterator[Building]:
    for start, end in street.edges():
        (x1, y1), (x2, y2) = network.positions[start], network.positions[end]
        length = math.dist((x1, y1), (x2, y2))
        middle = ground.district_at((x1 + x2) / 2, (y1 + y2) / 2)
        district = street.district or middle
        style = _STYLES.get(district.kind)
        if style is None or length < _SHORTEST_BLOCK_M or (street.is_main and district.kind == "industry"):
            continue
        along = ((x2 - x1) / length, (y2 - y1) / length)
        position = _CORNER_M
        while position < length - _CORNER_M:
            plot = style.plot * rng.uniform(0.75, 1.35)
            for side in (1, -1):
                depth = style.depth * rng.uniform(0.8, 1.3)
                if rng.random() >= _EMPTY_PLOT_SHARE:
                    middle_of_road = (
                        x1 + along[0] * position,
                        y1 + along[1] * position,
                    )
                    corners = _footprint(middle_of_road, along, side, plot * 0.84, depth, style.setback)
                    if not any(ground.is_wet(*corner, margin=6) for corner in corners):
                        yield Building(
                            corners,
                            style.building,
                            street.name,
                            str(side),
                            district.postcode,
                        )
            position += plot


def _footprint(
    road: Point, along: Point, side: int, width: float, depth: float, setback: float
) -> list[Point]:
    across = (-along[1] * side, along[0] * side)
    near, far = setback, setback + depth
    return [
        (
            road[0] + along[0] * forward + across[0] * back,
            road[1] + along[1] * forward + across[1] * back,
        )
        for forward, back in (
            (-width / 2, near),
            (width / 2, near),
            (width / 2, far),
            (-width / 2, far),
        )
    ]


def _on_a_road(shapes: np.ndarray, network: Network) -> set[int]:
    roads = [
        [network.positions[start], network.positions[end]]
        for street in network.streets
        for start, end in street.edges()
    ]
    tree = STRtree(np.asarray(shapely.linestrings(np.array(roads))))
    hit, _ = tree.query(shapes, predicate="dwithin", distance=_ROAD_CLEARANCE_M)
    return set(hit.tolist())


def _overlapping(shapes: np.ndarray) -> set[int]:
    """Of two buildings that overlap, the later one goes."""
    first, second = STRtree(shapes).query(shapes, predicate="intersects")
    pairs = sorted(
        (max(a, b), min(a, b)) for a, b in zip(first.tolist(), second.tolist(), strict=True) if a != b
    )
    gone: set[int] = set()
    for later, earlier in pairs:
        if earlier not in gone:
            gone.add(later)
    return gone


def _renumbered(buildings: list[Building]) -> list[Building]:
    """Give the houses of each street their numbers, now that it is known which stand."""
    numbers: dict[str, _Numbers] = {}
    return [
        Building(
            one.corners,
            one.kind,
            one.street,
            numbers.setdefault(one.street, _Numbers()).take(int(one.number)),
            one.postcode,
        )
        for one in buildings
    ]
