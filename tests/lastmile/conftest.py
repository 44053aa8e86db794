"""A site with stock in a land whose addresses are known."""

import pytest

from tests.lastmile import intakes, towns
from tests.routing.world import named_network


@pytest.fixture
def towns_known(db, tmp_path, settings):
    """The geocoder knows Altdorf and Neudorf; no road graph is there, so ways are estimated."""
    settings.ROADS_DIR = tmp_path / "roads"
    return named_network(towns.write_towns(tmp_path / "towns.osm.pbf"))


@pytest.fixture
def shop(towns_known):
    """A site in Altdorf with a hundred apples and ten pears."""
    return intakes.shop()
