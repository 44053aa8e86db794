"""The start page says one number about a page, of the reader's own sites only."""

import pytest
from django.test import Client

from lastmile.models import Vehicle
from tests import factories
from tests.lastmile import worlds

pytestmark = pytest.mark.django_db


def test_the_tiles_count_what_waits_at_the_readers_sites_only(bo):
    mine, other = factories.site(seen_by=bo), factories.site()
    worlds.delivery(mine)
    worlds.delivery(other)
    worlds.van(mine)
    Vehicle.objects.filter(pk=worlds.van(mine).pk).update(is_active=False)
    worlds.van(other)
    client = Client()
    client.force_login(bo)

    page = client.get("/").content.decode()

    notes = [part.split("<")[0] for part in page.split('<span class="tile__note">')[1:]]
    assert "1 to be planned" in notes
    assert "1 in use" in notes
    assert "0 open" in notes
