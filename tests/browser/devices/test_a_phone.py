"""A phone in a real browser: paired by a code, cut off between tap and answer, scanned at."""

import pytest
from django.utils import timezone

from accounts.models import Device, DeviceCommand, DeviceFile
from accounts.services import pairing
from accounts.states import DeviceScope
from tests.browser.wms.scanning import scan

pytestmark = pytest.mark.browser
ENQUEUE = """async ([subject, withPhoto]) => {
  const { Outbox } = await import("device/outbox");
  const outbox = await Outbox.open("DRIVER");
  const canvas = Object.assign(document.createElement("canvas"), { width: 900, height: 900 });
  const pen = canvas.getContext("2d");
  for (let i = 0; i < 4000; i++) {
    pen.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
    pen.fillRect(Math.random() * 900, Math.random() * 900, 30, 30);
  }
  const photo = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const { id } = await outbox.enqueue({
    kind: "device.seen", subject, payload: { ids: [] }, files: withPhoto ? [photo] : [], label: subject,
  });
  return id;
}"""
IS_SENT = "[data-sync-pill][data-state=sent]"
IS_READY = "html[data-ready='']"


@pytest.fixture
def phone_page(new_page, live_site, cem, bo):
    """Cem's phone, 390 px wide, paired by the address in the QR code."""
    page = new_page(width=390, height=844, base_url=live_site)
    now = timezone.now()
    _code, digits = pairing.show_code(user=cem, scope=DeviceScope.DRIVER, by=bo, at=now)
    page.goto(f"/driver/pair/#code={digits}")
    page.get_by_text("This is now the phone of Cem").wait_for()
    assert digits not in page.url
    page.goto("/driver/setup/")
    page.locator(IS_READY).wait_for()
    page.locator(IS_SENT).wait_for()
    return page


def test_an_act_whose_answer_is_cut_off_is_stored_once_and_its_photo_too(phone_page):
    cuts = []

    def cut(route):
        """The server does its work, the answer never arrives."""
        route.fetch()
        cuts.append(route.request.url)
        route.abort()

    phone_page.route("**/api/v1/device/commands/", cut, times=2)
    phone_page.route("**/api/v1/device/files/**", cut, times=1)
    act = phone_page.evaluate(ENQUEUE, ["stop-1", True])
    phone_page.locator("[data-sync-pill][data-state=sending]").wait_for()
    for _ in range(6):
        phone_page.wait_for_timeout(300)
        phone_page.evaluate(
            "import('device/outbox').then(({ Outbox }) => Outbox.open('DRIVER')).then((o) => o.kick())"
        )
    phone_page.locator(IS_SENT).wait_for()
    assert len(cuts) == 3
    assert [str(row.pk) for row in DeviceCommand.objects.all()] == [act]
    row = DeviceCommand.objects.get()
    assert (row.status, row.counter, row.is_chained, row.flags) == ("APPLIED", 1, True, [])
    file = DeviceFile.objects.get()
    assert (file.sha256, file.status, file.media_type) == (row.files[0], "KEPT", "image/png")


def test_without_network_acts_are_kept_over_a_closed_page_and_sent_when_it_is_back(phone_page):
    context = phone_page.context
    context.set_offline(True)
    phone_page.locator("[data-sync-pill][data-state=offline]").wait_for()
    for number in range(3):
        phone_page.evaluate(ENQUEUE, [f"stop-{number}", False])
    pill = phone_page.locator("[data-sync-pill]")
    pill.get_by_text("Offline · 3 saved").wait_for()
    pill.click()
    assert phone_page.locator(".kept").count() == 3
    phone_page.close()
    assert DeviceCommand.objects.count() == 0
    context.set_offline(False)
    again = context.new_page()
    again.goto("/driver/setup/")
    again.locator(IS_SENT).wait_for()
    rows = DeviceCommand.objects.order_by("counter")
    assert [(row.counter, row.subject, row.status) for row in rows] == [
        (1, "stop-0", "APPLIED"), (2, "stop-1", "APPLIED"), (3, "stop-2", "APPLIED")
    ]  # fmt: skip
    assert Device.objects.get().last_counter == 3


def test_the_page_opens_without_network_from_what_the_worker_kept(phone_page):
    phone_page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone_page.reload()
    phone_page.locator(IS_SENT).wait_for()
    phone_page.context.set_offline(True)
    phone_page.reload()
    phone_page.locator(IS_READY).wait_for()
    phone_page.get_by_text("Scan this code").wait_for()


def test_a_phone_that_was_ended_keeps_its_acts_and_sends_them_once_it_is_paired_again(phone_page, bo, cem):
    pairing.revoke_device(device=Device.objects.get(), by=bo, at=timezone.now())
    act = phone_page.evaluate(ENQUEUE, ["stop-1", False])
    phone_page.get_by_text("1 needs you").click()
    phone_page.get_by_text("The office ended this pairing").wait_for()
    assert DeviceCommand.objects.count() == 0
    _code, digits = pairing.show_code(user=cem, scope=DeviceScope.DRIVER, by=bo, at=timezone.now())
    phone_page.goto("/driver/pair/")
    phone_page.get_by_label("Code that the office shows").fill(digits)
    phone_page.get_by_role("button", name="Pair").click()
    phone_page.get_by_text("This is now the phone of Cem").wait_for()
    phone_page.goto("/driver/setup/")
    phone_page.locator(IS_SENT).wait_for()
    row = DeviceCommand.objects.get(pk=act)
    assert (row.status, row.counter, row.device.revoked_at) == ("APPLIED", 1, None)


def test_a_scanner_that_types_needs_no_field_and_never_waits(phone_page):
    scan(phone_page, "AZ-09/+")
    phone_page.get_by_text("This scanner types right").wait_for()
    scan(phone_page, "AY-09-*")
    phone_page.get_by_text("Other signs than printed").wait_for()


def test_a_code_on_a_photo_is_read_by_our_own_reader(phone_page):
    text = phone_page.evaluate("""async () => {
      const { readPhoto } = await import("device/camera");
      const svg = new XMLSerializer().serializeToString(document.querySelector(".test-code"));
      const image = new Image();
      image.src = `data:image/svg+xml,${
        encodeURIComponent(svg.replace("<svg", '<svg width="400" height="400"'))}`;
      await image.decode();
      const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 400 });
      canvas.getContext("2d").drawImage(image, 0, 0, 400, 400);
      const photo = await new Promise((done) => canvas.toBlob(done, "image/jpeg"));
      return readPhoto(photo);
    }""")
    assert [one[-7:] for one in text] == ["AZ-09/+"]


def test_staff_at_the_floor_pages_need_no_code(page_of, ada):
    page = page_of(ada, width=390, height=844)
    page.goto("/floor/setup/")
    page.locator(IS_READY).wait_for()
    device = Device.objects.get()
    assert (device.user, device.scope) == (ada, "FLOOR")
    page.reload()
    page.locator(IS_READY).wait_for()
    assert Device.objects.count() == 1
