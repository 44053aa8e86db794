"""The demo city: the same for the same seed, and close enough to a real one to plan in."""

from collections import Counter
from pathlib import Path
from random import Random

import osmium
import pytest

from demo.city import crossings, lines, network, traffic
from demo.city.ground import Ground
from demo.city.making import write_city
from demo.city.naming import Names
from demo.city.network import Network, Street
from demo.city.strong import largest_circle

CITY = Path(__file__).parents[2] / "demo/data/city.osm.pbf"


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    write_city(tmp_path / "one.osm.pbf", seed=3, radius=900)
    write_city(tmp_path / "two.osm.pbf", seed=3, radius=900)
    write_city(tmp_path / "other.osm.pbf", seed=4, radius=900)

    one, two, other = ((tmp_path / f"{name}.osm.pbf").read_bytes() for name in ("one", "two", "other"))
    assert one == two
    assert one != other


def test_no_two_houses_share_an_address(tmp_path: Path) -> None:
    write_city(tmp_path / "city.osm.pbf", seed=3, radius=900)

    addresses = Counter(
        (way.tags["addr:street"], way.tags["addr:housenumber"])
        for way in osmium.FileProcessor(tmp_path / "city.osm.pbf")
        if way.is_way() and "addr:street" in way.tags
    )
    assert addresses
    assert max(addresses.values()) == 1


def test_the_committed_city_is_as_large_and_as_ruled_as_a_city() -> None:
    streets: set[str] = set()
    counts: Counter[str] = Counter()
    for thing in osmium.FileProcessor(CITY):
        tags = thing.tags
        counts["addresses"] += "addr:housenumber" in tags
        counts["one-way"] += tags.get("oneway") == "yes" and "junction" not in tags
        counts["roundabouts"] += tags.get("junction") == "roundabout"
        counts["signals"] += tags.get("highway") == "traffic_signals"
        counts["turn bans"] += tags.get("type") == "restriction"
        counts["suburbs"] += tags.get("place") == "suburb"
        if thing.is_way() and "highway" in tags:
            streets.add(tags["name"])

    assert 48_000 < counts["addresses"] < 52_000
    assert len(streets) > 700
    assert counts["one-way"] > 140
    assert counts["roundabouts"] >= 5
    assert counts["signals"] > 70
    assert counts["turn bans"] > 150
    assert counts["suburbs"] > 20
    assert CITY.stat().st_size < 1_500_000


def test_every_street_can_be_reached_and_left_under_the_one_way_rules() -> None:
    rng = Random(5)
    ground, names = Ground(rng, 1500), Names(rng)
    drawn = lines.draw(ground, names, rng)
    crossings.lead_open_ends(drawn, ground, rng)
    positions, chains = crossings.join(drawn)
    city = network.build(positions, chains, drawn, names)
    traffic.regulate(city, 1500, rng)

    assert largest_circle(city) == {node for street in city.streets for node in street.nodes}
    assert any(street.is_one_way for street in city.streets)


def test_a_one_way_street_that_leads_nowhere_is_found() -> None:
    square = Street("Square", "residential", [0, 1, 2, 3, 0])
    trap = Street("Trap", "residential", [0, 4], is_one_way=True)
    city = Network([(0, 0), (0, 9), (9, 9), (9, 0), (-9, 0)], [square, trap])

    assert largest_circle(city) == {0, 1, 2, 3}


def test_a_city_too_large_for_its_names_says_so() -> None:
    names = Names(Random(1))

    def name_many() -> None:
        for _ in range(20_000):
            names.street("Avenue")

    with pytest.raises(ValueError, match="no street names are left"):
        name_many()
