import threading

import pytest
from django.db import IntegrityError, connection, transaction

from core.errors import BadInputError, NotFoundError
from tests import factories
from wms.models import Barcode, Item, Pack
from wms.services import items
from wms.services.items import ItemRow, PackSpec

pytestmark = pytest.mark.django_db
RIM = "4006381333931"


def outcomes(rows: list[ItemRow]) -> list[str]:
    return [result.outcome for result in items.upsert_items(rows=rows)]


def test_rows_create_change_and_leave_alone():
    rows = [
        ItemRow(sku="A", values={"name": "Anvil", "weight_g": 5000}),
        ItemRow(
            sku="B", values={"name": "Bolt"}, barcodes=(RIM,), packs=(PackSpec(name="case", quantity=12),)
        ),
    ]
    assert outcomes(rows) == ["created", "created"]
    assert outcomes(rows) == ["unchanged", "unchanged"]
    assert outcomes([ItemRow(sku="A", values={"weight_g": 5001})]) == ["updated"]
    anvil = Item.objects.get(sku="A")
    assert (anvil.name, anvil.weight_g) == ("Anvil", 5001)
    assert Pack.objects.get(item__sku="B").quantity == 12
    assert Barcode.objects.get(code=RIM).item.sku == "B"


def test_a_changed_pack_and_a_further_barcode_count_as_a_change():
    items.upsert_items(
        rows=[ItemRow(sku="B", values={"name": "Bolt"}, packs=(PackSpec(name="case", quantity=12),))]
    )
    assert outcomes([ItemRow(sku="B", packs=(PackSpec(name="case", quantity=24),))]) == ["updated"]
    assert outcomes([ItemRow(sku="B", barcodes=(RIM,))]) == ["updated"]
    assert outcomes([ItemRow(sku="B", barcodes=(RIM, "SHELF-1"))]) == ["updated"]
    assert Pack.objects.get().quantity == 24
    assert set(Barcode.objects.values_list("code", flat=True)) == {RIM, "SHELF-1"}


def test_a_bad_row_is_refused_with_its_reason_and_the_good_ones_are_written():
    factories.item("TAKEN", external_id="7")
    Barcode.objects.create(code=RIM, item=Item.objects.get(sku="TAKEN"))
    rows = [
        ItemRow(sku="A", values={"name": "Anvil"}),
        ItemRow(sku="B", values={}),
        ItemRow(sku="C", values={"name": "C", "external_id": "7"}),
        ItemRow(sku="D", values={"name": "D"}, barcodes=(RIM,)),
        ItemRow(sku="E", values={"name": "E"}, barcodes=("4006381333930",)),
        ItemRow(sku="F", values={"name": "F"}, packs=(PackSpec(name="case", quantity=1),)),
        ItemRow(sku="G", values={"name": "G", "has_expiry": True, "tracking": "NONE"}),
        ItemRow(sku="A", values={"name": "Again"}),
    ]
    results = items.upsert_items(rows=rows)
    assert [result.outcome for result in results] == ["created", *["refused"] * 7]
    assert [(result.against[0].field, result.against[0].message) for result in results[1:]] == [
        ("name", "A new item needs a name."),
        ("external_id", "The external id 7 is that of TAKEN."),
        ("barcodes", f"{RIM} is the barcode of TAKEN."),
        ("barcodes", "4006381333930 is not a GTIN: the last digit should be 1."),
        ("packs", "A pack holds at least 2 base units, and an item has one pack of a name."),
        ("tracking", "What expires is tracked by lot or serial number."),
        ("sku", "A stands twice: here and in an earlier row."),
    ]
    assert list(Item.objects.order_by("sku").values_list("sku", flat=True)) == ["A", "TAKEN"]


@pytest.mark.parametrize(
    ("code", "is_good"),
    [
        ("4006381333931", True), ("96385074", True), ("614141007349", True), ("10614141000415", True),
        ("4006381333932", False), ("96385075", False), ("123", True), ("SHELF-17", True), ("", False),
        ("a\x00b", False), ("x" * 61, False), ("٤٠٠٦٣٨١٣٣٣٩٣١", True),
    ],
)  # fmt: skip
def test_a_gtin_has_its_check_digit_and_other_codes_are_the_house_s_own(code, is_good):
    assert (items.barcode_problem(code) == "") == is_good


def test_what_begins_to_expire_is_kept_by_lot_from_then_on():
    items.upsert_items(rows=[ItemRow(sku="M", values={"name": "Milk", "has_expiry": True})])
    assert Item.objects.get(sku="M").tracking == "LOT"


def test_the_number_of_statements_does_not_grow_with_the_rows(django_assert_num_queries):
    def rows(count: int) -> list[ItemRow]:
        return [
            ItemRow(sku=f"S{n}", values={"name": f"n{n}", "external_id": f"x{n}"}, barcodes=(f"B{n}",),
                    packs=(PackSpec(name="case", quantity=6),))
            for n in range(count)
        ]  # fmt: skip

    items.upsert_items(rows=rows(2))
    with django_assert_num_queries(12):
        items.upsert_items(rows=rows(300))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "x" * 201}, "name"), ({"weight_g": -1}, "weight_g"), ({"weight_g": 2**70}, "weight_g"),
        ({"weight_g": "NaN"}, "weight_g"), ({"base_unit": "DOZEN"}, "base_unit"),
        ({"name": "a\x00b"}, "name"), ({"name": ""}, "name"), ({"reorder_point": -1}, "reorder_point"),
        ({"category": "x" * 81}, "category"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_is_refused_by_name(values, field):
    with pytest.raises(BadInputError) as refusal:
        items.create_item(sku="A", values={"name": "Anvil"} | values)
    assert refusal.value.facts["field"] == field
    assert not Item.objects.exists()


def test_making_an_item_twice_and_changing_one_that_is_not_there_are_refused():
    items.create_item(sku="A", values={"name": "Anvil"})
    with pytest.raises(BadInputError, match="There is an item A already"):
        items.create_item(sku="A", values={"name": "Other"})
    with pytest.raises(NotFoundError):
        items.change_item(sku="B", values={"name": "Bolt"})
    assert items.change_item(sku="A", values={"is_fragile": True}).is_fragile


def test_a_barcode_may_mean_a_pack():
    item = items.create_item(sku="A", values={"name": "Anvil"})
    case = items.add_pack(item=item, spec=PackSpec(name="case", quantity=4))
    assert items.add_barcode(item=item, code="10614141000415", pack=case).pack == case
    with pytest.raises(BadInputError, match="should be 5"):
        items.add_barcode(item=item, code="10614141000416")


def test_the_database_itself_refuses_a_second_item_of_a_number():
    factories.item("A", external_id="7")
    with pytest.raises(IntegrityError, match="one_item_per_external_id"), transaction.atomic():
        factories.item("B", external_id="7")


@pytest.mark.django_db(transaction=True)
def test_two_who_write_the_same_items_at_once_make_each_once():
    rows = [ItemRow(sku=f"S{n}", values={"name": "x"}, barcodes=(f"B{n}",)) for n in range(60)]
    start, found, failures = threading.Barrier(3), [], []

    def run():
        try:
            start.wait(10)
            found.append(outcomes(rows))
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert sorted(run[0] for run in found) == ["created", "unchanged", "unchanged"]
    assert Item.objects.count() == 60
