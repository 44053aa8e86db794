"""The map's door: tiles of the roads in use, to signed-in people, kept by the browser while they hold."""

import gzip
import shutil
from pathlib import Path

import mapbox_vector_tile
import pytest
from django.test import Client

from routing.web import tiles
from tests.routing.world import named_network

TILES = Path(__file__).parents[3] / "demo/data/city.pmtiles"
MIDDLE = "/map/tiles/15/13653/11617.mvt"

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(bo):
    client = Client()
    client.force_login(bo)
    return client


@pytest.fixture
def network(tmp_path, settings, django_capture_on_commit_callbacks):
    from demo.city.making import write_city

    settings.ROADS_DIR = tmp_path
    write_city(tmp_path / "tiny.osm.pbf", seed=3, radius=700)
    with django_capture_on_commit_callbacks(execute=True):
        network = named_network(tmp_path / "tiny.osm.pbf")
    network.path.mkdir(parents=True)
    shutil.copyfile(TILES, network.path / "map.pmtiles")
    return network


def test_the_description_names_tiles_bounds_and_licence(signed_in, network):
    found = signed_in.get("/map/tiles.json").json()

    assert found["tiles"] == [f"/map/tiles/{{z}}/{{x}}/{{y}}.mvt?v={network.folder}"]
    assert (found["minzoom"], found["maxzoom"]) == (9, 15)
    assert found["bounds"] == [network.west, network.south, network.east, network.north]
    assert found["attribution"] == "Made up"


def test_a_tile_is_sent_compressed_and_kept_for_ever_under_the_address_of_its_build(signed_in, network):
    answer = signed_in.get(f"{MIDDLE}?v={network.folder}", HTTP_ACCEPT_ENCODING="gzip, br")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert answer["Content-Encoding"] == "gzip"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "Accept-Encoding" in answer["Vary"]
    assert "roads" in mapbox_vector_tile.decode(gzip.decompress(answer.content))


def test_who_cannot_unpack_gets_the_tile_plain(signed_in, network):
    answer = signed_in.get(MIDDLE)

    assert "Content-Encoding" not in answer
    assert "roads" in mapbox_vector_tile.decode(answer.content)


def test_a_tile_that_the_browser_has_is_not_sent_again(signed_in, network):
    first = signed_in.get(MIDDLE)

    again = signed_in.get(MIDDLE, HTTP_IF_NONE_MATCH=first["ETag"])

    assert first["Cache-Control"] == "private, no-cache"
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize(
    "address",
    [
        "/map/tiles/15/1/1.mvt",
        "/map/tiles/22/5/5.mvt",
        f"/map/tiles/15/{'9' * 300}/1.mvt",
        "/map/tiles/0/1/0.mvt",
    ],
)
def test_where_there_is_no_map_the_answer_is_empty(signed_in, network, address):
    assert signed_in.get(address).status_code == 204


def test_without_roads_the_map_is_described_as_empty(signed_in, settings, tmp_path):
    settings.ROADS_DIR = tmp_path

    assert signed_in.get("/map/tiles.json").json()["tiles"] == []
    assert signed_in.get(MIDDLE).status_code == 204


def test_roads_that_were_removed_a_moment_ago_are_no_error(signed_in, network):
    tiles._map_of.cache_clear()
    shutil.rmtree(network.path)

    assert signed_in.get(MIDDLE).status_code == 204


def test_a_stranger_sees_the_map_as_recipients_do_but_not_the_page_of_the_roads(network):
    answers = [Client().get(address).status_code for address in ("/map/tiles.json", MIDDLE, "/roads/")]
    assert answers == [200, 200, 302]


def test_who_may_not_see_plans_does_not_see_the_roads_page(eve, network):
    client = Client()
    client.force_login(eve)

    assert client.get("/roads/").status_code == 403


def test_the_roads_page_says_that_times_are_estimated_and_why(signed_in, network):
    page = signed_in.get("/roads/").content.decode()

    assert "Travel times are estimated" in page
    assert "no road server runs" in page
    assert "tiny.osm.pbf" in page


def test_the_roads_page_stands_without_roads(signed_in, settings, tmp_path):
    settings.ROADS_DIR = tmp_path

    assert "No roads yet" in signed_in.get("/roads/").content.decode()
