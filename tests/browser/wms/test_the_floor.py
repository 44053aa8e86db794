"""A person with a scanner: five orders picked, one of them short, packed, labelled and staged at 390 px."""

import socket
from datetime import timedelta
from threading import Thread

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.looks.looking import look_at
from tests.browser.wms.scanning import said, scan, wait_for
from tests.wms import worlds
from tests.wms.floors import Floor
from wms.models import Location, OutboundOrder, Parcel, Pick, Printer, PrintJob, Shipment
from wms.services import orders, places, totes, waves
from wms.services.orders import NewLine, NewOrder
from wms.services.waves import StagePlan
from wms.states import PickStatus, PrintStatus, ShipmentStatus

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = {
    "TEA": "Green tea, loose, 250 g",
    "SOAP": "Olive soap bar",
    "LAMP": "Reading lamp with a swan neck and a very long name that has to wrap",
}
EANS = {"TEA": "4006381333931", "SOAP": "4012345678901", "LAMP": "5012345678900"}


@pytest.fixture
def site(ada):
    """Ada's warehouse: three items in four bins, eight totes, a printer on this machine."""
    made = Floor(worlds.warehouse(bins=4, sku="TEA", name=NAMES["TEA"]))
    made.world.site.name = "Hall A"
    made.world.site.save()
    places.grant_access(user=ada, site=made.world.site)
    made.world.receive(20, made.world.bins[0])
    for number, sku in ((1, "SOAP"), (2, "LAMP")):
        item = worlds.item(sku=sku, name=NAMES[sku])
        made.world.receive(20, made.world.bins[number], item=item)
    for sku, code in EANS.items():
        from wms.models import Item

        Item.objects.get(sku=sku).barcodes.create(code=code)
    made.totes = totes.make_totes(site=made.world.site, count=6)
    return made


def released(site, *wanted: dict[str, int]) -> list[OutboundOrder]:
    """Orders of so many of each item, on the floor for R07."""
    from wms.models import Item

    items = {item.sku: item.pk for item in Item.objects.all()}
    news = [
        NewOrder(
            site_id=site.world.site.pk,
            owner_id=site.world.owner.pk,
            source="test",
            external_id=f"web-{number}",
            lines=tuple(NewLine(item_id=items[sku], quantity=n) for sku, n in lines.items()),
        )
        for number, lines in enumerate(wanted)
    ]
    now = timezone.now()
    answers = orders.accept_orders(orders=news, by=None, at=now)
    made = [OutboundOrder.objects.get(pk=answer.order_id) for answer in answers]
    plans = [
        StagePlan(
            shipment_id=site.shipment(order).pk,
            group="R07",
            stage_by=now + timedelta(hours=2),
            stage_rank=rank,
            pick_rank=rank,
            lane=site.lane,
        )
        for rank, order in enumerate(made, start=1)
    ]
    waves.release_wave(site=site.world.site, shipments=plans, by=None, at=now, on=worlds.TODAY)
    return made


def ready(page):
    page.locator("html[data-ready='']").wait_for()
    page.locator("[data-sync-pill][data-state=sent]").wait_for()


def pick_next(page, site, by_order: dict[str, str]) -> None:
    """Do the task that the page shows: bin, item by item, tote."""
    place = said(page)[1]
    scan(page, place)
    page.locator("[data-hero]:not(.hero--ok)").wait_for()
    sku = said(page)[2].rsplit(" · ", 1)[1]
    quantity = int(said(page)[1])
    for _piece in range(quantity):
        scan(page, EANS[sku])
    page.locator("[data-hero]:not(.hero--ok)").wait_for()
    order = said(page)[2].rsplit(" · ", 1)[1]
    before = int(page.locator("[data-count=left]").inner_text())
    scan(page, by_order[order])
    expect(page.locator("[data-count=left]")).to_have_text(str(before - 1))


