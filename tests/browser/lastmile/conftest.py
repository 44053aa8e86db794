"""The made-up villages, a site with stock, and a dispatcher who may see it."""

import shutil

import pytest

from tests import factories
from tests.lastmile import intakes, towns
from tests.routing.world import named_network
from wms.services import places


@pytest.fixture
def villages(transactional_db, settings, tmp_path):
    """What the geocoder knows, also in the web process."""
    yield named_network(towns.write_towns(tmp_path / "towns.osm.pbf"))
    shutil.rmtree(settings.ROADS_DIR, ignore_errors=True)


@pytest.fixture
def dee(villages):
    """Dee dispatches in Altdorf."""
    shop = intakes.shop()
    person = factories.user("dee", role="dispatcher")
    places.grant_access(user=person, site=shop.site)
    return person
