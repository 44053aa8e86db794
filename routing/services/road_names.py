"""Filling the geocoder's tables from an extract."""

import csv
import io
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from core.transactions import service
from routing.extracts.addresses import Address, NamedRoad, read_names
from routing.extracts.addresses import Place as NamedPlace
from routing.extracts.wording import number_key, number_value, place_key, postcode_key, street_key
from routing.models import AddressPoint, Place, Street

_BATCH = 2000
_SAME_STREET_DEGREES = 0.03
"""A road of the same name within about two kilometres is the same street."""
_TOWNS = frozenset({"city", "town", "village"})
_LONGEST_NAME, _LONGEST_NUMBER, _LONGEST_POSTCODE = 255, 40, 20

type Point = tuple[float, float]


@dataclass
class _Draft:
    """A street being collected."""

    name: str
    city: str
    houses: list[Address] = field(default_factory=list)
    roads: list[Point] = field(default_factory=list)

    def middle(self) -> Point:
        """The house or stretch of road in the middle of the list: always a real point, never a field."""
        points = [(house.longitude, house.latitude) for house in self.houses] or self.roads
        return sorted(points)[len(points) // 2]


@service
def import_names(*, network_id: int, source: Path) -> dict[str, int]:
    """Write the extract's streets, houses, towns and post codes for a network; how many of each."""
    drafts, places = _collect(read_names(source))
    streets = Street.objects.bulk_create([_street(network_id, draft) for draft in drafts], batch_size=_BATCH)
    addresses = _copy_points(streets, drafts)
    rows = [*_places(network_id, places), *_postcodes(network_id, drafts)]
    Place.objects.bulk_create(rows, batch_size=_BATCH)
    with connection.cursor() as cursor:  # the planner must know the new rows before the first question
        for model in (Street, AddressPoint, Place):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
    return {"streets": len(streets), "addresses": addresses, "places": len(rows)}


def _collect(names: Iterable[Address | NamedRoad | NamedPlace]) -> tuple[list[_Draft], list[NamedPlace]]:
    drafts: dict[tuple[str, str], _Draft] = {}
    roads: list[NamedRoad] = []
    places: list[NamedPlace] = []
    for name in names:
        if isinstance(name, Address):
            key = (street_key(name.street), place_key(name.city))
            drafts.setdefault(key, _Draft(name.street, name.city)).houses.append(name)
        elif isinstance(name, NamedRoad):
            roads.append(name)
        else:
            places.append(name)
    _add_roads(drafts, roads, [place for place in places if place.kind in _TOWNS])
    return list(drafts.values()), places


def _add_roads(
    drafts: dict[tuple[str, str], _Draft], roads: list[NamedRoad], towns: list[NamedPlace]
) -> None:
    """Streets that have a name on the map but no house with an address."""
    with_houses: dict[str, list[Point]] = defaultdict(list)
    for (key, _), draft in drafts.items():
        with_houses[key] += [(house.longitude, house.latitude) for house in draft.houses]
    for road in roads:
        key, point = street_key(road.name), (road.longitude, road.latitude)
        if not key or any(_degrees(point, house) < _SAME_STREET_DEGREES for house in with_houses[key]):
            continue
        city = (
            min(towns, key=lambda town: _degrees(point, (town.longitude, town.latitude))).name
            if towns
            else ""
        )
        drafts.setdefault((key, place_key(city)), _Draft(road.name, city)).roads.append(point)


def _degrees(one: Point, other: Point) -> float:
    east = (one[0] - other[0]) * math.cos(math.radians(one[1]))
    return math.hypot(east, one[1] - other[1])


def _street(network_id: int, draft: _Draft) -> Street:
    longitude, latitude = draft.middle()
    postcodes = {postcode_key(house.postcode)[:_LONGEST_POSTCODE] for house in draft.houses if house.postcode}
    return Street(
        network_id=network_id,
        name=draft.name[:_LONGEST_NAME],
        city=draft.city[:_LONGEST_NAME],
        postcodes=sorted(postcodes),
        search_key=street_key(draft.name)[:_LONGEST_NAME],
        city_key=place_key(draft.city)[:_LONGEST_NAME],
        longitude=longitude,
        latitude=latitude,
    )


def _copy_points(streets: list[Street], drafts: list[_Draft]) -> int:
    """Houses by COPY: tens of thousands of rows in a second."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    count = 0
    for street, draft in zip(streets, drafts, strict=True):
        for house in draft.houses:
            value = number_value(house.number)
            writer.writerow(
                [
                    street.pk,
                    house.number[:_LONGEST_NUMBER],
                    number_key(house.number)[:_LONGEST_NUMBER],
                    "" if value is None else value,
                    house.postcode[:_LONGEST_POSTCODE],
                    house.longitude,
                    house.latitude,
                ]
            )
            count += 1
    lines.seek(0)
    columns = "street_id, number, number_key, number_value, postcode, longitude, latitude"
    table = connection.ops.quote_name(AddressPoint._meta.db_table)
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {table} ({columns}) FROM STDIN"
            " WITH (FORMAT csv, FORCE_NOT_NULL (number, number_key, postcode))",
            lines,
        )
    return count


def _places(network_id: int, places: list[NamedPlace]) -> list[Place]:
    return [
        Place(
            network_id=network_id,
            name=place.name[:_LONGEST_NAME],
            kind=place.kind,
            search_key=place_key(place.name)[:_LONGEST_NAME],
            longitude=place.longitude,
            latitude=place.latitude,
        )
        for place in places
    ]


def _postcodes(network_id: int, drafts: list[_Draft]) -> list[Place]:
    """Each post code at its middle house."""
    found: dict[str, list[Point]] = defaultdict(list)
    for draft in drafts:
        for house in draft.houses:
            if house.postcode:
                found[postcode_key(house.postcode)[:_LONGEST_POSTCODE]].append(
                    (house.longitude, house.latitude)
                )
    rows = []
    for code, points in sorted(found.items()):
        longitude, latitude = sorted(points)[len(points) // 2]
        rows.append(
            Place(
                network_id=network_id,
                name=code,
                kind="postcode",
                search_key=code,
                longitude=longitude,
                latitude=latitude,
            )
        )
    return rows
