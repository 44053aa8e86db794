"""The recipient's page in a browser: it lives, it is readable, and asks nobody else for anything."""

from datetime import UTC, datetime, timedelta

import pytest

from core.live import topic_changed
from core.transactions import service
from lastmile.models import Delivery, Route, Stop
from pod.models import ProofPolicy
from pod.services import tracking_links
from pod.states import LinkPurpose
from tests.browser.looks.looking import THEMES, WIDTHS, look_at, open_quietly, turn_round, write_longer
from tests.browser.routing.test_roads_page import city_roads, road_folder  # noqa: F401 - fixtures
from tests.pod import worlds

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TURNS = list(zip(THEMES, WIDTHS, strict=True))


def on_the_way():
    """Sam is after Rosa; the van was seen a moment ago, a few streets away."""
    now = datetime.now(UTC)
    route, (rosa, sam, _tia) = worlds.departed()
    worlds.expect(sam, now + timedelta(minutes=25))
    middle = {"longitude": -30.0, "latitude": 46.3}
    type(sam.address).objects.update(longitude=-29.995, latitude=46.304)
    worlds.seen(route, now, **middle)
    for minutes, kind in ((-95, "shipment.packed"), (-40, "shipment.loaded")):
        worlds.happened(sam, "shipment", kind, now + timedelta(minutes=minutes))
    worlds.happened(sam, "delivery", "delivery.accepted", now - timedelta(hours=20))
    worlds.happened(sam, "delivery", "delivery.out", now - timedelta(minutes=30))
    Delivery.objects.update(deliver_on=now.date())
    Route.objects.update(works_on=now.date())
    ProofPolicy.objects.filter(kind="PIN").update(min_value_minor=0)
    return rosa, sam


def link(live_site, delivery):
    token = tracking_links.open_link(delivery_id=delivery.pk, purpose=LinkPurpose.STAFF, by=None)
    return f"{live_site}/t/{token}/"


@pytest.mark.parametrize(("theme", "width"), TURNS)
def test_the_page_looks_right_in_every_state(new_page, live_site, city_roads, theme, width):  # noqa: F811 - fixtures
    _rosa, sam = on_the_way()
    address = link(live_site, sam)
    page = new_page(width=width, height=WIDTHS[width], colour=theme)
    open_quietly(page, address)
    page.wait_for_selector("[data-map=drawn]")
    page.wait_for_selector(".track-pin--van")
    page.wait_for_timeout(400)
    look_at(page, f"track-way-{theme}-{width}")
    write_longer(page)
    turn_round(page)
    look_at(page, f"track-rtl-{theme}-{width}")
    worlds.attempted(sam, "DELIVERED", datetime.now(UTC))
    page.goto(address)
    page.wait_for_selector(".track-pin--home")
    look_at(page, f"track-done-{theme}-{width}")
    page.goto(f"{live_site}/t/unknown/")
    look_at(page, f"track-gone-{theme}-{width}")


def test_what_happens_is_on_the_page_within_two_seconds(new_page, live_site):
    rosa, sam = on_the_way()
    page = new_page(width=390, height=844)
    page.goto(link(live_site, sam))
    page.wait_for_selector("html[data-stream=open]")
    assert "1 stop before yours" in page.inner_text("#followed")
    stop_is_done(rosa, sam)
    page.wait_for_selector("#followed:has-text('You are next')", timeout=2000)


def test_the_page_can_be_read_without_scripts(live_site, browser):
    _rosa, sam = on_the_way()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(link(live_site, sam))
    assert "1 stop before yours" in page.inner_text("#followed")
    box = page.locator(".track__time").bounding_box()
    assert box["y"] + box["height"] < 640
    context.close()


@service
def stop_is_done(rosa, sam):
    """What the driver's tap does, as far as Sam's page is concerned."""
    Stop.objects.filter(tasks__delivery=rosa).update(status="DONE")
    topic_changed(f"tracking:{sam.public_id}")
