"""A dispatcher brings a file of orders, sees them on the map, mends an address, cancels one."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from lastmile.models import Address, Delivery
from tests.browser.looks.looking import EVERY_WAY, look_at, open_quietly

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEAD = "order,sku,qty,recipient,street,postcode,town,day,windows"


def file_of_orders() -> bytes:
    day = (timezone.now() + timedelta(days=2)).date().isoformat()
    rows = [f"W-{n},APPLE,1,Rosa {n},Hauptstraße {n},10115,Altdorf,{day},08:00-12:00" for n in range(1, 25)]
    rows.append(f"W-90,APPLE,1,Otto,Hauptstraße 999,10115,Altdorf,{day},")
    rows.append(f"W-91,PEAR,12,Ida,Gartenweg 3,10115,Altdorf,{day},")
    return "\n".join([HEAD, *rows]).encode()


def bring(page):
    page.goto("/import/orders/")
    page.set_input_files(
        "input[type=file]", {"name": "orders.csv", "mimeType": "text/csv", "buffer": file_of_orders()}
    )
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import").click()
    page.get_by_text("26 created").wait_for()


def painted(page) -> int:
    """How many pixels of the orders' own canvas are painted."""
    return page.evaluate(
        """() => { const canvas = document.querySelector('.leaflet-overlay-pane canvas');
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          return data.filter((value, at) => at % 4 === 3 && value > 0).length; }"""
    )


def test_a_file_of_orders_is_brought_seen_on_the_map_and_mended(dee, page_of, worker):
    page = page_of(dee)
    bring(page)
    page.goto("/orders/")
    page.locator("[data-orders-map][data-orders='26']").wait_for()
    expect(page.locator("tbody tr")).to_have_count(26)
    assert painted(page) > 500
    canvas = page.locator(".leaflet-overlay-pane canvas").bounding_box()
    assert canvas["width"] > 200

    page.get_by_role("link", name="Address to check 1").click()
    page.get_by_role("link", name="W-90").click()
    page.get_by_role("link", name="Check this address").click()
    page.locator("[data-check-map='drawn']").wait_for()
    page.keyboard.press("1")
    pin = page.locator(".pin")
    pin.focus()
    before = page.get_by_label("Longitude").input_value()
    page.keyboard.press("ArrowRight")
    assert page.get_by_label("Longitude").input_value() > before
    page.get_by_role("button", name="Confirm the pin").click()
    page.get_by_text("Every address is located").wait_for()
    assert Address.objects.get(line1="Hauptstraße 999").status == "CONFIRMED"

    page.get_by_role("button", name="Undo").click()
    page.locator("[data-check-map='drawn']").wait_for()
    assert Address.objects.get(line1="Hauptstraße 999").check_reason == "ASKED"

    page.goto("/orders/?q=W-7")
    page.get_by_role("link", name="W-7", exact=True).click()
    page.wait_for_url("**/orders/*/")
    page.wait_for_load_state()  # the script that opens the dialog is there
    page.get_by_role("button", name="Cancel order").click()
    page.locator("dialog[open]").get_by_label("Reason").fill("Called off")
    page.locator("dialog[open]").get_by_role("button", name="Cancel order").click()
    page.get_by_text("Order W-7 is cancelled").wait_for()
    assert Delivery.objects.get(order__external_id="W-7").cancel_reason == "Called off"


@pytest.mark.parametrize(("colour", "width"), EVERY_WAY)
def test_the_pages_of_orders_stand_in_every_width_and_theme(dee, page_of, worker, width, colour):
    page = page_of(dee, width=width, colour=colour)
    bring(page)
    short = Delivery.objects.get(order__external_id="W-91")
    pages = {
        "orders": "/orders/",
        "order": f"/orders/{short.public_id}/",
        "order-new": "/orders/new/",
        "order-amend": f"/orders/{short.public_id}/amend/",
        "check": "/addresses/check/",
        "shifts": "/fleet/shifts/",
        "shift-new": "/fleet/shifts/new/",
        "vehicles": "/fleet/vehicles/",
        "vehicle-new": "/fleet/vehicles/new/",
    }
    for name, address in pages.items():
        fresh = page_of(dee, width=width, colour=colour)  # what axe left behind in the last one is not heard
        open_quietly(fresh, address)
        look_at(fresh, f"{name}-{width}-{colour}")
