"""A depot that no road leads to is refused once, by its name, before any search."""

from uuid import uuid4

import pytest
from django.test import Client

from lastmile.errors import DepotOffRoadsError
from lastmile.models import PlanDraft, Shift
from lastmile.services import planning
from routing.models import PlanRun
from tests.lastmile.planning import days
from tests.routing import roads as road_servers
from tests.routing.conftest import city_graph
from tests.routing.world import point_to_graph
from wms.models import Site, SiteAccess

__all__ = ["city_graph"]
pytestmark = pytest.mark.django_db
OUT_AT_SEA = {"longitude": -30.9, "latitude": 46.3}


@pytest.fixture(scope="module")
def served(city_graph, tmp_path_factory):
    """The demo city's roads, with a server that answers."""
    folder = tmp_path_factory.mktemp("roads")
    point_to_graph(folder, city_graph.folder)
    server = road_servers.start_server(folder)
    road_servers.wait_until_served(folder)
    yield folder
    road_servers.stop_server(server)


@pytest.fixture
def city(served, settings):
    settings.ROADS_DIR, settings.OSRM_URL = served, ""


@pytest.fixture
def depot(city, bo):
    """A depot in the city that Bo dispatches, with two vans and six orders."""
    at = days.site(code="DC1")
    SiteAccess.objects.create(user=bo, site=at)
    days.shift(at)
    days.shift(at)
    days.spread(at, 6)
    return at


def ask(at: Site) -> PlanDraft:
    shifts = list(Shift.objects.filter(site=at).values_list("pk", flat=True))
    return planning.draft_plan(site=at, plan_on=days.DAY, shift_ids=shifts, seconds=1, by=None)


def put_to_sea(at: Site) -> None:
    Site.objects.filter(pk=at.pk).update(**OUT_AT_SEA)
    at.refresh_from_db()


def test_a_depot_on_the_roads_is_planned_with(depot):
    assert ask(depot).run.roads == "roads"


def test_a_depot_far_from_any_road_is_named_with_its_distance_and_what_helps(depot):
    put_to_sea(depot)
    with pytest.raises(DepotOffRoadsError) as refused:
        ask(depot)
    assert refused.value.facts["site"] == "DC1"
    assert refused.value.facts["metres"] > 50_000
    assert "Site DC1 (46.30000, -30.90000) lies 6" in refused.value.message
    assert "Correct the coordinates of the site" in refused.value.message
    assert not PlanRun.objects.exists()


def test_another_depot_where_a_shift_ends_is_named(depot):
    end = days.site(code="SEA", **OUT_AT_SEA)
    Shift.objects.update(end_site=end)
    with pytest.raises(DepotOffRoadsError, match="SEA"):
        ask(depot)


def test_one_order_off_the_roads_is_left_out_by_the_plan_and_the_depot_is_not_blamed(depot):
    days.delivery(depot, east=-0.9)
    assert ask(depot).run.roads == "roads"


def test_the_page_says_it_once_above_the_form(depot, bo):
    put_to_sea(depot)
    client = Client()
    client.force_login(bo)
    shifts = list(Shift.objects.values_list("pk", flat=True))
    sent = {"day": days.DAY.isoformat(), "shift": shifts, "seconds": "1"}
    answer = client.post("/plan/start/", sent)
    assert answer.status_code == 422
    assert answer.content.decode().count("Site DC1") == 1


def test_the_api_says_it_with_the_site_s_code(depot, bo, client_of):
    put_to_sea(depot)
    answer = client_of(bo).post(
        "/api/v1/lastmile/plans/",
        {"site": "DC1", "day": days.DAY.isoformat(), "seconds": 1},
        format="json",
        HTTP_IDEMPOTENCY_KEY=str(uuid4()),
    )
    body = answer.json()
    assert (answer.status_code, body["code"], body["site"]) == (422, "depot_off_roads", "DC1")
