"""Many spellings, one street."""

import pytest

from routing.extracts.wording import number_key, number_value, postcode_key, readings, street_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hauptstraße", "HAUPTSTR."),
        ("Hauptstraße", "Hauptstrasse"),
        ("Berliner Straße", "Berliner Str."),
        ("Rue de l'Église", "rue de l\u2019eglise"),
        ("Högbergsgatan", "Hogbergsgatan"),
        ("Fifth Avenue", "Fifth Ave."),
        ("Baker Street", "Baker St"),
        ("Øster Allé", "Oster Alle"),
    ],
)
def test_two_spellings_of_a_street_have_one_key(one, other):
    assert street_key(one) == street_key(other)


def test_a_saint_is_not_a_street():
    assert street_key("St Mary St") == "st mary street"


@pytest.mark.parametrize(
    ("line", "reading"),
    [
        ("Hauptstr. 12 b", ("hauptstrasse", "12b")),
        ("12 High Street", ("high street", "12")),
        ("Straße des 17. Juni 135", ("strasse des 17 juni", "135")),
        ("Mannerheimintie 5 A 12", ("mannerheimintie", "5a")),
        ("Mannerheimintie 5", ("mannerheimintie", "5")),
        ("Plein 1944 7", ("plein 1944", "7")),
        ("Kerkstraat 12-14", ("kerkstraat", "12-14")),
        ("221B Baker St", ("baker street", "221b")),
        ("Franciscushof 1-k201", ("franciscushof", "1-k201")),
        ("Marktplatz", ("marktplatz", "")),
    ],
)
def test_a_line_is_read_as_street_and_number(line, reading):
    assert reading in list(readings(line))


@pytest.mark.parametrize("line", ["", "   ", "12", "...", "\u202e\u0000", "😀" * 300, "9" * 5000])
def test_a_line_that_says_nothing_is_read_as_nothing_and_quickly(line):
    for _street, number in readings(line):
        assert len(number) <= 16


def test_numbers_and_post_codes_have_one_form():
    assert [number_key(text) for text in ("12 B", "12b", "12 \u2013 14", "7/1")] == [
        "12b",
        "12b",
        "12-14",
        "7/1",
    ]
    assert [number_value(text) for text in ("12 B", "b", "007")] == [12, None, 7]
    assert postcode_key("5401 ab") == "5401AB"
