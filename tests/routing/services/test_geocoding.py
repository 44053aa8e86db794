"""Finding addresses: exact, abbreviated, misspelt, and never one town for another."""

import math
import os
import random
import re
from pathlib import Path

import osmium
import pytest
from osmium.osm.mutable import Node

from routing.extracts.addresses import Address, read_names
from routing.models import Street
from routing.services import geocoding
from routing.services.geocoding import Question
from tests.routing.world import named_network

REALDATA = Path(os.environ.get("REALDATA") or Path(__file__).parents[4] / "shared/data")
VILLAGES = [
    ("Hauptstraße", "1", "10115", "Altdorf", 13.00, 52.00),
    ("Hauptstraße", "9", "10115", "Altdorf", 13.01, 52.00),
    ("Hauptstraße", "4", "10115", "Altdorf", 13.005, 52.00),
    ("Hauptstraße", "5", "20095", "Neudorf", 13.50, 52.00),
    ("Straße des 17. Juni", "135", "10115", "Altdorf", 13.02, 52.01),
    ("Müllerweg", "3a", "10115", "Altdorf", 13.03, 52.01),
    ("Schillerstraße", "7", "", "", 13.04, 52.01),
]


@pytest.fixture
def villages(db, tmp_path, settings):
    settings.ROADS_DIR = tmp_path
    file = tmp_path / "villages.osm.pbf"
    with osmium.SimpleWriter(str(file)) as writer:
        for number, (street, house, postcode, town, longitude, latitude) in enumerate(VILLAGES, start=1):
            words = {
                "addr:street": street,
                "addr:housenumber": house,
                "addr:postcode": postcode,
                "addr:city": town,
            }
            tags = {key: value for key, value in words.items() if value}
            writer.add_node(Node(id=number, location=(longitude, latitude), tags=tags))
        place = {"place": "village", "name": "Altdorf"}
        writer.add_node(Node(id=90, location=(13.0, 52.0), tags=place))
        for number, corner in ((91, (13.0, 52.0)), (92, (13.001, 52.0))):
            writer.add_node(Node(id=number, location=corner))
        from osmium.osm.mutable import Way

        writer.add_way(Way(id=1, nodes=[91, 92], tags={"highway": "residential", "name": "Kurze Gasse"}))
    return named_network(file)


def _best(line, **where):
    found = geocoding.search(question=Question(line, **where))
    return found[0] if found else None


@pytest.mark.parametrize(
    ("line", "where", "point"),
    [
        ("Hauptstr. 1", {"town": "Altdorf"}, (13.00, 52.00)),
        ("1 Hauptstrasse", {"postcode": "10115"}, (13.00, 52.00)),
        ("HAUPTSTRASSE 5", {"town": "neudorf"}, (13.50, 52.00)),
        ("Straße des 17. Juni 135", {"town": "Altdorf"}, (13.02, 52.01)),
        ("Mullerweg 3 A", {"postcode": "10 115"}, (13.03, 52.01)),
        ("Schilerstr 7", {}, (13.04, 52.01)),
    ],
)
def test_a_house_is_found_however_it_is_written(villages, line, where, point):
    best = _best(line, **where)

    assert (best.level, best.source) == ("house", "local")
    assert (best.longitude, best.latitude) == point
    assert best.confidence >= 85


def test_the_post_code_decides_between_two_towns(villages):
    assert _best("Hauptstr. 5", postcode="20095").town == "Neudorf"


def test_the_post_code_finds_its_street_among_many_of_the_same_name(villages):
    """More towns have a Hauptstraße than are looked at closely."""
    for number in range(8):
        street = Street.objects.create(
            network=villages,
            name="Hauptstraße",
            city=f"Weiler {number}",
            postcodes=[f"3000{number}"],
            search_key="hauptstrasse",
            city_key=f"weiler {number}",
            longitude=14 + 0.1 * number,
            latitude=52.0,
        )
        street.points.create(
            number="5", number_key="5", number_value=5, longitude=street.longitude, latitude=52.0
        )

    assert _best("Hauptstr. 5", postcode="30007").town == "Weiler 7"
    assert _best("Hauptstr. 5", town="Weiler 6").town == "Weiler 6"


def test_without_town_or_post_code_a_street_of_two_towns_is_not_sure(villages):
    assert _best("Hauptstr. 5", town="Neudorf").confidence >= 95
    found = geocoding.search(question=Question("Hauptstraße"))
    assert found[0].confidence < 70
    assert {one.town for one in found[:2]} == {"Altdorf", "Neudorf"}


