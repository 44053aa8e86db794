"""The way past the bins, the carts, the cartons, and what a code says."""

import pytest

from wms.engine import gs1
from wms.engine.cartons import CartonSize, smallest_carton
from wms.engine.sharing import first_part
from wms.engine.walking import Load, Spot, fill_carts, s_shape, totes_needed


def test_aisles_are_walked_up_and_down_in_turn():
    spots = {
        "a": Spot("A", 1, "A-1"), "b": Spot("A", 9, "A-9"), "c": Spot("B", 12, "B-2"),
        "d": Spot("B", 18, "B-8"), "e": Spot("D", 40, "D-1"), "f": Spot("D", 44, "D-5"),
    }  # fmt: skip
    assert s_shape(spots) == ["a", "b", "d", "c", "e", "f"]


def test_two_picks_at_one_bin_stay_together_whichever_way_one_comes():
    spots = {1: Spot("A", 1, "A"), 2: Spot("B", 5, "B"), 3: Spot("B", 5, "B"), 4: Spot("B", 4, "C")}
    assert s_shape(spots) == [1, 2, 3, 4]


def test_without_aisles_bins_come_in_walk_order():
    spots = {1: Spot("", 30, "X"), 2: Spot("", 10, "Z"), 3: Spot("", 10, "Y")}
    assert s_shape(spots) == [3, 2, 1]


def test_a_cart_is_joined_by_what_adds_the_fewest_aisles():
    loads = [
        Load(1, 1, frozenset("A"), 1),
        Load(2, 1, frozenset("XYZ"), 2),
        Load(3, 1, frozenset("AB"), 3),
        Load(4, 1, frozenset("B"), 4),
    ]
    assert fill_carts(loads, cart_totes=3) == [[1, 3, 4], [2]]


def test_what_no_cart_takes_gets_one_of_its_own():
    loads = [Load(1, 9, frozenset("A"), 1), Load(2, 1, frozenset("A"), 2)]
    assert fill_carts(loads, cart_totes=4) == [[1], [2]]


@pytest.mark.parametrize(
    ("weight", "volume", "totes"), [(0, 0, 1), (20_000, 45_000, 1), (20_001, 1, 2), (1, 90_001, 3)]
)
def test_totes_are_counted_by_weight_and_volume(weight, volume, totes):
    assert (
        totes_needed(weight_g=weight, volume_ml=volume, tote_weight_g=20_000, tote_volume_ml=45_000) == totes
    )


def test_a_part_of_an_order_is_cut_where_its_share_of_the_weight_ends():
    assert first_part([(4, 100), (2, 300)], share=1, of=2) == [4, 0]
    assert first_part([(6, 500)], share=1, of=2) == [3]
    assert first_part([(4, 100), (2, 300)], share=2, of=2) == [4, 2]


def test_the_smallest_carton_that_holds_it_is_taken_and_the_largest_where_none_does():
    sizes = [CartonSize(1, 5000, 10_000, 100), CartonSize(2, 20_000, 30_000, 200)]
    assert smallest_carton(sizes, volume_ml=5000, weight_g=9900).key == 1
    assert smallest_carton(sizes, volume_ml=5000, weight_g=9901).key == 2
    assert smallest_carton(sizes, volume_ml=90_000, weight_g=1).key == 2
    assert smallest_carton([], volume_ml=1, weight_g=1) is None


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("A-01", {"text": "A-01"}),
        ("]C1A-01", {"text": "A-01"}),
        ("00340123450000000017", {"sscc": "340123450000000017"}),
        ("(00)340123450000000017", {"sscc": "340123450000000017"}),
        ("]d20104006381333931" + "10L7\x1d2112", {"gtin": "04006381333931", "lot": "L7", "serial": "12"}),
        ("(01)04006381333931(37)12", {"gtin": "04006381333931", "count": 12}),
        ("4006381333931", {"text": "4006381333931", "gtin": ""}),
        ("1012", {"text": "1012", "lot": ""}),
        ("(oops", {"text": "(oops"}),
    ],
)
def test_a_code_says_what_its_identifiers_say(code, read):
    said = gs1.read(code)
    for name, value in read.items():
        assert getattr(said, name) == value


def test_a_gtin_is_found_with_and_without_its_leading_zeros():
    assert gs1.gtin_forms("04006381333931") == ["04006381333931", "4006381333931"]
    assert "00000012345670"[-8:] in gs1.gtin_forms("00000012345670")
    assert gs1.gtin_forms("A-01") == ["A-01"]
