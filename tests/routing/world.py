"""Small road worlds for tests that need rows, files or a running engine."""

from datetime import UTC, datetime
from pathlib import Path

from routing.extracts.pointer import Active, write_active
from routing.extracts.survey import survey
from routing.models import RoadNetwork
from routing.services import road_names, road_networks

MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def named_network(source: Path) -> RoadNetwork:
    """A network in use whose streets and houses are known, without a graph."""
    network = road_networks.begin(
        name=source.name, source=source, licence="Made up", survey=survey(source), at=MORNING
    )
    counts = road_names.import_names(network_id=network.pk, source=source)
    return road_networks.put_to_use(network_id=network.pk, counts=counts, seconds={}, at=MORNING)


def point_to_graph(roads: Path, graph: Path) -> None:
    """Let a road server below `roads` use a graph that stands elsewhere; no database needed."""
    (roads / "networks").mkdir(parents=True)
    (roads / "networks" / "city").symlink_to(graph)
    write_active(roads, Active(1, "city", "city", has_hierarchies=False))
