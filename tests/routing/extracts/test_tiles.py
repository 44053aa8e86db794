"""The base map: what is drawn where, and no blank rim around it."""

import gzip
import hashlib
from pathlib import Path

import mapbox_vector_tile
import pytest
from pmtiles.reader import MemorySource, Reader

from demo.city.making import write_city
from routing.extracts.survey import survey
from routing.extracts.tiles import cut_tiles

COMMITTED = Path(__file__).parents[3] / "demo/data/city.pmtiles"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    write_city(folder / "tiny.osm.pbf", seed=3, radius=700)
    return folder / "tiny.osm.pbf"


def _tile(reader, zoom, x, y):
    content = reader.get(zoom, x, y)
    return content and mapbox_vector_tile.decode(gzip.decompress(content))


def test_the_same_extract_gives_the_same_tiles(tiny, tmp_path):
    digests = set()
    for name in ("one", "two"):
        cut_tiles(tiny, tmp_path / name, box=survey(tiny).box, attribution="Made up")
        digests.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())

    assert len(digests) == 1


def test_the_middle_of_the_city_shows_roads_houses_and_names():
    reader = Reader(MemorySource(COMMITTED.read_bytes()))

    tile = _tile(reader, 15, 13653, 11617)  # 46.3 N, 30 W

    assert {"earth", "roads", "buildings"} <= set(tile)
    roads = [feature["properties"] for feature in tile["roads"]["features"]]
    assert {"kind": "major_road", "kind_detail": "secondary", "name": "Market Square"} in roads
    assert reader.metadata()["attribution"] == "Portolane, a made-up city"
    suburbs = _tile(reader, 13, 3413, 2904)["places"]["features"]
    assert any(feature["properties"]["kind_detail"] == "suburb" for feature in suburbs)


def test_a_tile_beside_the_city_is_plain_ground_and_one_far_away_is_not_there():
    reader = Reader(MemorySource(COMMITTED.read_bytes()))

    assert set(_tile(reader, 15, 13645, 11612)) == {"earth"}
    assert reader.get(15, 100, 100) is None


def test_ground_covers_the_whole_tile_and_a_bit_more():
    reader = Reader(MemorySource(COMMITTED.read_bytes()))

    earth = _tile(reader, 15, 13645, 11612)["earth"]["features"][0]["geometry"]["coordinates"][0]

    assert {tuple(corner) for corner in earth} == {(-128, -128), (4224, -128), (4224, 4224), (-128, 4224)}
