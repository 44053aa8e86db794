"""Writes the city as an ordinary OpenStreetMap extract, without dates: two runs are the same to the byte."""

import math
from collections.abc import Iterable
from pathlib import Path

import osmium
from osmium.osm import Box, Location
from osmium.osm.mutable import Node, Relation, Way

from demo.city.areas import Area, Place
from demo.city.buildings import Building
from demo.city.ground import Point
from demo.city.network import Network, Street

_SPEEDS = {
    "trunk": 80,
    "primary": 50,
    "secondary": 50,
    "tertiary": 40,
    "unclassified": 40,
    "residential": 30,
    "living_street": 10,
}
_METRES_PER_DEGREE = 111_320


class Extract:
    """An extract being written: nodes first, then ways, then relations, as readers expect."""

    def __init__(self, *, longitude: float, latitude: float, city: str) -> None:
        self._longitude, self._latitude, self._city = longitude, latitude, city
        self._east = _METRES_PER_DEGREE * math.cos(math.radians(latitude))
        self._nodes: list[Node] = []
        self._locations: list[Point] = []
        self._ways: list[Way] = []
        self._relations: list[Relation] = []

    def add_network(self, network: Network) -> None:
        """Streets, signals and turn bans."""
        first = len(self._nodes) + 1
        signals = set(network.signals)
        for index, position in enumerate(network.positions):
            tags = {"highway": "traffic_signals"} if index in signals else {}
            self._node(position, tags)
        cuts = {ban.via for ban in network.turn_bans}
        at_end: dict[tuple[int, int], int] = {}
        for street in network.streets:
            for part in _cut(street.nodes, cuts):
                way = self._way([first + node for node in part], _street_tags(street))
                at_end[part[0], part[1]] = way
                at_end[part[-1], part[-2]] = way
        for ban in network.turn_bans:
            self._relation(
                at_end[ban.via, ban.from_node],
                first + ban.via,
                at_end[ban.via, ban.to_node],
                ban.kind,
            )

    def add_areas(self, areas: Iterable[Area]) -> None:
        """River, parks and the like."""
        for area in areas:
            self._closed_way(area.outline, area.tags)

    def add_places(self, places: Iterable[Place]) -> None:
        """Names of the city and its districts."""
        for place in places:
            self._node(place.position, {"place": place.kind, "name": place.name})

    def add_buildings(self, buildings: Iterable[Building]) -> None:
        """Houses with their addresses."""
        for one in buildings:
            address = {
                "addr:city": self._city,
                "addr:housenumber": one.number,
                "addr:postcode": one.postcode,
                "addr:street": one.street,
            }
            self._closed_way(one.corners, {**address, "building": one.kind})

    def write(self, path: Path) -> None:
        """Write the file, replacing an older one."""
        header = osmium.io.Header()
        header.set("generator", "Waybill demo city")
        header.add_box(self._box())
        with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
            for node in self._nodes:
                writer.add_node(node)
            for way in self._ways:
                writer.add_way(way)
            for relation in self._relations:
                writer.add_relation(relation)

    def _box(self) -> Box:
        west, south = min(lon for lon, _ in self._locations), min(lat for _, lat in self._locations)
        east, north = max(lon for lon, _ in self._locations), max(lat for _, lat in self._locations)
        return Box(Location(west, south), Location(east, north))

    def _node(self, position: Point, tags: dict[str, str]) -> int:
        longitude = round(self._longitude + position[0] / self._east, 6)
        latitude = round(self._latitude + position[1] / _METRES_PER_DEGREE, 6)
        number = len(self._nodes) + 1
        self._locations.append((longitude, latitude))
        self._nodes.append(Node(id=number, location=(longitude, latitude), tags=tags))
        return number

    def _way(self, nodes: list[int], tags: dict[str, str]) -> int:
        number = len(self._ways) + 1
        self._ways.append(Way(id=number, nodes=nodes, tags=tags))
        return number

    def _closed_way(self, outline: list[Point], tags: dict[str, str]) -> None:
        nodes = [self._node(corner, {}) for corner in outline]
        self._way([*nodes, nodes[0]], tags)

    def _relation(self, source: int, via: int, target: int, kind: str) -> None:
        members = [("w", source, "from"), ("n", via, "via"), ("w", target, "to")]
        tags = {"type": "restriction", "restriction": kind}
        self._relations.append(Relation(id=len(self._relations) + 1, members=members, tags=tags))


def _cut(nodes: list[int], cuts: set[int]) -> list[list[int]]:
    """The street in parts that end wherever a turn ban needs a way to end."""
    parts: list[list[int]] = [[nodes[0]]]
    for node in nodes[1:-1]:
        parts[-1].append(node)
        if node in cuts:
            parts.append([node])
    parts[-1].append(nodes[-1])
    return parts


def _street_tags(street: Street) -> dict[str, str]:
    tags = {
        "highway": street.road_class,
        "maxspeed": str(_SPEEDS[street.road_class]),
        "name": street.name,
    }
    if street.is_one_way:
        tags["oneway"] = "yes"
    if street.is_roundabout:
        tags["junction"] = "roundabout"
    if street.is_bridge:
        tags |= {"bridge": "yes", "layer": "1"}
    return tags
