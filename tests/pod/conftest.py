"""Cem on the road with his phone."""

import pytest

from tests.accounts.phones import Phone
from tests.lastmile import worlds
from tests.lastmile.doors import on_the_road
from wms.services import places


@pytest.fixture
def road(cem):
    """Two stops of Cem's: three and two pieces."""
    at = worlds.site()
    places.grant_access(user=cem, site=at)
    return on_the_road((3,), (2,), site=at, driver=worlds.driver(at, user=cem))


@pytest.fixture
def phone(cem, road):
    """Cem's phone."""
    return Phone(cem)
