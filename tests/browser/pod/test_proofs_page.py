"""The office's page of proofs in a browser: pictures are drawn, and it is readable at every width."""

import io

import pytest
from PIL import Image, ImageDraw

from pod.models import ProofPolicy
from tests import factories
from tests.accounts.phones import Phone
from tests.browser.looks.looking import THEMES, WIDTHS, look_at, open_quietly, turn_round, write_longer
from tests.lastmile import worlds
from tests.lastmile.doors import on_the_road
from tests.pod.test_proofs_page import address, delivered, sent
from wms.services import places

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TURNS = list(zip(THEMES, WIDTHS, strict=True))
DRAWN = "[...document.querySelectorAll('.proof__picture img')].map(i => i.complete && i.naturalWidth > 0)"


def drawing(colour: str, size=(900, 1200)) -> bytes:
    """Something to look at."""
    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).line([(100, 300), (300, 200), (500, 420), (800, 240)], fill="black", width=12)
    made = io.BytesIO()
    image.save(made, "JPEG")
    return made.getvalue()


@pytest.mark.parametrize(("theme", "width"), TURNS)
def test_the_page_looks_right_with_visits_and_without(page_of, theme, width):
    cem, bo = factories.user("cem", role="driver"), factories.user("bo", role="dispatcher")
    at = worlds.site()
    for person in (cem, bo):
        places.grant_access(user=person, site=at)
    road = on_the_road((3,), (2,), site=at, driver=worlds.driver(at, user=cem))
    phone = Phone(cem)
    names = [sent(phone, drawing("lightsteelblue")), sent(phone, drawing("tan", (1200, 700)))]
    first = delivered(phone, road, photos=[names[0]])
    phone.told(phone.made("stop.undo", {"command": first["id"]}, subject=str(road.task().public_id)))
    signed = {"name": "R. Novak", "relationship": "NEIGHBOUR", "strokes": [[1, 2, 3]]}
    parts = [
        {"number": 1, "result": "DELIVERED", "quantity": 2},
        {"number": 1, "result": "DAMAGED", "quantity": 1},
    ]
    said = {
        "lines": parts,
        "signature": signed,
        "waived": {"SCAN": "BROKEN"},
        "note": "Left with the caretaker.",
    }
    delivered(
        phone, road, photos=[*names, "ab" * 32], kind="stop.partial", said=said, clock_offset_ms=300_000
    )
    ProofPolicy.objects.filter(kind="PIN").update(min_value_minor=0)
    page = page_of(bo, width=width, height=WIDTHS[width], colour=theme)
    open_quietly(page, address(road))
    page.mouse.wheel(0, 20_000)
    page.wait_for_function(f"() => {DRAWN}.length === 3 && {DRAWN}.every(Boolean)")
    page.evaluate("window.scrollTo(0, 0)")
    page.get_by_role("button", name="Show the PIN").click()
    page.wait_for_selector("output.pin")
    look_at(page, f"proofs-{theme}-{width}")
    write_longer(page)
    turn_round(page)
    look_at(page, f"proofs-rtl-{theme}-{width}")
    page.goto(address(road, 2))
    look_at(page, f"proofs-none-{theme}-{width}")
