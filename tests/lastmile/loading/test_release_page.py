"""The page from which a dispatcher releases routes to the warehouse."""

import pytest
from django.test import Client

from lastmile.states import RouteStatus
from tests import factories
from tests.lastmile.loading.routes_to_release import lane, planned
from tests.lastmile.planning import days
from wms.services import places

pytestmark = pytest.mark.django_db
ADDRESS = f"/routes/release/?day={days.DAY}"


@pytest.fixture
def site():
    """A depot with two lanes."""
    made = days.site()
    lane(made, "L1")
    lane(made, "L2")
    return made


def browser(site, role):
    person = factories.user(role=role)
    places.grant_access(user=person, site=site)
    client = Client()
    client.force_login(person)
    return client


def test_a_dispatcher_releases_what_is_due_and_sees_lane_and_time(site):
    early, late = planned(site, 2), planned(site, 1, starts_at=days.datetime(2026, 3, 2, 12, tzinfo=days.UTC))
    bo = browser(site, "dispatcher")
    shown = bo.get(ADDRESS).content.decode()
    assert early.code in shown
    assert "07:34" in shown  # eight o'clock less 600 s, two units of 20 s, and 900 s
    told = bo.post(ADDRESS, {"until": "10:00", "due": "1", "day": days.DAY.isoformat()}).content.decode()
    assert "released, L1" in " ".join(told.split())
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.status, late.status) == (RouteStatus.RELEASED, RouteStatus.PLANNED)
    told = bo.post(ADDRESS, {"route": str(late.public_id), "chosen": "1", "day": days.DAY.isoformat()})
    assert late.code in told.content.decode()
    late.refresh_from_db()
    assert late.status == RouteStatus.RELEASED


def test_nonsense_releases_nothing_and_a_loader_may_not(site):
    route = planned(site, 1)
    bo = browser(site, "dispatcher")
    for sent in ({"until": "soon", "due": "1"}, {"route": "x", "chosen": "1"}, {}):
        assert bo.post(ADDRESS, sent | {"day": days.DAY.isoformat()}).status_code == 200
    route.refresh_from_db()
    assert route.status == RouteStatus.PLANNED
    assert browser(site, "loader").get(ADDRESS).status_code == 403
