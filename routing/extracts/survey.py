"""First look at an extract: is it one, what area does it cover, are there roads in it?"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import osmium
from osmium.osm import Way

from routing.extracts.errors import ExtractError

DRIVABLE = frozenset(
    [
        "motorway",
        "motorway_link",
        "trunk",
        "trunk_link",
        "primary",
        "primary_link",
        "secondary",
        "secondary_link",
        "tertiary",
        "tertiary_link",
        "unclassified",
        "residential",
        "living_street",
        "service",
    ]
)
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Survey:
    """What an extract holds; the box is the one of its drivable roads, in degrees."""

    sha256: str
    size: int
    dated: str
    west: float
    south: float
    east: float
    north: float
    road_ways: int
    road_nodes: int

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return self.west, self.south, self.east, self.north


def survey(path: Path) -> Survey:
    """Read the whole file once.

    Raises ExtractError when it is missing, is not an .osm.pbf, ends too early, or holds no drivable road.
    """
    if not path.is_file():
        raise ExtractError(f"{path}: there is no such file")
    _check_beginning(path)
    try:
        header = osmium.io.Reader(str(path), osmium.osm.osm_entity_bits.NOTHING).header()
        ways, nodes, box = _roads(path)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as failure:
        raise ExtractError(f"{path.name} is damaged or cut short: {failure}") from failure
    if not ways:
        raise ExtractError(f"{path.name} holds no road that a van can drive on")
    west, south, east, north = box
    return Survey(
        sha256=sha256_of(path),
        size=path.stat().st_size,
        dated=header.get("osmosis_replication_timestamp", ""),
        west=west,
        south=south,
        east=east,
        north=north,
        road_ways=ways,
        road_nodes=nodes,
    )


def sha256_of(path: Path) -> str:
    """The hash by which a file is known, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _check_beginning(path: Path) -> None:
    """A pbf begins with the length of its first header block and the word OSMHeader."""
    with path.open("rb") as file:
        start = file.read(64)
    if b"OSMHeader" not in start:
        raise ExtractError(f"{path.name} is not an OpenStreetMap extract in the .osm.pbf format")


def _roads(path: Path) -> tuple[int, int, tuple[float, float, float, float]]:
    ways, nodes = 0, set[int]()
    west, south, east, north = 180.0, 90.0, -180.0, -90.0
    only_roads = osmium.filter.KeyFilter("highway")
    for way in osmium.FileProcessor(str(path)).with_locations().with_filter(only_roads):
        if not isinstance(way, Way) or way.tags.get("highway") not in DRIVABLE:
            continue
        ways += 1
        for node in way.nodes:
            if node.location.valid():
                nodes.add(node.ref)
                west, east = min(west, node.lon), max(east, node.lon)
                south, north = min(south, node.lat), max(north, node.lat)
    return (ways if nodes else 0), len(nodes), (west, south, east, north)
