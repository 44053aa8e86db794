"""A day by the API alone: from the order to the door, and what was not wanted back to the shelf."""

import pytest

from core.invariants import violations
from demo.player.loader import Loader
from demo.player.picker import Picker
from tests.demo.playhouse import a_story_with, open_house, order_the_day, work_until_done

pytestmark = pytest.mark.django_db(transaction=True)
ENDS = {
    "stop.deliver": "DELIVERED",
    "stop.partial": "DELIVERED",
    "REFUSED": "RETURNED",
    "NOT_HOME": "PENDING",
}
"""Who was not at home is tried again on another day."""


def test_a_day_from_the_order_to_the_door_and_back_to_the_shelf(live_site, worker, tmp_path):
    house = open_house(live_site, tmp_path, vans=1)
    lines = order_the_day(house, orders=4)
    opening, _ = house.office.stock()
    house.office.plan(seconds=1)

    loader = house.at_work(Loader, "leo")
    script = a_story_with(lines, *ENDS)
    work_until_done(house.at_work(Picker, "pia"), loader, house.driver("driver1", script), loader)

    assert [route["status"] for route in house.office.routes()] == ["CLOSED"]
    told = {number: script.visit(number) for number in lines}
    orders = house.office.orders()
    assert {number: orders[number]["status"] for number in lines} == {
        number: ENDS[visit.reason or visit.act] for number, visit in told.items()
    }
    here, delivered = house.office.stock()
    assert delivered == handed_over(lines, told)
    assert here == {item: pieces - delivered.get(item, 0) for item, pieces in opening.items()}
    assert violations() == []


def handed_over(lines, told) -> dict[str, int]:
    """Pieces by item that are with customers when all went as told: of a part, the last line lacks one."""
    found: dict[str, int] = {}
    for number, visit in told.items():
        for place, line in enumerate(reversed(lines[number])):
            kept = line["quantity"] - (place == 0 and visit.act == "stop.partial")
            if kept and not visit.reason:
                found[line["sku"]] = found.get(line["sku"], 0) + kept
    return found
