"""A day on a driver's phone of 390 pixels: five stops, one with the network cut between tap and answer."""

import base64
import re

import pytest

from accounts.models import DeviceCommand
from lastmile.models import DeliveryAttempt, RouteRevision
from lastmile.services import returning_routes
from pod.models import Proof
from tests.browser.looks.looking import forbidden_on, look_at, sticks_out, turn_round, write_longer
from tests.lastmile import worlds
from tests.lastmile.doors import act, on_the_road
from wms.models import Item
from wms.services import places

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Konstantinos-Alexandros Papadimitriou-Weissenböck von und zu Niederwurzelstein"


@pytest.fixture
def road(cem):
    """Five stops of Cem's."""
    at = worlds.site()
    places.grant_access(user=cem, site=at)
    return on_the_road((2,), (3, 1), (4,), (1,), (2,), site=at, driver=worlds.driver(at, user=cem))


@pytest.fixture
def phone(page_of, cem, road):
    """Cem's phone on its first page, paired."""

    def open_it(colour="light"):
        page = page_of(cem, width=390, height=844, colour=colour, has_touch=True, is_mobile=True)
        page.goto("/driver/")
        page.wait_for_selector("html[data-driver=ready]")
        page.wait_for_selector(".dr-card")
        return page

    return open_it


def tap(page, words):
    """Tap the button that says so."""
    page.get_by_role("button", name=words, exact=True).first.click()


