"""Puts the city together, from the seed to the extract."""

import random
from dataclasses import dataclass
from pathlib import Path

from demo.city import areas, buildings, crossings, lines, network, traffic
from demo.city.ground import Ground
from demo.city.naming import Names
from demo.city.writing import Extract

CITY = "Portolane"
LONGITUDE = -30.0
LATITUDE = 46.3
TIME_ZONE = "Etc/GMT+2"
RADIUS_M = 5000


@dataclass(frozen=True)
class Census:
    """What was built."""

    streets: int
    kilometres: int
    addresses: int
    one_way: int
    roundabouts: int
    signals: int
    turn_bans: int

    def __str__(self) -> str:
        return (
            f"{self.streets} streets ({self.kilometres} km, {self.one_way} one-way, "
            f"{self.roundabouts} roundabouts), "
            f"{self.addresses} addresses, {self.signals} signals, {self.turn_bans} turn bans"
        )


def make_city(*, seed: int, radius: int = RADIUS_M) -> tuple[Extract, Census]:
    """The city for a seed and a radius in metres, ready to be written."""
    rng = random.Random(seed)  # noqa: S311 - the same seed must give the same city
    ground, names = Ground(rng, radius), Names(rng)
    drawn = lines.draw(ground, names, rng)
    crossings.lead_open_ends(drawn, ground, rng)
    positions, chains = crossings.join(drawn)
    streets = network.build(positions, chains, drawn, names)
    traffic.regulate(streets, radius, rng)
    houses = buildings.place(streets, ground, rng)

    extract = Extract(longitude=LONGITUDE, latitude=LATITUDE, city=CITY)
    extract.add_network(streets)
    extract.add_areas(areas.areas(ground, names))
    extract.add_places(areas.places(ground, names, CITY))
    extract.add_buildings(houses)
    return extract, _census(streets, len(houses))


def write_city(path: Path, *, seed: int, radius: int = RADIUS_M) -> Census:
    """Make a city and write it as an .osm.pbf file."""
    extract, census = make_city(seed=seed, radius=radius)
    extract.write(path)
    return census


def _census(streets: network.Network, addresses: int) -> Census:
    return Census(
        streets=len({street.name for street in streets.streets if not street.is_roundabout}),
        kilometres=round(streets.length_m() / 1000),
        addresses=addresses,
        one_way=sum(street.is_one_way and not street.is_roundabout for street in streets.streets),
        roundabouts=sum(street.is_roundabout for street in streets.streets),
        signals=len(streets.signals),
        turn_bans=len(streets.turn_bans),
    )
