from wms.engine.parcels import CARTON_G, CARTON_ML, Estimate, Measure, estimate

SINGLE = Measure(1, 500, 1_000)
CASE = Measure(6, 3_200, 7_000)


def test_full_cases_count_as_measured_and_the_rest_as_single_units():
    assert estimate([(13, [SINGLE, CASE])]) == Estimate(units=1, weight_g=6_900, volume_ml=15_000)


def test_where_only_the_case_was_measured_a_part_of_it_counts_by_its_share():
    assert estimate([(4, [Measure(1, None, None), CASE])]) == Estimate(1, 2_134, 4_667)


def test_what_nobody_measured_counts_nothing_and_is_one_parcel():
    assert estimate([(4, [Measure(1, None, None)])]) == Estimate(units=1, weight_g=0, volume_ml=0)


def test_heavy_or_bulky_goods_are_several_parcels():
    assert estimate([(3, [Measure(1, CARTON_G, 1)])]).units == 3
    assert estimate([(3, [Measure(1, 1, CARTON_ML)]), (1, [SINGLE])]).units == 4