def test_a_missing_number_lies_between_its_neighbours_on_the_same_side(villages):
    best = _best("Hauptstraße 5", postcode="10115", town="Altdorf")

    assert best.level == "interpolated"
    assert (best.longitude, best.latitude) == (pytest.approx(13.005), 52.0)
    assert best.confidence < 90


def test_a_number_far_beyond_the_last_house_is_only_the_street(villages):
    best = _best("Hauptstraße 301", postcode="10115")

    assert best.level == "street"
    assert best.number == ""


def test_a_street_without_houses_is_found_by_its_name(villages):
    best = _best("Kurze Gasse 3", town="Altdorf")

    assert best.level == "street"
    assert best.confidence < 75


def test_an_unknown_street_falls_back_to_the_post_code_then_to_the_town(villages):
    assert _best("Xyzzy 3", postcode="10115").level == "postcode"
    assert _best("Xyzzy 3", town="Altdorf").level == "place"
    assert _best("Xyzzy 3", town="Atlantis") is None


@pytest.mark.parametrize(
    "line", ["", " ", "12", "'; DROP TABLE routing_street; --", "\u202e%_\\", "x" * 5000]
)
def test_nonsense_finds_nothing_and_breaks_nothing(villages, line):
    assert geocoding.search(question=Question(line)) == []


def test_many_questions_keep_their_order_and_take_three_statements(villages, django_assert_num_queries):
    questions = [Question("Xyzzy 1"), Question("Hauptstr. 1", town="Altdorf"), Question("")] * 100

    with django_assert_num_queries(4):  # the network in use, streets, houses, places
        found = geocoding.locate_many(questions=questions)

    assert [bool(one) for one in found] == [False, True, False] * 100


def test_the_nearest_house_names_a_point(villages):
    assert geocoding.reverse(longitude=13.0301, latitude=52.0101).label == "Müllerweg 3a, 10115 Altdorf"
    assert geocoding.reverse(longitude=14.0, latitude=52.0) is None


def test_without_roads_nothing_is_found(db, settings, tmp_path):
    assert geocoding.search(question=Question("Hauptstr. 1")) == []


def test_given_points_that_cannot_be_meant_are_refused_with_a_reason(settings, tmp_path):
    settings.ROADS_DIR = tmp_path
    points = [(0.0, 0.0), (math.nan, 46.3), (math.inf, 1.0), (181.0, 0.0), (10.0, -90.5), (-30.0, 46.3)]

    verdicts = geocoding.judge_points(points=points)

    assert [verdict.fault for verdict in verdicts] == [
        "zero_point",
        "not_a_number",
        "not_a_number",
        "out_of_range",
        "out_of_range",
        "",
    ]
    assert verdicts[0].reason == "0, 0 lies in the sea: it stands for a missing coordinate."
    assert verdicts[-1].access.source == "estimated"
    assert all(verdict.access is None for verdict in verdicts[:-1])


def _typo(rng, text):
    at, kind = rng.randrange(len(text) - 1), rng.random()
    if kind < 0.4:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if kind < 0.7 else text[:at] + rng.choice("aeiourstn") + text[at + 1 :]


def _share_found(addresses, spell):
    """Percent of sampled addresses whose house is the first candidate."""
    sample = random.Random(2).sample(addresses, 300)
    questions = [Question(f"{spell(one.street)} {one.number}", one.postcode, one.city) for one in sample]
    found = geocoding.locate_many(questions=questions)
    right = sum(
        bool(candidates)
        and candidates[0].level == "house"
        and candidates[0].street.casefold() == one.street.casefold()
        and candidates[0].number.casefold() == one.number.casefold()
        for one, candidates in zip(sample, found, strict=True)
    )
    return round(100 * right / len(sample), 1)


def _accuracy(file):
    named_network(file)
    addresses = [name for name in read_names(file) if isinstance(name, Address)]
    rng = random.Random(7)
    return (
        _share_found(addresses, str),
        _share_found(addresses, lambda street: _typo(rng, street)),
        _share_found(addresses, lambda street: re.sub(r"(?<=\w)(strasse|straat)$|Street$", "str.", street)),
    )


@pytest.mark.django_db
@pytest.mark.realdata
@pytest.mark.parametrize(("name", "least"), [("uden-nl", (100, 99, 100)), ("helsinki-centre", (99, 98, 99))])
def test_addresses_of_real_towns_are_found(settings, tmp_path, name, least):
    settings.ROADS_DIR = tmp_path
    file = REALDATA / "osm" / f"{name}.osm.pbf"
    if not file.is_file():
        pytest.skip("REALDATA: the data folder is not beside the repository")

    exact, misspelt, abbreviated = _accuracy(file)

    assert (exact, misspelt, abbreviated) >= least
    assert exact >= least[0]
    assert misspelt >= least[1]
    assert abbreviated >= least[2]
