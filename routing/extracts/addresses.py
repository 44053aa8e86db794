"""Addresses, streets and places out of an extract, for the geocoder."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import osmium
from osmium.osm import Area, Changeset, Node, NodeRefList, Relation, Way

from routing.extracts.survey import DRIVABLE

type _Thing = Node | Way | Relation | Area | Changeset

_PLACES = frozenset({"city", "town", "village", "hamlet", "suburb", "neighbourhood", "quarter"})


@dataclass(frozen=True)
class Address:
    """A house with its number, and its middle in degrees."""

    street: str
    number: str
    postcode: str
    city: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class NamedRoad:
    """A drivable way with a name, and a point in its middle."""

    name: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Place:
    """A town, a village or a part of one."""

    name: str
    kind: str
    longitude: float
    latitude: float


def read_names(path: Path) -> Iterator[Address | NamedRoad | Place]:
    """Everything in the extract that an address can be found by, in the order of the file."""
    wanted = osmium.filter.KeyFilter("addr:housenumber", "highway", "place")
    houses = osmium.filter.KeyFilter("addr:housenumber")
    for thing in osmium.FileProcessor(str(path)).with_areas(houses).with_filter(wanted):
        yield from _names_of(thing)


def _names_of(thing: _Thing) -> Iterator[Address | NamedRoad | Place]:
    tags = thing.tags
    if "addr:housenumber" in tags:
        # A closed way comes twice, as a way and as an area; only areas made from relations are new.
        if not (isinstance(thing, Area) and thing.from_way()):
            yield from _address(thing)
        return
    name = tags.get("name")
    if not name:
        return
    if isinstance(thing, Node) and tags.get("place") in _PLACES:
        yield Place(name, tags["place"], thing.lon, thing.lat)
    elif isinstance(thing, Way) and tags.get("highway") in DRIVABLE:
        points = _points(thing.nodes)
        if points:
            yield NamedRoad(name, *points[len(points) // 2])


def _address(thing: _Thing) -> Iterator[Address]:
    tags = thing.tags
    street = tags.get("addr:street") or tags.get("addr:place")
    middle = _middle(thing)
    if not street or middle is None:
        return
    for number in tags["addr:housenumber"].replace(",", ";").split(";"):
        if number.strip():
            yield Address(
                street=street.strip(),
                number=number.strip(),
                postcode=(tags.get("addr:postcode") or "").strip(),
                city=(tags.get("addr:city") or "").strip(),
                longitude=middle[0],
                latitude=middle[1],
            )


def _middle(thing: _Thing) -> tuple[float, float] | None:
    if isinstance(thing, Node):
        return thing.lon, thing.lat
    if isinstance(thing, Way):
        points = _points(thing.nodes)
    elif isinstance(thing, Area):
        points = [point for ring in thing.outer_rings() for point in _points(ring)]
    else:
        return None
    corners = list(dict.fromkeys(points))
    if not corners:
        return None
    return sum(lon for lon, _ in corners) / len(corners), sum(lat for _, lat in corners) / len(corners)


def _points(nodes: NodeRefList) -> list[tuple[float, float]]:
    return [(node.lon, node.lat) for node in nodes if node.location.valid()]
