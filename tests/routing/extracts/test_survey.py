"""A file that is no road map is refused in one clear line."""

import osmium
import pytest
from osmium.osm.mutable import Node

from routing.extracts.errors import ExtractError
from routing.extracts.survey import survey


def test_the_city_is_surveyed(city):
    found = survey(city)

    assert found.road_ways == 1098
    assert found.size == city.stat().st_size
    assert found.west == pytest.approx(-30.064977)
    assert found.north == pytest.approx(46.347643)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(ExtractError, match=r"nowhere\.osm\.pbf: there is no such file"):
        survey(tmp_path / "nowhere.osm.pbf")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a zip", "<osm>Straße</osm>".encode(), b"\x00" * 5000])
def test_a_file_that_is_no_pbf_is_refused(tmp_path, content):
    file = tmp_path / "photo.osm.pbf"
    file.write_bytes(content)

    with pytest.raises(ExtractError, match=r"photo\.osm\.pbf is not an OpenStreetMap extract"):
        survey(file)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9999])
def test_a_file_cut_short_is_refused(tmp_path, city, share):
    whole = city.read_bytes()
    file = tmp_path / "half.osm.pbf"
    file.write_bytes(whole[: int(share * len(whole))])

    with pytest.raises(ExtractError, match=r"half\.osm\.pbf is damaged or cut short"):
        survey(file)


def test_an_extract_without_a_road_is_refused(tmp_path):
    file = tmp_path / "sea.osm.pbf"
    with osmium.SimpleWriter(str(file)) as writer:
        writer.add_node(Node(id=1, location=(1, 1), tags={"place": "island"}))

    with pytest.raises(ExtractError, match=r"sea\.osm\.pbf holds no road"):
        survey(file)
