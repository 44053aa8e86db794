"""What scanners read of the floor's work: only scanners, only whose person may, only in his sites."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.accounts.phones import Phone
from tests.wms import floors
from wms.models import PickWalk
from wms.services import places

pytestmark = pytest.mark.django_db
FLOOR = "/api/v1/floor/"
NOBODY = "01890000-0000-7000-8000-000000000000"
PICKERS = ("work/", f"walks/{NOBODY}/", "benches/", f"benches/{NOBODY}/", "lanes/")
LOADERS = (
    "loads/", f"loads/{NOBODY}/", "returns/", f"returns/vans/{NOBODY}/", "returns/inspection/",
    "returns/put-away/",
)  # fmt: skip


@pytest.fixture
def floor():
    """A warehouse with one order that is released."""
    made = floors.floor()
    made.order = made.world.order(2)
    made.release(made.order)
    return made


def scanner(floor, role, name=""):
    """A scanner of somebody with that role, who works there."""
    person = factories.user(name or role.replace(" ", "-"), role=role)
    places.grant_access(user=person, site=floor.world.site)
    return Phone(person, scope="FLOOR")


def read(phone, path):
    """What a scanner gets."""
    return phone.client.get(f"{FLOOR}{path}", HTTP_AUTHORIZATION=phone.authorization)


def test_an_order_is_read_from_the_wave_to_the_lane(floor):
    pia = scanner(floor, "picker")
    work = read(pia, "work/").json()
    [wave] = work["waves"]
    assert (work["site"]["code"], work["to_pick"]) == (floor.world.site.code, 1)
    assert (wave["group"], wave["lane"], wave["picks"], wave["picked"], wave["can_be_picked"]) == (
        "R1", floor.lane.code, 1, 0, True,
    )  # fmt: skip

    walk = pia.told(pia.made("pick.start", subject=wave["id"]))[0]["result"]["walk"]
    [task] = read(pia, f"walks/{walk}/").json()["tasks"]
    assert (task["bin"], task["sku"], task["left"]) == (
        floor.world.bins[0].code, floor.world.item.sku, 2,
    )  # fmt: skip

    floor.pick_all(floor.order)
    [ready] = read(pia, "benches/").json()["results"]
    assert (ready["order"], ready["is_picked"], ready["left"]) == (floor.order.number, True, 2)
    bench = read(pia, f"benches/{ready['id']}/").json()
    assert [row["left"] for row in bench["totes"][floor.totes[0].sscc]] == [2]

    floor.pack(floor.order, quantity=2)
    floor.close(floor.order)
    [parcel] = read(pia, "lanes/").json()["parcels"].values()
    assert (parcel["order"], parcel["lane"]) == (floor.order.number, floor.lane.code)


@pytest.mark.parametrize("path", [*PICKERS, *LOADERS])
def test_without_a_scanner_nothing_is_read(client_of, ada, path):
    assert client_of(ada).get(f"{FLOOR}{path}").status_code == 401


@pytest.mark.parametrize("path", [*PICKERS, *LOADERS])
def test_a_phone_that_is_paired_for_driving_reads_nothing_of_the_floor(floor, ada, path):
    places.grant_access(user=ada, site=floor.world.site)
    assert read(Phone(ada, scope="DRIVER"), path).status_code == 403


def test_pickers_and_loaders_read_what_is_theirs(floor):
    pia, leo = scanner(floor, "picker"), scanner(floor, "loader")
    assert [read(pia, path).status_code for path in LOADERS] == [403] * len(LOADERS)
    assert [read(leo, path).status_code for path in LOADERS] == [200, 404, 200, 404, 200, 200]
    assert [read(leo, path).status_code for path in PICKERS] == [200, 403, 403, 403, 403]


def test_another_sites_work_is_not_there(floor):
    stranger = Phone(factories.user("zoe", role="picker"), scope="FLOOR")
    walk = PickWalk.objects.get().public_id
    assert [read(stranger, path).status_code for path in ("work/", f"walks/{walk}/", "benches/")] == [404] * 3
    places.grant_access(user=stranger.device.user, site=floors.floor().world.site)
    assert read(stranger, f"work/?site={floor.world.site.code}").status_code == 404
    assert read(stranger, "work/?site=%00").status_code == 404
    assert read(stranger, "work/").json()["waves"] == []


def test_reading_the_benches_costs_the_same_for_any_number_of_orders(floor):
    pia = scanner(floor, "picker")
    floor.pick_all(floor.order)
    few = cost(pia, "benches/")
    for tote in floor.totes[1:]:
        more = floor.world.order(1)
        floor.release(more)
        floor.pick_all(more, tote=tote)
    assert cost(pia, "benches/") == few


def cost(phone, path):
    """Statements of one read; the first one of a phone also notes that it was seen."""
    read(phone, path)
    with CaptureQueriesContext(connection) as queries:
        assert read(phone, path).status_code == 200
    return len(queries)
