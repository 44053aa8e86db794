"""Whole numbers of the database as people read them."""

import pytest
from django.utils import translation

from core.templatetags import measures

SPACE, MINUS = "\N{NO-BREAK SPACE}", "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("function", "value", "text"),
    [
        (measures.grams, 0, "0 g"),
        (measures.grams, 850, "850 g"),
        (measures.grams, 12_500, "12.5 kg"),
        (measures.grams, 1_240_000, "1.24 t"),
        (measures.grams, -12_500, f"{MINUS}12.5 kg"),
        (measures.metres, 740, "740 m"),
        (measures.metres, 1_240_400, "1,240.4 km"),
        (measures.millimetres, 8, "8 mm"),
        (measures.millimetres, 320, "32.0 cm"),
        (measures.millimetres, 2_400, "2.40 m"),
        (measures.millilitres, 330, "330 ml"),
        (measures.millilitres, 3_200_000, "3.20 m³"),
        (measures.seconds, 0, "0 s"),
        (measures.seconds, 59, "59 s"),
        (measures.seconds, 60, "1 min"),
        (measures.seconds, 3_599, "1 h"),
        (measures.seconds, 19_800, "5 h 30 min"),
        (measures.seconds, -300, f"{MINUS}5 min"),
        (measures.quantity, 1_234_567, "1,234,567"),
        (measures.quantity, -3, f"{MINUS}3"),
        (measures.signed, 3, "+3"),
        (measures.signed, 0, "0"),
        (measures.signed, -2, f"{MINUS}2"),
    ],
)
def test_a_measure_is_shown_with_its_unit(function, value, text):
    assert function(value).replace(SPACE, " ") == text


@pytest.mark.parametrize("function", [measures.grams, measures.metres, measures.seconds, measures.quantity])
def test_what_is_not_known_is_a_dash(function):
    assert function(None) == "\N{EN DASH}"


def test_a_number_and_its_unit_stay_on_one_line():
    assert " " not in measures.seconds(19_800) + measures.grams(12_500)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123_456, "EUR", "1,234.56 EUR"),
        (123_456, "JPY", "123,456 JPY"),
        (1_234, "KWD", "1.234 KWD"),
        (-5, "EUR", f"{MINUS}0.05 EUR"),
    ],
)
def test_money_has_the_decimals_of_its_currency(minor, currency, text):
    assert measures.money(minor, currency).replace(SPACE, " ") == text


def test_a_share_of_nothing_is_a_dash():
    assert measures.percent(5, 0) == "\N{EN DASH}"
    assert measures.percent(1, 3).replace(SPACE, " ") == "33 %"


def test_a_german_reads_a_comma():
    with translation.override("de"):
        assert measures.grams(12_500).replace(SPACE, " ") == "12,5 kg"
        assert measures.quantity(1_234_567) == "1.234.567"


def test_a_number_stays_before_its_unit_where_a_page_runs_from_right_to_left():
    with translation.override("ar"):
        assert (
            measures.grams(800)
            == "\N{LEFT-TO-RIGHT ISOLATE}800\N{NO-BREAK SPACE}g\N{POP DIRECTIONAL ISOLATE}"
        )
    with translation.override("de"):
        assert measures.grams(800) == "800\N{NO-BREAK SPACE}g"
