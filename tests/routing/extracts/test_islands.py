"""Clipped extracts have islands of road. A stop beside one is reached from the road that leads somewhere."""

import os
import random
from pathlib import Path

import numpy as np
import osmium
import osrm
import pytest
from osmium.osm.mutable import Node, Way

from routing.extracts.addresses import Address, read_names
from routing.extracts.graph import Graph, build_mld, extract, island_size
from routing.extracts.survey import survey

REALDATA = Path(os.environ.get("REALDATA") or Path(__file__).parents[4] / "shared/data")


def _durations(file, folder, points):
    graph = Graph(folder)
    extract(file, graph, road_nodes=survey(file).road_nodes, threads=1, progress=lambda _: None)
    build_mld(graph, threads=1, progress=lambda _: None)
    engine = osrm.OSRM(algorithm="MLD", storage_config=str(graph.base("mld")), use_shared_memory=False)
    table = osrm.TableParameters(coordinates=points, annotations=["duration"])
    return np.array(engine.Table(table)["durations"], dtype=float)


def test_a_stop_beside_an_island_is_reached_from_the_town(tmp_path):
    """A comb of forty streets, and a driveway to nowhere 100 m beside it."""
    file = tmp_path / "town.osm.pbf"
    with osmium.SimpleWriter(str(file)) as writer:
        for number in range(1, 41):
            writer.add_node(Node(id=number, location=(10 + 0.001 * number, 50)))
            writer.add_node(Node(id=100 + number, location=(10 + 0.001 * number, 50.001)))
        for number, place in ((300, (10.02, 50.002)), (301, (10.021, 50.002))):
            writer.add_node(Node(id=number, location=place))
        writer.add_way(Way(id=1, nodes=list(range(1, 41)), tags={"highway": "residential"}))
        for number in range(1, 41):
            writer.add_way(Way(id=1 + number, nodes=[number, 100 + number], tags={"highway": "residential"}))
        writer.add_way(Way(id=90, nodes=[300, 301], tags={"highway": "residential"}))

    found = _durations(file, tmp_path / "graph", [(10.0205, 50.0021), (10.001, 50.0005), (10.04, 50.0)])

    assert not np.isnan(found).any()


def test_a_piece_of_road_is_an_island_below_a_tenth_of_the_network():
    assert [island_size(nodes) for nodes in (20, 2158, 273_501)] == [10, 215, 1000]


@pytest.mark.realdata
def test_all_addresses_of_a_small_clipped_extract_reach_each_other(tmp_path):
    file = REALDATA / "osm/helsinki-centre.osm.pbf"
    if not file.is_file():
        pytest.skip("REALDATA: the data folder is not beside the repository")
    addresses = [name for name in read_names(file) if isinstance(name, Address)]
    sample = random.Random(1).sample(addresses, 90)

    found = _durations(file, tmp_path / "graph", [(one.longitude, one.latitude) for one in sample])

    assert not np.isnan(found).any()