def sign(page):
    """Write a name with a finger."""
    page.locator("canvas").evaluate("one => one.scrollIntoView({block: 'center'})")
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 120)
    page.mouse.down()
    for step in range(40):
        page.mouse.move(box["x"] + 40 + 6 * step, box["y"] + 120 + 40 * ((step // 4) % 2))
    page.mouse.up()


def deliver(page):
    """Here, deliver, sign, confirm: three taps and a signature."""
    tap(page, "I'm here")
    tap(page, "Deliver, get signature")
    assert page.locator("[data-confirm]").is_disabled()
    sign(page)
    page.locator("[data-confirm]:enabled").click()
    page.wait_for_selector(".dr-card")


def scan(page, code):
    """A scanner that types, faster than any person; no field has the focus."""
    page.evaluate(
        """code => { for (const key of [...code, 'Enter'])
        document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true})); }""",
        code,
    )


def settled(page):
    """Everything was sent and answered."""
    page.wait_for_selector("[data-sync-pill][data-state=sent]", timeout=15_000)


def test_five_stops_are_driven_and_one_cut_off_answer_is_stored_once(phone, road):
    page = phone()
    cut = []

    def lose_the_answer(route):
        """The server does it, and the phone never hears."""
        if not cut and '"stop.deliver"' in (route.request.post_data or ""):
            cut.append(route.fetch())
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/api/v1/device/commands/", lose_the_answer)
    deliver(page)  # 1: its answer is lost
    for _moment in range(100):
        if not cut:
            page.wait_for_timeout(100)
    assert cut[0].status == 200
    assert DeliveryAttempt.objects.count() == 1
    settled(page)

    tap(page, "I'm here")  # 2: a part, by line
    tap(page, "Only a part")
    page.get_by_role("button", name="More: Damaged").first.click()
    tap(page, "Go on")
    sign(page)
    page.locator("[data-confirm]:enabled").click()

    tap(page, "I'm here")  # 3: to a safe place, with a photo and where
    tap(page, "Deliver, get signature")
    tap(page, "To a safe place")
    page.locator("input[type=file][capture]").first.set_input_files(
        {"name": "door.png", "mimeType": "image/png", "buffer": _picture(page)}
    )
    page.wait_for_selector(".dr-photo img")
    page.get_by_role("textbox", name="Note").fill("Behind the green bin")
    page.locator("[data-confirm]:enabled").click()

    tap(page, "I'm here")  # 4: nobody there, too dark for a photo
    tap(page, "Can't deliver")
    tap(page, "Nobody there")
    tap(page, "Not possible?")
    tap(page, "Too dark for a photo")
    page.locator("[data-confirm]:enabled").click()

    deliver(page)  # 5
    tap(page, "End the route")
    tap(page, "I'm back")
    settled(page)
    page.wait_for_selector("text=You are back")

    kinds = list(DeviceCommand.objects.order_by("counter").values_list("kind", "status"))
    assert [kind for kind, _status in kinds] == [
        "stop.arrive", "stop.deliver", "stop.arrive", "stop.partial", "stop.arrive", "stop.deliver",
        "stop.arrive", "stop.fail", "stop.arrive", "stop.deliver", "route.finish",
    ]  # fmt: skip
    assert {status for _kind, status in kinds} == {"APPLIED"}
    outcomes = DeliveryAttempt.objects.order_by("delivery").values_list("outcome", "is_partial", "reason")
    assert list(outcomes) == [
        ("DELIVERED", False, ""), ("DELIVERED", True, ""), ("DELIVERED", False, ""),
        ("FAILED", False, "NOT_HOME"), ("DELIVERED", False, ""),
    ]  # fmt: skip
    assert Proof.objects.filter(kind="SIGNATURE", waived="").count() == 3
    assert Proof.objects.get(waived="DARK").kind == "PHOTO"
    assert (road.on_van(), road.with_customers()) == (2, 11)
    road.route.refresh_from_db()
    assert road.route.status == "RETURNED"


def test_without_network_the_day_is_readable_and_what_was_done_is_sent_later(phone, road):
    page = phone()
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null || location.reload()")
    page.wait_for_selector(".dr-card")
    page.context.set_offline(True)
    deliver(page)
    page.reload()
    page.wait_for_selector("html[data-driver=ready]")
    assert page.locator(".dr-row--done").count() == 1
    assert page.locator(".dr-row--done").get_by_role("button", name="Undo").count() == 1
    deliver(page)
    assert re.fullmatch(r"Offline · \d saved", page.locator("[data-sync-pill]").inner_text())
    assert DeliveryAttempt.objects.count() == 0

    page.context.set_offline(False)
    settled(page)

    assert DeliveryAttempt.objects.count() == 2
    assert road.with_customers() == 6


def test_a_slip_is_undone_and_the_stop_is_open_again(phone, road):
    page = phone()
    deliver(page)
    settled(page)
    tap(page, "Undo")
    page.wait_for_selector(".dr-row--done", state="detached")
    settled(page)
    assert (road.with_customers(), road.on_van()) == (0, 13)
    assert page.get_by_text("Next stop").count() == 1


def test_scans_tick_parcels_and_say_where_a_strange_one_belongs(phone, road):
    page = phone()
    units = list(road.route.trips.get().load.load_units.order_by("load_rank").select_related("handling_unit"))
    tap(page, "I'm here")
    page.wait_for_selector(".dr-tick")
    scan(page, units[0].handling_unit.sscc)
    page.wait_for_selector("[data-scanned]")
    scan(page, units[2].handling_unit.sscc)
    page.wait_for_selector("#say:has-text('belongs to stop 3')")
    scan(page, "9" * 18)
    page.wait_for_selector("#say:has-text('is not on this route')")


def test_changes_of_the_route_are_read_and_acknowledged(phone, road):
    picture = [
        {
            "stop": str(stop.public_id), "sequence": stop.sequence,
            "arrives_at": stop.planned_arrival_at.isoformat(), "tasks": [],
        }
        for stop in road.route.trips.get().stops.order_by("sequence")
    ]  # fmt: skip
    RouteRevision.objects.create(route=road.route, number=1, kind="PLAN", stops=picture[:4])
    RouteRevision.objects.create(route=road.route, number=2, kind="INSERT", stops=picture)
    road.route.planned_revision = road.route.sent_revision = 2
    road.route.save()
    returning_routes.acknowledge_revision(route=road.route, number=1, act=act())
    page = phone()
    assert "New: stop 5" in page.locator(".dr-changes").inner_text()
    tap(page, "Understood")
    page.wait_for_selector(".dr-changes", state="detached")
    settled(page)
    road.route.refresh_from_db()
    assert road.route.acknowledged_revision == 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_screen_looks_right(phone, road, theme):
    first = road.deliveries[0]
    first.recipient_name, first.recipient_phone = LONG[:110], "+358 40 1234567"
    first.instructions = "Basement flat, door left of the garage. Signal drops inside. " * 2
    first.save()
    Item.objects.filter(pk__in=first.order.lines.values("item")).update(value_minor=40_000, minimum_age=18)
    page = phone(theme)

    def seen(name):
        page.wait_for_selector("[data-sync-pill]:not([data-state=sending])")
        look_at(page, f"driver-{name}-{theme}-390")

    seen("list")
    tap(page, "I'm here")
    seen("stop")
    tap(page, "Only a part")
    page.get_by_role("button", name="More: Refused").first.click()
    seen("part")
    tap(page, "Back")
    tap(page, "Deliver, get signature")
    sign(page)
    page.get_by_role("textbox", name="PIN").fill("000000")
    page.wait_for_selector("text=Wrong PIN. 4 tries left.")
    seen("deliver")
    tap(page, "Not possible?")
    page.wait_for_selector("dialog[open]")
    page.wait_for_timeout(100)
    assert forbidden_on(page) == []
    page.locator("dialog[open]").get_by_role("button", name="Back").click()
    tap(page, "Back")
    tap(page, "Can't deliver")
    seen("fail")
    tap(page, "Goods damaged")
    seen("fail-reason")
    tap(page, "Back")
    tap(page, "Back")
    tap(page, "End the route")
    seen("end")
    tap(page, "Back")
    page.context.set_offline(True)
    page.evaluate("location.hash = 'load'")
    page.wait_for_selector("text=0 of 5 found")
    tap(page, "Tick all")
    seen("load")
    tap(page, "Back")
    write_longer(page)
    turn_round(page)
    seen("list-rtl")
    assert sticks_out(page) <= 0


def _picture(page):
    """A photo as a camera would make it."""
    said = page.evaluate(
        """() => { const c = document.createElement('canvas'); c.width = 2400; c.height = 1800;
        const p = c.getContext('2d'); p.fillStyle = '#7a8'; p.fillRect(0, 0, 2400, 1800);
        p.fillStyle = '#b85'; p.fillRect(900, 900, 600, 500); return c.toDataURL('image/png'); }"""
    )
    return base64.b64decode(said.split(",")[1])
