import pytest

from tests import factories
from tests.wms import worlds
from wms.models import Location, Lot, StockTransaction
from wms.services import places
from wms.states import LocationKind

pytestmark = pytest.mark.django_db
LISTS = ["items", "sites", "locations", "lots", "balances", "entries", "transactions"]


@pytest.fixture
def world(ada):
    """Ada's warehouse with ten pieces, and one that she may not see."""
    made = worlds.warehouse(sku="A-1", name="Anvil")
    places.grant_access(user=ada, site=made.site)
    made.receive(10)
    made.post(made.leg(4, made.bins[0], made.bins[1]))
    return made


@pytest.fixture
def hidden():
    made = worlds.warehouse(sku="H-1")
    made.receive(7)
    return made


def get(client, name: str, **parameters):
    return client.get(f"/api/v1/wms/{name}/", parameters)


def test_items_say_what_there_is_of_them_in_the_caller_s_sites(client_of, ada, world, hidden):
    answer = get(client_of(ada), "items", q="anv").json()
    (item,) = answer["results"]
    assert (item["sku"], item["on_hand"], item["promised"], item["free"]) == ("A-1", 10, 0, 10)
    assert "pk" not in item
    assert item["id"] == str(world.item.public_id)
    assert get(client_of(ada), "items", sku="H-1").json()["results"][0]["on_hand"] == 0


def test_balances_leave_out_what_is_empty_or_virtual_and_take_filters(client_of, ada, world, hidden):
    rows = get(client_of(ada), "balances").json()["results"]
    assert {(row["location"], row["on_hand"], row["free"]) for row in rows} == {
        ("A-01", 6, 6),
        ("A-02", 4, 4),
    }
    one = get(client_of(ada), "balances", location=str(world.bins[1].public_id)).json()["results"]
    assert [row["location"] for row in one] == ["A-02"]
    assert len(get(client_of(ada), "balances", virtual="true").json()["results"]) == 3
    assert get(client_of(ada), "balances", status="HOLD").json()["results"] == []


def test_entries_and_transactions_tell_the_same_story(client_of, ada, world):
    entries = get(client_of(ada), "entries", item="A-1").json()["results"]
    assert [(row["location"], row["delta"], row["after"]) for row in entries[:2]] in (
        [("A-02", 4, 4), ("A-01", -4, 6)],
        [("A-01", -4, 6), ("A-02", 4, 4)],
    )
    newest = get(client_of(ada), "transactions").json()["results"][0]
    assert (newest["kind"], newest["site"]) == ("MOVE", world.site.code)
    lines = get(client_of(ada), f"transactions/{newest['id']}").json()["lines"]
    assert sorted(line["delta"] for line in lines) == [-4, 4]


def test_what_belongs_to_another_site_is_not_there(client_of, ada, world, hidden):
    client = client_of(ada)
    for name in ("sites", "locations", "balances", "entries", "transactions"):
        assert (
            hidden.site.code
            not in get(client, name, **({"virtual": "true"} if name == "balances" else {})).content.decode()
        )
    assert get(client, f"sites/{hidden.site.public_id}").status_code == 404
    assert get(client, f"locations/{hidden.bins[0].public_id}").status_code == 404
    posting = StockTransaction.objects.filter(site=hidden.site).first()
    assert get(client, f"transactions/{posting.pk}").status_code == 404
    assert get(client, "balances", site=hidden.site.code).json()["results"] == []


def test_without_a_row_of_access_there_is_no_site_and_no_stock(client_of, bo, world):
    assert get(client_of(bo), "sites").json()["results"] == []
    assert get(client_of(bo), "balances").json()["results"] == []
    assert get(client_of(bo), "items").json()["results"][0]["on_hand"] == 0


def test_an_administrator_sees_every_site(client_of, bo, world, hidden):
    bo.is_superuser = True
    bo.save(update_fields=["is_superuser"])
    assert len(get(client_of(bo), "sites").json()["results"]) == 2


def test_someone_without_the_permission_is_refused(client_of, eve, world):
    for name in LISTS:
        assert get(client_of(eve), name).status_code == 403, name


def test_pages_go_on_by_cursor(client_of, ada, world):
    for number in range(7):
        places.create_location(site_id=world.site.pk, code=f"Z-{number}", kind=LocationKind.BIN)
    seen, client = [], client_of(ada)
    page = get(client, "locations", kind="BIN", page_size=4).json()
    seen += [row["code"] for row in page["results"]]
    while page["next"]:
        page = client.get(page["next"]).json()
        seen += [row["code"] for row in page["results"]]
    assert sorted(seen) == ["A-01", "A-02", *(f"Z-{n}" for n in range(7))]


@pytest.mark.parametrize(
    ("name", "query", "place"),
    [
        ("balances", "statuss=HOLD", "statuss"),
        ("balances", "status=1", "status"),
        ("balances", "location=7", "location"),
        ("balances", "expires_before=NaN", "expires_before"),
        ("balances", "expires_before=2027-02-30", "expires_before"),
        ("balances", "virtual=maybe", "virtual"),
        ("items", "is_active=1", "is_active"),
        ("items", "q=%00", "q"),
        ("items", "q=" + "x" * 101, "q"),
        ("lots", "status=GONE", "status"),
        ("locations", "kind=x", "kind"),
        ("entries", "location=%E2%80%AE", "location"),
        ("transactions", "kind=", None),
        ("items", "cursor=nonsense", None),
        ("items", "page_size=-1", None),
        ("items", "page_size=NaN", None),
        ("items", "page_size=99999999999999999999", None),
    ],
)
def test_a_parameter_that_makes_no_sense_is_named(client_of, ada, world, name, query, place):
    answer = client_of(ada).get(f"/api/v1/wms/{name}/?{query}")
    if place is None:
        assert answer.status_code in {200, 404}
        return
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["place"] == place


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_however_long_it_is(client_of, ada, world, name, django_assert_max_num_queries):
    def grow(count: int) -> None:
        for _ in range(count):
            item = worlds.item(tracking="LOT")
            lot = worlds.lot(item)
            world.receive(1, item=item, lot=lot)
            place = Location.objects.create(site=world.site, code=f"N-{item.sku}")
            world.receive(1, place, item=item, lot=lot)

    client = client_of(ada)
    grow(2)
    with django_assert_max_num_queries(6):  # permissions (2), sites, rows, two prefetches
        get(client, name)
    grow(8)
    with django_assert_max_num_queries(6):
        assert len(get(client_of(ada), name).json()["results"]) >= 1


def test_lots_are_found_by_item_code_and_day(client_of, ada):
    item = worlds.item(sku="M", tracking="LOT", has_expiry=True)
    early = Lot.objects.create(item=item, code="E", expires_on="2027-01-01")
    Lot.objects.create(item=item, code="L", expires_on="2028-01-01")
    rows = get(client_of(ada), "lots", item="M", expires_before="2027-06-01").json()["results"]
    assert [(row["id"], row["code"], row["expires_on"]) for row in rows] == [
        (str(early.public_id), "E", "2027-01-01")
    ]


def test_a_list_can_only_be_read(client_of, ada):
    factories.item()
    for name in LISTS[1:]:
        assert (
            client_of(ada).post(f"/api/v1/wms/{name}/", {}, headers={"Idempotency-Key": "k"}).status_code
            == 405
        )
