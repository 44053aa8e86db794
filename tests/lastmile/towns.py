"""A made-up stretch of land for the geocoder: two villages, written as a real extract."""

import osmium
from osmium.osm.mutable import Node, Way

HOUSES = [
    ("Hauptstraße", str(number), "10115", "Altdorf", 13.0 + number / 10_000, 52.0) for number in range(1, 41)
] + [
    ("Gartenweg", str(number), "10115", "Altdorf", 13.0, 52.0 + number / 10_000) for number in range(1, 41)
] + [
    ("Hauptstraße", "5", "20095", "Neudorf", 13.5, 52.0),
    ("Seeweg", "1", "20095", "Neudorf", 13.51, 52.0),
]  # fmt: skip


def write_towns(file):
    """The extract with its houses, one road each village, and the villages' names."""
    with osmium.SimpleWriter(str(file)) as writer:
        for number, (street, house, postcode, town, longitude, latitude) in enumerate(HOUSES, start=1):
            tags = {
                "addr:street": street,
                "addr:housenumber": house,
                "addr:postcode": postcode,
                "addr:city": town,
            }
            writer.add_node(Node(id=number, location=(longitude, latitude), tags=tags))
        for number, (name, longitude) in enumerate((("Altdorf", 13.0), ("Neudorf", 13.5)), start=900):
            writer.add_node(
                Node(id=number, location=(longitude, 52.0), tags={"place": "village", "name": name})
            )
        for number, corner in ((990, (13.0, 52.0)), (991, (13.004, 52.0))):
            writer.add_node(Node(id=number, location=corner))
        writer.add_way(Way(id=1, nodes=[990, 991], tags={"highway": "residential", "name": "Hauptstraße"}))
    return file