def test_five_orders_are_picked_packed_labelled_and_staged(page_of, site, ada, worker):
    printer = socket.create_server(("127.0.0.1", 0))
    printed = []
    Thread(target=_print, args=(printer, printed), daemon=True).start()
    Printer.objects.create(
        site=site.world.site, name="Bench 1", host="127.0.0.1", port=printer.getsockname()[1]
    )
    made = released(site, {"TEA": 2}, {"SOAP": 1, "TEA": 1}, {"LAMP": 1}, {"SOAP": 2}, {"TEA": 3})
    by_order = {order.number: site.totes[n].sscc for n, order in enumerate(made)}
    page = page_of(ada, width=390, height=844)
    page.goto("/floor/")
    ready(page)
    look_at(page, "floor-home-390-light")
    page.get_by_role("button", name="Pick").click()
    page.wait_for_url("**/floor/pick/*/")
    ready(page)
    look_at(page, "floor-pick-390-light")

    wait_for(page, "A-01")
    scan(page, "A-02")
    wait_for(page, "A-01", tone="wrong")
    page.get_by_text("This is Bin A-02. Go to").wait_for()
    look_at(page, "floor-pick-wrong-390-light")
    while said(page)[1].startswith("A-") and said(page)[1] != "A-03":
        pick_next(page, site, by_order)
    assert said(page)[1] == "A-03"
    scan(page, "A-03")
    page.locator("[data-hero]:not(.hero--ok)").wait_for()
    page.get_by_role("button", name="Not there").click()
    look_at(page, "floor-short-390-light")
    page.get_by_role("button", name="It is not there").click()
    wait_for(page, "1", tone="warn")
    assert said(page)[0] == "No other bin has it. Missing:"
    page.locator("[data-over]:not([hidden])").wait_for()
    assert Pick.objects.get(status=PickStatus.SHORT).allocation.balance.item.sku == "LAMP"
    assert Pick.objects.filter(status=PickStatus.OPEN).count() == 0

    packed = [order for order in made if order != made[2]]
    for order in packed:
        pack(page, site, order, by_order[order.number])
    assert Shipment.objects.filter(status=ShipmentStatus.PACKED).count() == 4
    assert Parcel.objects.closed().count() == 4

    stage(page, site, packed)
    assert Shipment.objects.filter(status=ShipmentStatus.STAGED).count() == 4
    page.locator("[data-sync-pill][data-state=sent]").wait_for()
    deadline = timezone.now() + timedelta(seconds=20)
    while PrintJob.objects.exclude(status=PrintStatus.SENT).exists() and timezone.now() < deadline:
        page.wait_for_timeout(200)
    assert PrintJob.objects.filter(status=PrintStatus.SENT).count() == 4
    assert sum(content.startswith(b"^XA") for content in printed) == 4
    printer.close()


def pack(page, site, order, tote):
    page.goto("/floor/pack/")
    ready(page)
    scan(page, tote)
    page.wait_for_url("**/floor/pack/*-*/")
    ready(page)
    if not Parcel.objects.exists():
        look_at(page, "floor-pack-390-light")
        scan(page, EANS["LAMP"])
        page.locator(".hero--wrong").wait_for()
        look_at(page, "floor-pack-wrong-390-light")
    for line in order.lines.select_related("item").order_by("item__sku"):
        for _piece in range(line.quantity):
            scan(page, EANS[line.item.sku])
    expect(page.locator("[data-count=left]")).to_have_text("0")
    page.locator("[data-sync-pill][data-state=sent]").wait_for()
    page.get_by_role("button", name="Close the carton").first.click()
    page.locator("#closing[open]").get_by_role("button", name="Close the carton").click()
    page.locator("[data-act=finish]:not([hidden])").click()
    page.wait_for_url("**/floor/pack/")


def stage(page, site, packed):
    other = Location.objects.create(site=site.world.site, code="LANE-9", kind="LANE", discipline="DEAD_END")
    page.goto("/floor/stage/")
    ready(page)
    look_at(page, "floor-stage-390-light")
    for number, order in enumerate(packed):
        sscc = Parcel.objects.get(shipment__order=order).handling_unit.sscc
        scan(page, f"]C100{sscc}")
        wait_for(page, "LANE")
        if number == 0:
            scan(page, other.code)
            page.locator(".hero--wrong").wait_for()
            look_at(page, "floor-stage-wrong-390-light")
        scan(page, "LANE")
        left = len(packed) - number - 1
        expect(page.locator("[data-count=left]")).to_have_text(str(left))
    page.locator("[data-sync-pill][data-state=sent]").wait_for()


def _print(server, printed):
    while True:
        try:
            connection, _peer = server.accept()
        except OSError:
            return
        with connection:
            printed.append(b"".join(iter(lambda taken=connection: taken.recv(65536), b"")))
