import pytest

from core.models import IdempotencyKey
from tests import factories
from wms.models import Item

pytestmark = pytest.mark.django_db
URL = "/api/v1/wms/items/"


@pytest.fixture
def post(client_of, ada):
    keys = iter(range(1000))

    def send(body, *, by=None, key=None):
        headers = {"Idempotency-Key": key or f"k{next(keys)}"}
        return client_of(by or ada).post(URL, body, format="json", headers=headers)

    return send


def test_each_row_has_its_own_result(post):
    factories.item("OLD", name="Old")
    answer = post(
        {
            "items": [
                {
                    "sku": "NEW",
                    "name": "New",
                    "weight_g": 5,
                    "barcodes": ["4006381333931"],
                    "packs": [{"name": "case", "quantity": 6}],
                },
                {"sku": "OLD", "name": "Older"},
                {"sku": "BAD", "name": "Bad", "barcodes": ["4006381333932"]},
                {"sku": "WORSE", "name": "", "weight_g": -1, "colour": "red"},
                "nonsense",
            ]
        }
    )
    assert answer.status_code == 200
    body = answer.json()
    assert (body["created"], body["updated"], body["unchanged"], body["refused"]) == (1, 1, 0, 3)
    assert [row["outcome"] for row in body["results"]] == [
        "created",
        "updated",
        "refused",
        "refused",
        "refused",
    ]
    assert body["results"][0]["id"] == str(Item.objects.get(sku="NEW").public_id)
    assert body["results"][2]["against"] == [
        {"place": "barcodes", "message": "4006381333932 is not a GTIN: the last digit should be 1."}
    ]
    assert body["results"][3]["against"] == [{"place": "colour", "message": "There is no such field."}]
    assert set(Item.objects.values_list("sku", flat=True)) == {"NEW", "OLD"}


def test_the_same_request_twice_has_one_effect(post):
    body = {"items": [{"sku": "A", "name": "Anvil"}]}
    first, again = post(body, key="one"), post(body, key="one")
    assert (first.json(), first.status_code) == (again.json(), again.status_code)
    assert again["Idempotent-Replay"] == "true"
    assert post(body, key="two").json()["unchanged"] == 1
    assert post({"items": [{"sku": "B", "name": "b"}]}, key="one").status_code == 422
    assert Item.objects.count() == 1


def test_without_a_key_nothing_is_written(client_of, ada):
    answer = client_of(ada).post(URL, {"items": [{"sku": "A", "name": "Anvil"}]}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert not Item.objects.exists()


def test_one_who_may_only_look_may_not_write(post, bo):
    assert post({"items": [{"sku": "A", "name": "Anvil"}]}, by=bo).status_code == 403
    assert not Item.objects.exists()
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize(
    "body", [{}, [], {"items": []}, {"items": {}}, {"items": "x"}, {"items": [{"sku": "A"}] * 1001}, None, 7]
)
def test_a_body_that_is_no_list_of_items_is_refused(post, body):
    answer = post(body)
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "row",
    [
        {"sku": "", "name": "x"},
        {"sku": "x" * 41, "name": "x"},
        {"sku": None, "name": "x"},
        {"sku": ["A"], "name": "x"},
        {"sku": "A", "name": "\u202eevil"},
        {"sku": "A\u200b", "name": "x"},
        {"sku": "A", "name": "=1+1"},
        {"sku": "A", "name": "x", "weight_g": 10**30},
        {"sku": "A", "name": "x", "weight_g": 1.5},
        {"sku": "A", "name": "x", "reorder_point": -1},
        {"sku": "A", "name": "x", "temperature": "HOT"},
        {"sku": "A", "name": "x", "packs": [{"name": "c"}]},
        {"sku": "A", "name": "x", "barcodes": "123"},
        {"sku": "A", "name": "x", "is_active": "perhaps"},
    ],
)
def test_a_row_that_cannot_be_an_item_is_refused_with_the_place(post, row):
    answer = post({"items": [row]})
    (result,) = answer.json()["results"]
    assert result["outcome"] == "refused"
    assert result["against"][0]["place"]
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    "raw", [b'{"items": [{"sku": "A", "weight_g": NaN}]}', b"\xff\xfe", b'{"a":1,"a":2}', b"{"]
)
def test_a_body_that_cannot_be_read_is_a_problem_not_a_crash(client_of, ada, raw):
    answer = client_of(ada).generic("POST", URL, raw, "application/json", headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_a_number_beyond_all_bounds_is_refused_in_its_row(client_of, ada):
    raw = b'{"items": [{"sku": "A", "name": "x", "weight_g": 1e400}]}'
    answer = client_of(ada).generic("POST", URL, raw, "application/json", headers={"Idempotency-Key": "k"})
    assert answer.json()["results"][0]["against"][0]["place"] == "weight_g"
