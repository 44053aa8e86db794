"""Cutting the base map: one .pmtiles file of vector tiles out of an extract."""

import gzip
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely
from pmtiles.tile import (
    Compression,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_header,
    zxy_to_tileid,
)
from pmtiles.writer import Writer
from shapely import STRtree

from routing.extracts.errors import ExtractError
from routing.extracts.layers import HALF_WORLD, Feature, mercator, read_features

FIRST_ZOOM, LAST_ZOOM = 9, 15
_EXTENT = 4096
_LEAST_MARGIN_M = 2_000.0
_SMALLEST_BUILDING = 60  # square pixels of a tile, below the last zoom level
_FULL_TILE = shapely.box(-128, -128, _EXTENT + 128, _EXTENT + 128)

type Box = tuple[float, float, float, float]
"""West, south, east, north."""
type Progress = Callable[[str], None]


@dataclass(frozen=True)
class Cut:
    """What was cut."""

    tiles: int
    size: int
    largest: int


def cut_tiles(
    extract: Path, out: Path, *, box: Box, attribution: str, progress: Progress = lambda _: None
) -> Cut:
    """Write the map of an extract, for its roads' box in degrees and a margin around.

    Within the margin empty ground is drawn: no blank rim shows. The same extract gives the same bytes.
    """
    features = list(read_features(extract))
    if not features:
        raise ExtractError(f"{extract.name} holds nothing to draw")
    area = _with_margin(box)
    tiles: list[tuple[int, bytes]] = []
    for zoom in range(FIRST_ZOOM, LAST_ZOOM + 1):
        tiles += _tiles_of(features, zoom, area)
        progress(f"zoom {zoom}: {len(tiles)} tiles")
    tiles.sort()
    with out.open("wb") as file:
        writer: Any = Writer(file)  # type: ignore[no-untyped-call]  # the library has no types
        for number, content in tiles:
            writer.write_tile(number, content)
        writer.finalize(_header(box), {"attribution": attribution, "vector_layers": _layer_list()})
    return Cut(len(tiles), out.stat().st_size, max(len(content) for _, content in tiles))


def tiles_in(file: Path) -> int:
    """How many tiles a map holds. Raises ExtractError when it is no .pmtiles file."""
    with file.open("rb") as opened:
        start = opened.read(127)
    try:
        return int(deserialize_header(start)["addressed_tiles_count"])
    except (MagicNumberNotFound, SpecVersionUnsupported, IndexError, ValueError) as failure:
        raise ExtractError(f"{file.name} is not a map in the .pmtiles format") from failure


def _with_margin(box: Box) -> Box:
    """The box in web mercator metres, a quarter wider on each side."""
    west, south = mercator(box[0], box[1])
    east, north = mercator(box[2], box[3])
    margin = max(_LEAST_MARGIN_M, 0.25 * max(east - west, north - south))
    return west - margin, south - margin, east + margin, north + margin


def _tiles_of(features: list[Feature], zoom: int, area: Box) -> Iterator[tuple[int, bytes]]:
    size = 2 * HALF_WORLD / 2**zoom
    shown = [feature for feature in features if feature.first_zoom <= zoom]
    shapes = np.array([feature.shape for feature in shown], dtype=object)
    if zoom < LAST_ZOOM and shown:
        shapes = shapely.simplify(shapes, size / _EXTENT * 1.6, preserve_topology=False)
    tree = STRtree(shapes)
    empty = _encode({})
    first_x, last_x = (int((edge + HALF_WORLD) // size) for edge in (area[0], area[2]))
    first_y, last_y = (int((HALF_WORLD - edge) // size) for edge in (area[3], area[1]))
    for x in range(max(0, first_x), min(2**zoom - 1, last_x) + 1):
        for y in range(max(0, first_y), min(2**zoom - 1, last_y) + 1):
            west, north = x * size - HALF_WORLD, HALF_WORLD - y * size
            layers = _layers_in(shown, shapes, tree, (west, north - size, west + size, north), zoom)
            yield zxy_to_tileid(zoom, x, y), _encode(layers) if layers else empty


def _layers_in(
    shown: list[Feature], shapes: np.ndarray, tree: STRtree, tile: Box, zoom: int
) -> dict[str, list[dict[str, object]]]:
    west, south, east, north = tile
    buffer = (east - west) / 32
    window = (west - buffer, south - buffer, east + buffer, north + buffer)
    hits = np.sort(tree.query(shapely.box(*window)))
    if not hits.size:
        return {}
    pixels = _EXTENT / (east - west)
    clipped = shapely.clip_by_rect(shapes[hits], *window)
    placed = shapely.transform(clipped, lambda points: np.rint((points - (west, south)) * pixels))
    layers: dict[str, list[dict[str, object]]] = defaultdict(list)
    for index, shape in zip(hits, placed, strict=True):
        feature = shown[index]
        is_speck = feature.layer == "buildings" and zoom < LAST_ZOOM and shape.area < _SMALLEST_BUILDING
        if not shape.is_empty and not is_speck:
            layers[feature.layer].append({"geometry": shape, "properties": feature.properties})
    return layers


def _encode(layers: dict[str, list[dict[str, object]]]) -> bytes:
    earth = {"name": "earth", "features": [{"geometry": _FULL_TILE, "properties": {"kind": "earth"}}]}
    named = [{"name": name, "features": layers[name]} for name in sorted(layers)]
    return gzip.compress(
        mapbox_vector_tile.encode([earth, *named], default_options={"extents": _EXTENT}), 6, mtime=0
    )


def _header(box: Box) -> dict[str, object]:
    west, south, east, north = (round(edge * 1e7) for edge in box)
    return {
        "version": 3,
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_zoom": FIRST_ZOOM,
        "max_zoom": LAST_ZOOM,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": 13,
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }


def _layer_list() -> list[dict[str, object]]:
    names = ("earth", "buildings", "landuse", "places", "roads", "water")
    return [{"id": name, "fields": {"kind": "String"}} for name in names]
