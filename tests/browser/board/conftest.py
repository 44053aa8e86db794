"""A dispatcher's day on the board: three routes, one of them late, one on the road."""

from datetime import timedelta

import pytest

from lastmile.models import Delivery, Route
from tests.lastmile import worlds
from tests.lastmile.board import dayworlds
from tests.lastmile.worlds import DAY
from wms.models import SiteAccess

ANSWERED_MS = 400
SOON_MS, TRIES = 50, 100
LONG = "A distribution centre whose name is longer than anybody would like it to be"


@pytest.fixture
def day(bo):
    """A site with a route on the road, a late one, and one with a very long name for a driver."""
    site = worlds.site("BOARD", name=LONG)
    SiteAccess.objects.create(user=bo, site=site)
    out = dayworlds.route(site, 5, driver="Ivo Marek")
    late = dayworlds.route(site, 6, driver="Konstantinos-Alexandros Papadopoulos-Wiśniewski")
    dayworlds.route(site, 4)
    dayworlds.depart(out)
    dayworlds.end(out, 1)
    dayworlds.promise(late, 2, closes_in=-timedelta(minutes=20))
    dayworlds.promise(late, 3, closes_in=timedelta(minutes=5))
    first = Delivery.objects.order_by("pk").first()
    Delivery.objects.filter(pk=first.pk).update(recipient_name="<img src=x onerror=alert(1)>")
    return site


@pytest.fixture
def codes(day) -> dict[str, str]:
    """Public id of each route by its short code: R01 is on the road, R02 is late."""
    rows = Route.objects.filter(site=day).order_by("code").values_list("public_id", flat=True)
    return {f"R{number:02d}": str(public_id) for number, public_id in enumerate(rows, 1)}


@pytest.fixture
def board_of(page_of, day):
    """`board_of(bo, width=768)`: the board, drawn."""

    opened = []

    def make(user, **options):
        page = page_of(user, **options)
        opened.append(page)
        open_board(page)
        return page

    yield make
    for page in opened:
        leave(page)


def open_board(page, when=DAY) -> None:
    """The board of a day, once its document is drawn."""
    open_quietly_live(page, f"/board/?day={when}")
    page.wait_for_selector("#board[data-drawn]")


def becomes(page, read, expected) -> None:
    """The page shows it soon: what a key or a click starts is not drawn in the same moment."""
    for _ in range(TRIES):
        if read(page) == expected:
            return
        page.wait_for_timeout(SOON_MS)
    assert read(page) == expected


def leave(page) -> None:
    """Close the board and let its last question be answered: the next test empties the tables."""
    page.goto("about:blank")
    page.wait_for_timeout(ANSWERED_MS)


def open_quietly_live(page, address: str) -> None:
    """A page with a stream never falls silent on the network: `load` must do."""
    said = []

    def hear(line):
        if line.type in {"error", "warning"}:
            said.append(line.text)

    page.on("console", hear)
    page.goto(address)
    page.wait_for_load_state("load")
    page.remove_listener("console", hear)
    assert said == [], said
