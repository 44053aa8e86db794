"""Building the road graph.

`extracted/` holds the graph as read from the extract and stays as it is. The ways to search it are built in
copies: `mld/` (multi-level Dijkstra: built in seconds, can take traffic) and `ch/` (contraction hierarchies:
slow to build, ten times faster for large matrices). Building again in place would not undo traffic.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from routing.extracts.errors import ExtractError
from routing.extracts.programs import Progress, car_profile, run

type Algorithm = Literal["mld", "ch"]

_NAME = "map.osrm"
_SMALLEST_ISLAND, _LARGEST_ISLAND = 10, 1000
_EXTRACT_SECONDS, _PARTITION_SECONDS, _CUSTOMIZE_SECONDS, _CONTRACT_SECONDS = 3600, 1800, 1800, 7200


@dataclass(frozen=True)
class Graph:
    """The graph files of one road network below one folder."""

    folder: Path

    @property
    def extracted(self) -> Path:
        """The untouched files."""
        return self.folder / "extracted"

    def base(self, algorithm: Algorithm) -> Path:
        """The path that osrm-routed is given."""
        return self.folder / algorithm / _NAME

    def is_ready(self, algorithm: Algorithm) -> bool:
        """Whether this way to search the graph has been built to its end."""
        return (self.folder / algorithm / "ready").is_file()


def extract(source: Path, graph: Graph, *, road_nodes: int, threads: int, progress: Progress) -> float:
    """Read the extract into `extracted/`; seconds taken.

    Points are not put on islands: pieces of road smaller than a tenth of the network, or 1,000 points.
    The engine's own limit of 1,000 would take a small town for nothing but islands.

    Raises ProgramError, or ExtractError where there is no usable road.
    """
    graph.extracted.mkdir(parents=True)
    seconds = run(
        "extract",
        *("-t", str(threads), "-p", str(car_profile()), "-o", _NAME.removesuffix(".osrm")),
        *("--small-component-size", str(island_size(road_nodes)), str(source.resolve())),
        folder=graph.extracted,
        timeout_seconds=_EXTRACT_SECONDS,
        progress=progress,
    )
    if not (graph.extracted / f"{_NAME}.ebg").is_file():
        raise ExtractError(f"{source.name} gave no road graph")
    return seconds


def island_size(road_nodes: int) -> int:
    """Pieces of road with fewer points than this count as islands."""
    return max(_SMALLEST_ISLAND, min(_LARGEST_ISLAND, road_nodes // 10))


def build_mld(graph: Graph, *, threads: int, progress: Progress) -> float:
    """Partition and customize a copy; seconds taken."""
    folder = _copy(graph, "mld")
    seconds = run(
        "partition",
        *("-t", str(threads), _NAME),
        folder=folder,
        timeout_seconds=_PARTITION_SECONDS,
        progress=progress,
    )
    seconds += run(
        "customize",
        *("-t", str(threads), _NAME),
        folder=folder,
        timeout_seconds=_CUSTOMIZE_SECONDS,
        progress=progress,
    )
    (folder / "ready").touch()
    return seconds


def build_ch(graph: Graph, *, threads: int, progress: Progress) -> float:
    """Contract a copy; seconds taken. Slow on networks that are flat and grid-like."""
    folder = _copy(graph, "ch")
    seconds = run(
        "contract",
        *("-t", str(threads), _NAME),
        folder=folder,
        timeout_seconds=_CONTRACT_SECONDS,
        progress=progress,
    )
    (folder / "ready").touch()
    return seconds


def _copy(graph: Graph, algorithm: Algorithm) -> Path:
    folder = graph.folder / algorithm
    folder.mkdir()
    for file in sorted(graph.extracted.glob(f"{_NAME}*")):
        shutil.copyfile(file, folder / file.name)
    return folder
