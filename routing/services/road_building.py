"""Building a road network out of an extract: all or nothing, beside the one in use.

Steps: survey, graph (MLD), map, names, road cells, checks, switch; then the slow contraction (CH) while the
new roads are already used. A failure at any step leaves the roads in use as they were.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from routing.errors import BadExtractError, RoadBuildError, RoadsBusyError
from routing.extracts import graph as graphs
from routing.extracts.cells import road_cells
from routing.extracts.errors import ExtractError, ProgramError
from routing.extracts.graph import Graph
from routing.extracts.survey import Survey, survey
from routing.extracts.tiles import cut_tiles, tiles_in
from routing.models import RoadNetwork
from routing.services import road_checks, road_names, road_networks

type Say = Callable[[str], None]

OPENSTREETMAP = "© OpenStreetMap contributors"
_ROOM_PER_BYTE = 60
"""Free disk space needed, as a multiple of the extract's size; measured 20 (Porto) to 40 (small cities)."""
_LEAST_ROOM = 200 * 1024 * 1024
_BUILDER_LOCK = 7_214_553_001
"""Postgres advisory lock: one build at a time per database."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to build: the extract, and how."""

    source: Path
    name: str = ""
    licence: str = OPENSTREETMAP
    tiles: Path | None = None
    """A map of this very extract, cut before (.pmtiles); without it the map is cut now."""
    threads: int = 2
    again: bool = False
    """Build even where this very file is in use already."""
    hierarchies: bool = True
    """Also the slow step that makes large matrices fast."""


@dataclass
class _Build:
    """One build under way."""

    network: RoadNetwork
    wanted: Wanted
    found: Survey
    say: Say
    seconds: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def graph(self) -> Graph:
        """The graph's files."""
        return Graph(self.network.path)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Announce a step and note how long it took."""
        self.say(f"{name} …")
        started = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - started)
        self.say(f"{name}: done in {time.monotonic() - started:.1f} s")


def build_roads(*, wanted: Wanted, now: Callable[[], datetime], say: Say) -> RoadNetwork:
    """Build and use the roads of an extract; the file that is in use already changes nothing.

    Raises BadExtractError (the file), RoadsBusyError (another build), RoadBuildError (disk, engine).
    """
    with _builders_lock(), _failures_in_words():
        road_networks.forget_old()
        road_networks.heal_pointer()
        say(f"reading {wanted.source.name} …")
        found = survey(wanted.source)
        active = RoadNetwork.objects.active()
        if active and active.sha256 == found.sha256 and active.path.is_dir() and not wanted.again:
            say(f"{active.name} was built from this very file and is in use")
            build = _Build(active, wanted, found, say)
        else:
            _require_room(found.size)
            build = _Build(_begin(wanted, found, at=now()), wanted, found, say)
            _build(build, now)
        if wanted.hierarchies:
            _contract(build)
        road_networks.forget_old()
    return RoadNetwork.objects.get(pk=build.network.pk)


def _begin(wanted: Wanted, found: Survey, *, at: datetime) -> RoadNetwork:
    name = wanted.name or wanted.source.name.removesuffix(".pbf").removesuffix(".osm")
    return road_networks.begin(name=name, source=wanted.source, licence=wanted.licence, survey=found, at=at)


def go_back() -> RoadNetwork:
    """Use the roads that were in use before. Raises NoEarlierRoadsError, RoadsBusyError."""
    with _builders_lock():
        return road_networks.go_back()


def _build(build: _Build, now: Callable[[], datetime]) -> None:
    try:
        _run_steps(build)
        road_networks.put_to_use(
            network_id=build.network.pk, counts=build.counts, seconds=build.seconds, at=now()
        )
    except BaseException as failure:
        road_networks.give_up(network_id=build.network.pk, error=str(failure) or type(failure).__name__)
        raise
    build.say(f"{build.network.name} is in use")


def _run_steps(build: _Build) -> None:
    path = build.network.path
    path.mkdir(parents=True)
    with build.step("road graph"):
        graphs.extract(
            build.wanted.source,
            build.graph,
            road_nodes=build.found.road_nodes,
            threads=build.wanted.threads,
            progress=build.say,
        )
        graphs.build_mld(build.graph, threads=build.wanted.threads, progress=build.say)
    with build.step("map"):
        build.counts["tiles"] = _map(build, path / "map.pmtiles")
    with build.step("names"):
        build.counts |= road_names.import_names(network_id=build.network.pk, source=build.wanted.source)
    with build.step("road cells"):
        cells = road_cells(build.wanted.source)
        (path / "cells.json").write_text(json.dumps(cells))
        build.counts["road cells"] = len(cells)
    with build.step("checks"):
        build.counts |= road_checks.check_roads(graph=build.graph, points=list(cells.values()))


def _map(build: _Build, out: Path) -> int:
    """Cut the map, or take the one that was cut before; its number of tiles."""
    if build.wanted.tiles is None:
        label = build.network.licence
        return cut_tiles(
            build.wanted.source, out, box=build.found.box, attribution=label, progress=build.say
        ).tiles
    shutil.copyfile(build.wanted.tiles, out)
    return tiles_in(out)


def _contract(build: _Build) -> None:
    """Make large matrices fast; the roads are used meanwhile. Files of an earlier try are removed."""
    if build.network.has_hierarchies:
        return
    shutil.rmtree(build.graph.folder / "ch", ignore_errors=True)
    with build.step("hierarchies"):
        graphs.build_ch(build.graph, threads=build.wanted.threads, progress=build.say)
    road_networks.add_hierarchies(network_id=build.network.pk, seconds=build.seconds["hierarchies"])


def _require_room(size: int) -> None:
    below = Path(settings.ROADS_DIR)
    below.mkdir(parents=True, exist_ok=True)
    needed = max(_LEAST_ROOM, _ROOM_PER_BYTE * size)
    free = shutil.disk_usage(below).free
    if free < needed:
        message = _("%(needed)s MB of disk space are needed and %(free)s MB are free.")
        raise RoadBuildError(message % {"needed": needed >> 20, "free": free >> 20}, needed=needed, free=free)


@contextmanager
def _failures_in_words() -> Iterator[None]:
    try:
        yield
    except ExtractError as failure:
        raise BadExtractError(str(failure)) from failure
    except ProgramError as failure:
        raise RoadBuildError(str(failure)) from failure
    except OSError as failure:
        raise RoadBuildError(
            _("The disk refused: %(why)s") % {"why": failure.strerror or failure}
        ) from failure


@contextmanager
def _builders_lock() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_BUILDER_LOCK])
        if not cursor.fetchone()[0]:
            raise RoadsBusyError(_("Other roads are being built right now. Nothing was changed."))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_BUILDER_LOCK])
