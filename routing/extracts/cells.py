"""Road cells: one real street node for each hexagon of about 0.1 km².

Travel times to an area are asked for at these points. The middles of the hexagons themselves may lie far
from any road, which makes the road engine slow.
"""

from pathlib import Path

import h3
import osmium
from osmium.osm import Way

from routing.extracts.survey import DRIVABLE

RESOLUTION = 9
_NOT_A_PLACE_TO_STOP = frozenset({"motorway", "motorway_link", "trunk", "trunk_link", "service"})


def road_cells(path: Path) -> dict[str, tuple[float, float]]:
    """For each H3 cell of resolution 9 with a street in it, one street node as (longitude, latitude)."""
    cells: dict[str, tuple[float, float]] = {}
    streets = DRIVABLE - _NOT_A_PLACE_TO_STOP
    for way in (
        osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
    ):
        if not isinstance(way, Way) or way.tags.get("highway") not in streets:
            continue
        for node in way.nodes:
            if node.location.valid():
                cells.setdefault(
                    h3.latlng_to_cell(node.lat, node.lon, RESOLUTION),
                    (node.lon, node.lat),
                )
    return cells
