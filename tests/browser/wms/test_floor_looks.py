"""The floor's pages with nothing to do, in both themes, with long names, and with another site's label."""

import pytest

from tests import factories
from tests.browser.looks.looking import look_at, write_longer
from tests.browser.wms.scanning import said, scan
from tests.wms.floors import floor
from wms.models import Parcel
from wms.services import places

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {"": "floor", "pack/": "pack", "stage/": "stage", "back/": "back", "counts/": "counts"}


@pytest.mark.parametrize("colour", ["light", "dark"])
def test_nothing_to_do_is_said_in_words(page_of, ada, colour):
    site = floor(stock=0)
    places.grant_access(user=ada, site=site.world.site)
    page = page_of(ada, width=390, height=844, colour=colour)
    for address, name in PAGES.items():
        page.goto(f"/floor/{address}")
        page.locator("html[data-ready='']").wait_for()
        look_at(page, f"floor-empty-{name}-390-{colour}")
        assert page.get_by_text("Nothing to").count() >= 1


def test_long_names_stay_on_the_screen_in_the_dark(page_of, ada):
    site = floor(stock=9, name="Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz " * 2)
    places.grant_access(user=ada, site=site.world.site)
    site.world.bins[0].code = "HALLE-7-GANG-12-EBENE-03-FACH-B"
    site.world.bins[0].save()
    site.release(site.world.order(3), group="Sonderfahrt Donnerstag früh")
    page = page_of(ada, width=390, height=844, colour="dark")
    page.goto("/floor/")
    page.locator("html[data-ready='']").wait_for()
    look_at(page, "floor-long-home-390-dark")
    page.get_by_role("button", name="Pick").click()
    page.wait_for_url("**/floor/pick/*/")
    page.locator("html[data-ready='']").wait_for()
    look_at(page, "floor-long-pick-390-dark")
    write_longer(page)
    look_at(page, "floor-long-pick-390-dark-longer")


def test_a_label_of_another_site_is_told_by_its_name(page_of, ada):
    here, there = floor(stock=0), floor(stock=5)
    there.world.site.name = "Hall B"
    there.world.site.save()
    places.grant_access(user=ada, site=here.world.site)
    order = there.world.order(1)
    there.release(order)
    there.pick_all(order)
    there.pack(order)
    there.close(order)
    page = page_of(ada, width=390, height=844)
    page.goto("/floor/stage/")
    page.locator("html[data-ready='']").wait_for()
    scan(page, Parcel.objects.get().handling_unit.sscc)
    page.locator(".hero--wrong").wait_for()
    page.get_by_text("This label belongs to Hall B.").wait_for()
    assert said(page)[0] == "This label belongs to Hall B. You are in Test site."
    look_at(page, "floor-other-site-390-light")


def test_somebody_without_a_site_is_told_whom_to_ask(page_of, db):
    page = page_of(factories.user("pia", role="picker"), width=390, height=844)
    page.goto("/floor/")
    page.get_by_text("You work in no site yet").wait_for()
    look_at(page, "floor-no-site-390-light")


def test_the_label_is_shown_as_it_will_be_printed(page_of, ada):
    site = floor(stock=5)
    places.grant_access(user=ada, site=site.world.site)
    order = site.world.order(1)
    site.release(order, group="R07")
    site.pick_all(order)
    site.pack(order)
    site.close(order)
    page = page_of(ada, width=390, height=844)
    page.goto(f"/floor/parcels/{Parcel.objects.get().public_id}/")
    page.locator("html[data-ready='']").wait_for()
    picture = page.locator(".floor-label")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 800
    look_at(page, "floor-parcel-390-light")
