"""The administration in a browser: how it looks, and the pin."""

import pytest

from tests import factories
from tests.browser.looks.looking import EVERY_WAY, WIDTHS, look_at, open_quietly
from tests.lastmile import worlds as roads
from tests.wms import worlds
from wms.models import Lot, Site, StockTransaction

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmütze, dunkelblau mit Goldrand und sehr langem Namen"


@pytest.fixture
def zoe(db):
    """Zoe runs the installation; her name is long."""
    person = factories.user("zoe", role="administrator")
    person.first_name, person.last_name = "Zoë-Alexandra", "Konstantinopoulou-Wiśniewska"
    person.is_staff = person.is_superuser = True
    person.save()
    return person


@pytest.fixture
def pages(transactional_db) -> dict[str, str]:
    """Addresses by name: lists full and empty, forms, what is looked at, a question, a history."""
    world = worlds.warehouse(bins=60, name=LONG, tracking="LOT")
    world.receive(5, lot=worlds.lot(world.item))
    lot, posting = Lot.objects.get(), StockTransaction.objects.get()
    van = roads.van(roads.site(code="ROADS"))
    return {
        "index": "/admin/",
        "places": "/admin/wms/location/",
        "nothing": "/admin/wms/parcel/",
        "items": "/admin/wms/item/",
        "item": f"/admin/wms/item/{world.item.pk}/change/",
        "lot": f"/admin/wms/lot/{lot.pk}/change/",
        "posting": f"/admin/wms/stocktransaction/{posting.pk}/change/",
        "postings": "/admin/wms/stocktransaction/",
        "history": f"/admin/wms/item/{world.item.pk}/history/",
        "vehicle-type": f"/admin/lastmile/vehicletype/{van.type_id}/change/",
        "rules": "/admin/pod/proofpolicy/add/",
        "person": "/admin/accounts/user/add/",
    }


@pytest.mark.parametrize(("theme", "width"), EVERY_WAY)
def test_the_administration_looks_right(page_of, zoe, pages, theme, width):
    page = page_of(zoe, width=width, height=WIDTHS[width], colour=theme)
    for name, address in pages.items():
        open_quietly(page, address)
        look_at(page, f"admin-{name}-{theme}-{width}")
    page.goto(pages["lot"])
    page.click("text=Hold")
    look_at(page, f"admin-question-{theme}-{width}")


def test_a_pin_and_two_numbers_say_the_same(page_of, zoe, transactional_db):
    site = factories.site(longitude=13.4, latitude=52.5)
    page = page_of(zoe)
    open_quietly(page, f"/admin/wms/site/{site.pk}/change/")
    page.wait_for_selector("[data-pin-map=drawn] .pin")
    look_at(page, "admin-site-light-1440")
    page.fill("[name=latitude]", "52.6")
    page.press("[name=latitude]", "Tab")
    page.focus(".pin")
    page.keyboard.press("ArrowRight")
    moved = float(page.input_value("[name=longitude]"))
    assert 13.4 < moved < 13.41
    page.click("[name=_save]")
    page.wait_for_selector(".messagelist .success")
    site = Site.objects.get(pk=site.pk)
    assert site.longitude == moved
    assert abs(site.latitude - 52.6) < 0.001
