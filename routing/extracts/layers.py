"""What of an extract is drawn on the base map, in the layers and words of the Protomaps scheme.

https://docs.protomaps.com/basemaps/layers - so that stock styles paint our tiles. Shapes are in web mercator
metres.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import osmium
import shapely
from osmium.osm import Area, Node, Way

type Layer = Literal["roads", "water", "landuse", "buildings", "places"]
type Properties = dict[str, str | int | bool]

HALF_WORLD = 20037508.342789244
_ROADS: dict[str, tuple[str, str, int]] = {
    "motorway": ("highway", "motorway", 5),
    "trunk": ("major_road", "trunk", 6),
    "primary": ("major_road", "primary", 8),
    "secondary": ("major_road", "secondary", 10),
    "tertiary": ("major_road", "tertiary", 11),
    "unclassified": ("minor_road", "unclassified", 13),
    "residential": ("minor_road", "residential", 13),
    "living_street": ("minor_road", "residential", 13),
    "service": ("minor_road", "service", 14),
    "pedestrian": ("path", "pedestrian", 14),
    "footway": ("path", "footway", 15),
    "path": ("path", "path", 15),
    "cycleway": ("path", "cycleway", 15),
    "steps": ("path", "steps", 15),
}
_ROADS |= {
    f"{road}_link": (kind, f"{detail}_link", zoom + 2)
    for road, (kind, detail, zoom) in _ROADS.items()
    if kind in {"highway", "major_road"}
}
_LAND = {
    "park": "park",
    "garden": "park",
    "forest": "wood",
    "wood": "wood",
    "grass": "grass",
    "meadow": "grass",
    "industrial": "industrial",
    "cemetery": "cemetery",
    "pitch": "pitch",
    "school": "school",
    "hospital": "hospital",
    "farmland": "farmland",
    "residential": "residential",
    "retail": "commercial",
    "commercial": "commercial",
    "pedestrian": "pedestrian",
}
_PLACES = {"city": (8, 12), "town": (10, 9), "village": (12, 5), "suburb": (13, 4)}
_KEYS = ("highway", "building", "natural", "landuse", "leisure", "waterway", "water", "railway", "place")


@dataclass(frozen=True)
class Feature:
    """One thing on the map, from the zoom level on at which it is first drawn."""

    shape: shapely.Geometry
    layer: Layer
    properties: Properties
    first_zoom: int


def read_features(path: Path) -> Iterator[Feature]:
    """Everything in the extract that the base map draws."""
    shapes = osmium.geom.WKBFactory()
    drawn_areas = osmium.filter.KeyFilter("building", "natural", "landuse", "leisure", "waterway", "water")
    wanted = osmium.filter.KeyFilter(*_KEYS)
    for thing in osmium.FileProcessor(str(path)).with_areas(drawn_areas).with_filter(wanted):
        try:
            if isinstance(thing, Way):
                yield from _lines(thing, shapes)
            elif isinstance(thing, Area):
                yield from _areas(thing, shapes)
            elif isinstance(thing, Node):
                yield from _places(thing)
        except (RuntimeError, osmium.InvalidLocationError):
            continue  # a shape cut off at the extract's edge; the map is drawn without it


def mercator(longitude: float, latitude: float) -> tuple[float, float]:
    """Web mercator metres of a point in degrees."""
    bounded = min(85.0, max(-85.0, latitude))
    north = math.log(math.tan((90 + bounded) * math.pi / 360)) * HALF_WORLD / math.pi
    return longitude * HALF_WORLD / 180, north


def _project(shape: shapely.Geometry) -> shapely.Geometry:
    def flat(points: np.ndarray) -> np.ndarray:
        latitudes = np.clip(points[:, 1], -85, 85)
        north = np.log(np.tan((90 + latitudes) * np.pi / 360)) * HALF_WORLD / np.pi
        return np.column_stack([points[:, 0] * HALF_WORLD / 180, north])

    return shapely.transform(shape, flat)


def _lines(way: Way, shapes: osmium.geom.WKBFactory) -> Iterator[Feature]:
    tags = dict(way.tags)
    found = _line_kind(tags)
    if found is None or tags.get("area") == "yes":
        return
    layer, properties, first_zoom = found
    yield Feature(_project(shapely.from_wkb(shapes.create_linestring(way))), layer, properties, first_zoom)


def _line_kind(tags: Mapping[str, str]) -> tuple[Layer, Properties, int] | None:
    highway = tags.get("highway", "")
    if highway in _ROADS:
        kind, detail, first_zoom = _ROADS[highway]
        return "roads", {"kind": kind, "kind_detail": detail, **_road_marks(tags)}, first_zoom
    if tags.get("railway") in {"rail", "light_rail", "tram"}:
        return "roads", {"kind": "rail", "kind_detail": tags["railway"]}, 12
    if tags.get("waterway") in {"river", "stream", "canal"} and "natural" not in tags:
        return "water", {"kind": tags["waterway"], "name": tags.get("name", "")}, 12
    return None


def _road_marks(tags: Mapping[str, str]) -> Properties:
    marks: Properties = {key: tags[key] for key in ("name", "ref") if tags.get(key)}
    if tags.get("oneway") == "yes":
        marks["oneway"] = "yes"
    if tags["highway"].endswith("_link"):
        marks["is_link"] = True
    if tags.get("tunnel") == "yes":
        marks["is_tunnel"] = True
    if tags.get("bridge") == "yes":
        marks["is_bridge"] = True
    return marks


def _areas(area: Area, shapes: osmium.geom.WKBFactory) -> Iterator[Feature]:
    tags = dict(area.tags)
    found: tuple[Layer, Properties, int] | None = None
    if "building" in tags:
        found = "buildings", {"kind": "building"}, 14
    elif tags.get("natural") == "water" or "water" in tags:
        found = "water", {"kind": "water", "name": tags.get("name", "")}, 9
    else:
        kind = next(
            (_LAND[tags[key]] for key in ("leisure", "landuse", "natural") if tags.get(key) in _LAND), ""
        )
        if kind:
            found = "landuse", {"kind": kind}, 11
    if found:
        yield Feature(_project(shapely.from_wkb(shapes.create_multipolygon(area))), *found)


def _places(node: Node) -> Iterator[Feature]:
    kind, name = node.tags.get("place"), node.tags.get("name")
    if not name or kind not in _PLACES:
        return
    first_zoom, rank = _PLACES[kind]
    properties: Properties = {
        "kind": "locality",
        "kind_detail": kind,
        "name": name,
        "min_zoom": first_zoom,
        "population_rank": rank,
    }
    yield Feature(shapely.Point(mercator(node.lon, node.lat)), "places", properties, max(8, first_zoom - 1))
