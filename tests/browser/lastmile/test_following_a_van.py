"""The driver's page tells where the van is: at once, later without network, and never after the end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lastmile.models import Route, Shift, VehiclePosition
from tests import factories
from tests.accounts.phones import Phone
from tests.lastmile import worlds
from tests.lastmile.road import fleets

PAIRED = """async ([device, token]) => {
  const {Store} = await import("device/store");
  await new Store().write([
    ["put", "devices", {id: device, token, scope: "DRIVER", revoked: false}],
    ["put", "facts", {name: "current:DRIVER", value: device}],
    ["put", "facts", {name: "clock", value: 0}],
  ]);
}"""
START = """async (route) => {
  window.states = [];
  document.addEventListener("positions:state", ({detail}) => window.states.push(detail.state));
  const {startPositions} = await import("lastmile/positions");
  await startPositions({route});
}"""
SEND = """async () => {
  dispatchEvent(new Event("online"));
  await new Promise((wait) => setTimeout(wait, 1000));
}"""


@pytest.fixture
def route(transactional_db):
    """A van that is on the road now."""
    dee = factories.user("dee", role="driver")
    site = worlds.site()
    made = fleets.gone(site, driver=worlds.driver(site, user=dee), stops=1)
    now = timezone.now()
    hour = timedelta(hours=1)
    Shift.objects.update(opens=now - hour, closes=now + hour)
    Route.objects.update(starts_at=now - hour, ends_at=now + hour, departed_at=now - hour)
    return made


def _until(page, condition):
    for _ in range(40):
        if condition():
            return
        page.evaluate(SEND)
    pytest.fail(f"it did not come to that: {page.evaluate('window.states')}")


def test_positions_wait_for_the_network_and_end_with_the_route(live_site, new_page, route):
    phone = Phone(route.driver.user)
    page = new_page(
        width=390, permissions=["geolocation"], geolocation={"longitude": 24.94, "latitude": 60.17}
    )
    page.goto(f"{live_site}/sign-in/")
    page.evaluate(PAIRED, [str(phone.device.public_id), phone.token])

    page.evaluate(START, str(route.public_id))
    _until(page, lambda: VehiclePosition.objects.count() == 1)
    assert VehiclePosition.objects.get().device == phone.device.public_id

    page.context.set_offline(True)
    page.wait_for_timeout(5500)
    page.context.set_geolocation({"longitude": 24.94, "latitude": 60.171})
    page.evaluate(SEND)
    assert VehiclePosition.objects.count() == 1
    page.context.set_offline(False)
    _until(page, lambda: VehiclePosition.objects.count() == 2)

    Route.objects.update(status="RETURNED", returned_at=timezone.now())
    page.wait_for_timeout(5500)
    page.context.set_geolocation({"longitude": 24.94, "latitude": 60.172})
    _until(page, lambda: page.evaluate("window.states.at(-1)") == "stopped")
    assert VehiclePosition.objects.count() == 2
