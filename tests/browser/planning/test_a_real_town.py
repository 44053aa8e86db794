"""The main job on real input: 300 orders to real addresses are planned on real roads for eight vans."""

import os
import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from core.invariants import violations
from core.tables.moments import TimeWindow
from lastmile.models import Delivery, LoadUnit, PlanDraft, Route, Stop
from lastmile.services import fleet
from lastmile.services.asks import AddressAsk, LineAsk
from routing.engine.check import check
from routing.engine.formats.plan_json import plan_from
from routing.engine.formats.problem_json import problem_from
from routing.extracts.addresses import Address as House
from routing.extracts.addresses import read_names
from routing.services import road_building
from routing.services.road_building import Wanted
from routing.services.solving import matrices_folder
from tests.browser.looks.looking import look_at, open_quietly
from tests.lastmile import intakes
from tests.routing.roads import start_server, stop_server, wait_until_served
from wms.models import SiteAccess

REALDATA = Path(os.environ.get("REALDATA") or Path(__file__).parents[4] / "shared/data")
UDEN = REALDATA / "osm/uden-nl.osm.pbf"
ORDERS, VANS = 300, 8
PATIENCE_MS = 60_000

pytestmark = [pytest.mark.realdata, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def uden(settings):
    """The real roads of Uden in use and served, for this process, the web process and the worker."""
    if not UDEN.exists():
        pytest.skip(f"REALDATA: {UDEN.name} is not there")
    roads = Path(settings.ROADS_DIR)
    roads.mkdir(parents=True, exist_ok=True)
    network = road_building.build_roads(
        wanted=Wanted(
            source=UDEN, name="Uden", licence="OpenStreetMap", tiles=None, threads=2, again=False,
            hierarchies=False,
        ),
        now=timezone.now,
        say=lambda line: None,
    )  # fmt: skip
    server = start_server(roads)
    wait_until_served(roads)
    yield network
    stop_server(server)
    shutil.rmtree(roads, ignore_errors=True)


@pytest.fixture
def day(uden, bo):
    """A site near Uden with eight vans and three hundred orders to houses of the town, all promised."""
    shop = intakes.shop("UDEN", longitude=5.67, APPLE=10_000)
    type(shop.site).objects.filter(pk=shop.site.pk).update(latitude=51.70)
    shop.site.refresh_from_db()
    SiteAccess.objects.create(user=bo, site=shop.site)
    kind = fleet.add_vehicle_type(code="VAN", name="Van", capacity_g=800_000, capacity_ml=8_000_000)
    opens = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
    for number in range(VANS):
        fleet.plan_shift(
            site=shop.site,
            vehicle=fleet.add_vehicle(site=shop.site, vehicle_type=kind, code=f"VAN-{number}"),
            driver=fleet.add_driver(site=shop.site, code=f"D{number}", name=f"Driver {number}"),
            works_on=intakes.DAY,
            opens=opens,
            closes=opens + timedelta(hours=9),
        )
    houses = [one for one in read_names(UDEN) if isinstance(one, House) and one.city]
    dice = random.Random(7)
    windows = [(), (TimeWindow(8 * 3600, 12 * 3600),), (TimeWindow(13 * 3600, 17 * 3600),)]
    outcomes = intakes.take(
        *(
            intakes.ask(
                f"R{number}",
                lines=(LineAsk(sku="APPLE", quantity=dice.randint(1, 6)),),
                address=AddressAsk(
                    f"{house.street} {house.number}", postcode=house.postcode, town=house.city
                ),
                windows=dice.choice(windows),
                recipient_name=f"Recipient {number}",
            )
            for number, house in enumerate(dice.sample(houses, ORDERS))
        )
    )
    assert {one.outcome for one in outcomes} == {"created"}
    return shop.site


def test_three_hundred_orders_are_planned_for_eight_vans_and_committed_from_the_page(
    day, page_of, bo, worker
):
    page = page_of(bo)
    open_quietly(page, f"/plan/?day={intakes.DAY}")
    page.select_option("#plan-seconds", "15")
    page.click("button.button--brand")
    page.wait_for_selector("progress[data-ticks]", timeout=PATIENCE_MS)
    page.wait_for_selector("form[action$='/commit/']", timeout=PATIENCE_MS)
    page.wait_for_selector(".board__map .tour-mark")
    look_at(page, "real-town-preview-light-1440")

    draft = PlanDraft.objects.select_related("run").get()
    assert draft.run.roads == "roads"
    assert draft.run.progress.count() >= 1
    problem = problem_from(draft.run.problem, folder=matrices_folder())
    plan = plan_from(draft.run.plan)
    assert check(problem, plan) == []
    assert draft.run.visits == Delivery.objects.plannable().count() >= ORDERS * 97 // 100
    assert plan.unplanned == ()

    page.click("form[action$='/commit/'] button")
    page.wait_for_url("**/routes/?day=*", timeout=PATIENCE_MS)
    page.wait_for_selector(".board__map .tour-mark")
    look_at(page, "real-town-routes-light-1440")

    routes = Route.objects.exclude(status="CANCELLED")
    assert 1 <= routes.count() <= VANS
    assert not routes.filter(is_estimated=True).exists()
    assert Delivery.objects.filter(status="PLANNED").count() == draft.run.visits
    assert not Stop.objects.filter(travel_path="", travel_metres__gt=0).exists()
    for route in routes:
        units = LoadUnit.objects.filter(load__trip__route=route).in_loading_order()
        stops = list(units.values_list("task__stop__sequence", flat=True))
        assert stops == sorted(stops, reverse=True)
    assert violations() == []
