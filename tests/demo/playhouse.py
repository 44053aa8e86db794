"""A small site of the demo's goods for tests in which a day is played: people, vans and an office."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from threading import Event

from accounts.models import User
from accounts.services import keys
from demo.day.goods import catalogue, items_table, stock_table
from demo.player.clock import Clock
from demo.player.device import Device
from demo.player.driver import Driver
from demo.player.script import Script
from demo.player.transport import Transport
from lastmile.services import fleet
from tests import factories
from tests.demo.office import Office
from wms.models import Site
from wms.services import cartons, places, totes
from wms.states import Discipline, LocationKind

EAST, NORTH = -30.012, 46.288
FAST = 5000.0
"""Times as fast as real time: a minute at a door takes 12 ms."""


@dataclass
class Playhouse:
    """The site with its office and its cast; devices are paired by codes, as everywhere."""

    live_site: str
    folder: object
    site: Site
    office: Office
    day: object
    drivers: list[User] = field(default_factory=list)

    def device(self, username: str, scope: str) -> Device:
        """A phone or scanner of somebody."""
        transport = Transport(self.live_site, Event())
        made = Device(transport, self.folder / f"{username}.json", name=username)
        made.pair(self.office.code_for(username, scope))
        return made

    def at_work(self, kind, username: str):
        """Somebody of the floor, with a scanner, at high speed."""
        device = self.device(username, "FLOOR")
        return kind(device, pause=Clock(device.transport, speed=FAST).pause, say=print)

    def driver(self, username: str, script: Script) -> Driver:
        """A driver with a phone, at high speed."""
        phone = self.device(username, "DRIVER")
        return Driver(phone, clock=Clock(phone.transport, speed=FAST), say=print, script=script)


def open_house(live_site: str, folder, *, vans: int = 2) -> Playhouse:
    """A site where it is about ten o'clock, with vans on duty since eight."""
    hours = (10 - datetime.now(UTC).hour + 12) % 24 - 12
    site = places.open_site(
        code="PORT", name="Portolane", longitude=EAST, latitude=NORTH, time_zone=f"Etc/GMT{-hours:+d}"
    )
    for number in range(1, vans + 1):
        places.create_location(
            site_id=site.pk, code=f"LANE-{number}", kind=LocationKind.LANE, is_pickable=False,
            discipline=Discipline.DRIVE_THROUGH,
        )  # fmt: skip
    totes.make_totes(site=site, count=40)
    cartons.add_carton_type(
        code="L", name="Large", size_mm=(900, 700, 600), holds_ml=370_000, max_weight_g=60_000, tare_g=620
    )
    boss = factories.user("robin", role="administrator")
    for name, role in (("pia", "picker"), ("leo", "loader")):
        places.grant_access(user=factories.user(name, role=role), site=site)
    places.grant_access(user=boss, site=site)
    day = datetime.now(site.zone).date()
    office = Office(live_site, keys.issue_key(user=boss, label="test")[1], site=site.code, day=day)
    house = Playhouse(live_site, folder, site, office, day)
    _put_on_duty(house, vans)
    return house


def _put_on_duty(house: Playhouse, vans: int) -> None:
    kind = fleet.add_vehicle_type(code="VAN", name="Van", capacity_g=900_000, capacity_ml=9_000_000)
    opens = datetime.combine(house.day, time(8), tzinfo=house.site.zone)
    for number in range(1, vans + 1):
        user = factories.user(f"driver{number}", role="driver")
        places.grant_access(user=user, site=house.site)
        house.drivers.append(user)
        fleet.plan_shift(
            site=house.site,
            vehicle=fleet.add_vehicle(site=house.site, vehicle_type=kind, code=f"VAN-{number}"),
            driver=fleet.add_driver(site=house.site, code=f"D{number}", name=f"Driver {number}", user=user),
            works_on=house.day,
            opens=opens,
            closes=opens + timedelta(hours=15),
        )


def order_the_day(house: Playhouse, *, orders: int, goods: int = 8, seed: int = 7) -> dict[str, list[dict]]:
    """Bring in goods, stock and orders by the API. Returns the lines of every order by its number."""
    rng = random.Random(seed)
    things = catalogue(goods)
    house.office.bring_in("items", items_table(things))
    house.office.bring_in("stock", stock_table(things), site=house.site.code)
    asked = [
        {
            "external_id": f"E{number}",
            "recipient": {"name": f"Recipient {number}"},
            "address": {
                "line1": f"Quay {number}",
                "longitude": EAST + rng.uniform(-0.02, 0.02),
                "latitude": NORTH + rng.uniform(-0.02, 0.02),
            },
            "lines": [{"sku": thing.sku, "quantity": rng.randint(1, 3)} for thing in rng.sample(things, 2)],
            "deliver_on": str(house.day),
            "service_seconds": 120,
        }
        for number in range(1, orders + 1)
    ]
    told = house.office.post("lastmile/orders/", {"orders": asked})
    assert told["created"] == orders, told
    return {one["number"]: asked[one["row"]]["lines"] for one in told["results"]}


def a_story_with(orders, *acts: str) -> Script:
    """A script in which visits to these orders end in all of these ways: reasons, or acts without one."""
    for seed in range(10_000):
        script = Script(seed, trouble=5)
        told = {(visit := script.visit(number)).reason or visit.act for number in orders}
        if told >= set(acts):
            return script
    raise AssertionError(f"no seed tells of {acts}")


def work_until_done(*people) -> None:
    """One after the other, each until there is nothing to do."""
    for person in people:
        while person.step():
            pass
