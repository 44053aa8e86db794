"""Roads for tests: the committed city, its graph built once per run."""

from pathlib import Path

import pytest

from routing.extracts.graph import Graph, build_mld, extract

CITY = Path(__file__).parents[2] / "demo/data/city.osm.pbf"


@pytest.fixture(scope="session")
def city() -> Path:
    """The extract of the demo city."""
    return CITY


@pytest.fixture(scope="session")
def city_graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The demo city's graph, searchable by MLD."""
    graph = Graph(tmp_path_factory.mktemp("city-graph"))
    extract(CITY, graph, road_nodes=3649, threads=2, progress=lambda _: None)
    build_mld(graph, threads=2, progress=lambda _: None)
    return graph
