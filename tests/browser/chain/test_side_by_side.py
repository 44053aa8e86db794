"""A tap on the driver's phone is on the dispatcher's board and on the recipient's page within two seconds."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from lastmile.models import Delivery, Route, Shift, VehiclePosition
from pod.services import tracking_links
from pod.states import LinkPurpose
from tests.browser.pod.test_driver import sign, tap
from tests.lastmile import worlds
from tests.lastmile.doors import on_the_road
from wms.services import places

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WITHIN_SECONDS = 2.0


@pytest.fixture
def road(cem, bo):
    """Two stops of Cem's, at a site that Bo dispatches."""
    at = worlds.site()
    for person in (cem, bo):
        places.grant_access(user=person, site=at)
    made = on_the_road((2,), (1,), site=at, driver=worlds.driver(at, user=cem))
    Delivery.objects.update(deliver_on=datetime.now(UTC).date())  # links live two weeks
    return made


def test_a_tap_is_seen_by_the_dispatcher_and_by_the_recipient(page_of, new_page, live_site, cem, bo, road):
    first, second = (link_to(live_site, delivery) for delivery in road.deliveries)
    phone = page_of(cem, width=390, height=844, has_touch=True, is_mobile=True)
    phone.goto("/driver/")
    phone.wait_for_selector(".dr-card")
    board = page_of(bo)
    board.goto(f"/board/?day={worlds.DAY.isoformat()}")
    mine, next_one = new_page(width=390, height=844), new_page(width=390, height=844)
    mine.goto(first)
    next_one.goto(second)
    for page in (mine, next_one, board):
        page.wait_for_selector("html[data-stream=open]")
    board.wait_for_selector(".run >> text=0/2")
    next_one.wait_for_selector("text=1 stop before yours")

    tap(phone, "I'm here")
    tapped = time.monotonic()
    mine.wait_for_selector("text=The van is at the door", timeout=WITHIN_SECONDS * 1000)
    assert time.monotonic() - tapped < WITHIN_SECONDS

    tap(phone, "Deliver, get signature")
    sign(phone)
    phone.locator("[data-confirm]:enabled").click()
    tapped = time.monotonic()
    board.wait_for_selector(".run >> text=1/2", timeout=WITHIN_SECONDS * 1000)
    mine.wait_for_selector("[data-state=delivered]", timeout=WITHIN_SECONDS * 1000)
    next_one.wait_for_selector("text=You are next.", timeout=WITHIN_SECONDS * 1000)
    assert time.monotonic() - tapped < WITHIN_SECONDS


def test_the_office_sees_where_the_driver_is_while_the_route_is_on_the_road(page_of, cem, road):
    now, hour = timezone.now(), timedelta(hours=1)
    Shift.objects.update(opens=now - hour, closes=now + hour, works_on=now.date())
    Route.objects.update(starts_at=now - hour, ends_at=now + hour, departed_at=now - hour)
    phone = page_of(
        cem, width=390, height=844, permissions=["geolocation"],
        geolocation={"longitude": 24.94, "latitude": 60.17, "accuracy": 10},
    )  # fmt: skip
    phone.goto("/driver/")
    phone.wait_for_selector(".dr-card")
    for moment in range(80):
        if VehiclePosition.objects.exists():
            break
        phone.context.set_geolocation({"longitude": 24.94, "latitude": 60.17 + moment / 10_000})
        phone.evaluate("dispatchEvent(new Event('online'))")
        phone.wait_for_timeout(250)
    assert VehiclePosition.objects.first().route == road.route


def link_to(live_site, delivery):
    """The recipient's own address."""
    token = tracking_links.open_link(delivery_id=delivery.pk, purpose=LinkPurpose.STAFF, by=None)
    return f"{live_site}/t/{token}/"
