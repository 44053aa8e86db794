"""Addresses are read from points, from houses and from houses with a courtyard."""

import osmium
from osmium.osm.mutable import Node, Relation, Way

from routing.extracts.addresses import Address, NamedRoad, Place, read_names
from routing.extracts.cells import road_cells


def test_points_houses_courtyards_streets_and_places_are_read(tmp_path):
    corners = [(10.0, 50.0), (10.002, 50.0), (10.002, 50.002), (10.0, 50.002)]
    address = {"addr:street": "Hafenstraße", "addr:postcode": "20457", "addr:city": "Hamburg"}
    file = tmp_path / "block.osm.pbf"
    with osmium.SimpleWriter(str(file)) as writer:
        for number, corner in enumerate(corners, start=1):
            writer.add_node(Node(id=number, location=corner))
        writer.add_node(Node(id=9, location=(10.5, 50.5), tags={**address, "addr:housenumber": "1;3a"}))
        writer.add_node(Node(id=10, location=(10.4, 50.4), tags={"place": "suburb", "name": "Altstadt"}))
        ring = [1, 2, 3, 4, 1]
        writer.add_way(Way(id=1, nodes=ring, tags={**address, "building": "yes", "addr:housenumber": "5"}))
        writer.add_way(Way(id=2, nodes=ring))
        writer.add_way(Way(id=3, nodes=[1, 3], tags={"highway": "residential", "name": "Am Kai"}))
        writer.add_way(Way(id=4, nodes=[1, 3], tags={"highway": "footway", "name": "Treppe"}))
        tags = {**address, "type": "multipolygon", "building": "yes", "addr:housenumber": "7"}
        writer.add_relation(Relation(id=1, members=[("w", 2, "outer")], tags=tags))

    found = list(read_names(file))

    houses = {name.number: name for name in found if isinstance(name, Address)}
    assert sorted(houses) == ["1", "3a", "5", "7"]
    assert (round(houses["5"].longitude, 6), round(houses["5"].latitude, 6)) == (10.001, 50.001)
    assert (round(houses["7"].longitude, 6), round(houses["7"].latitude, 6)) == (10.001, 50.001)
    assert houses["3a"] == Address("Hafenstraße", "3a", "20457", "Hamburg", 10.5, 50.5)
    assert [name.name for name in found if isinstance(name, NamedRoad)] == ["Am Kai"]
    assert [(name.name, name.kind) for name in found if isinstance(name, Place)] == [("Altstadt", "suburb")]


def test_each_road_cell_holds_a_point_of_a_street(city):
    import h3

    cells = road_cells(city)

    assert 550 < len(cells) < 700
    for cell, (longitude, latitude) in cells.items():
        assert h3.latlng_to_cell(latitude, longitude, 9) == cell
