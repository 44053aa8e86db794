"""The map in a browser: drawn from our tiles in both themes; no other server is asked."""

import shutil
from pathlib import Path

import pytest

from tests.browser.looks.looking import WIDTHS, look_at, open_quietly
from tests.routing.world import named_network

ROOT = Path(__file__).parents[3]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def road_folder(settings):
    """The folder that the web process reads too, emptied afterwards."""
    yield settings.ROADS_DIR
    shutil.rmtree(settings.ROADS_DIR, ignore_errors=True)


@pytest.fixture
def city_roads(road_folder):
    """The demo city's names and map, without an engine."""
    network = named_network(ROOT / "demo/data/city.osm.pbf")
    network.path.mkdir(parents=True)
    shutil.copyfile(ROOT / "demo/data/city.pmtiles", network.path / "map.pmtiles")
    return network


def _ground(page) -> set[str]:
    """Colours found in the canvases of the map."""
    return set(
        page.evaluate(
            """() => [...document.querySelectorAll('.map canvas')].flatMap(canvas => {
              const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
              const found = new Set();
              for (let at = 0; at < data.length; at += 4 * 97)
                found.add([data[at], data[at + 1], data[at + 2]].join(','));
              return [...found];
            })"""
        )
    )


_MIDDLE_OF_MAP = """() => {
  const centre = document.querySelector('.map').baseMap.getCenter();
  return [centre.lng, centre.lat];
}"""


@pytest.mark.parametrize("width", WIDTHS)
def test_the_map_is_drawn_in_both_themes_and_asks_nobody_else(page_of, zoe, city_roads, width, live_site):
    page = page_of(zoe, width=width, height=WIDTHS[width], colour="light")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_quietly(page, "/roads/")
    page.wait_for_selector("[data-map=drawn]")
    page.wait_for_function("document.querySelectorAll('.map canvas.leaflet-tile-loaded').length > 2")
    page.wait_for_timeout(500)
    look_at(page, f"roads-light-{width}")
    light = _ground(page)
    middle = page.evaluate(_MIDDLE_OF_MAP)
    for _ in range(7):
        page.click(".leaflet-control-zoom-in")
        page.wait_for_timeout(350)
    page.wait_for_timeout(700)
    look_at(page, f"roads-close-light-{width}")
    page.evaluate("document.querySelector('[data-theme-toggle], [data-theme-choice=dark]').click()")
    page.wait_for_timeout(800)
    look_at(page, f"roads-dark-{width}")
    dark = _ground(page)

    assert middle == pytest.approx([-29.9976, 46.3007], abs=0.002)
    assert "236,238,233" in light
    assert "207,223,230" in light
    assert "22,27,33" in dark
    assert "236,238,233" not in dark
    assert page.inner_text(".leaflet-control-attribution") == "Made up"
    assert any(".mvt" in url for url in asked)
    assert [url for url in asked if not url.startswith((live_site, "data:", "blob:"))] == []


def test_without_roads_the_page_says_what_to_do(page_of, zoe, road_folder):
    page = page_of(zoe)
    open_quietly(page, "/roads/")

    assert "No roads yet" in page.inner_text("main")
    look_at(page, "roads-none-light-1440")
