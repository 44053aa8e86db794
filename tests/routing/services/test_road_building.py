"""Building roads: all or nothing, beside the roads in use, and back again."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from itertools import count
from pathlib import Path

import osmium
import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from osmium.osm.mutable import Node, Way

from demo.city.making import write_city
from routing.errors import BadExtractError, NoEarlierRoadsError, RoadBuildError, RoadsBusyError
from routing.extracts.graph import Graph
from routing.extracts.pointer import read_active
from routing.models import AddressPoint, RoadNetwork, Street
from routing.services import road_building, road_networks
from routing.services.road_building import Wanted
from routing.states import NetworkStatus
from tests.routing import roads as road_servers
from tests.routing.world import MORNING, named_network

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def towns(tmp_path_factory):
    """Two small towns."""
    folder = tmp_path_factory.mktemp("towns")
    for name, seed in (("old", 3), ("new", 4)):
        write_city(folder / f"{name}.osm.pbf", seed=seed, radius=700)
    return folder


@pytest.fixture
def road_folder(tmp_path, settings):
    settings.ROADS_DIR, settings.OSRM_URL = tmp_path / "roads", ""
    return tmp_path / "roads"


_seconds = count()


def _tick():
    """A clock that goes on by a second each time it is looked at."""
    return MORNING + timedelta(seconds=next(_seconds))


def _build(source, **how):
    said = []
    network = road_building.build_roads(
        wanted=Wanted(source=source, licence="Made up", **how), now=_tick, say=said.append
    )
    return network, said


def _files(folder: Path) -> set[str]:
    return {path.name for path in (folder / "networks").glob("*")}


def test_roads_are_built_whole_and_put_to_use(road_folder, towns):
    network, said = _build(towns / "old.osm.pbf")

    assert (network.name, network.status, network.is_active) == ("old", NetworkStatus.READY, True)
    assert network.has_hierarchies
    assert network.counts["reachable percent"] == 100
    assert network.counts["test routes"] == 5
    assert network.counts["addresses"] == AddressPoint.objects.count() > 100
    assert Graph(network.path).is_ready("mld")
    assert Graph(network.path).is_ready("ch")
    assert {"map.pmtiles", "cells.json"} <= {file.name for file in network.path.iterdir()}
    active = read_active(road_folder)
    assert (active.network, active.folder, active.has_hierarchies) == (network.pk, network.folder, True)
    for step in ("road graph", "map", "names", "road cells", "checks", "hierarchies"):
        assert f"{step} …" in said
        assert network.seconds[step] >= 0


def test_the_file_that_is_in_use_already_changes_nothing(road_folder, towns):
    first, _ = _build(towns / "old.osm.pbf")

    again, said = _build(towns / "old.osm.pbf")

    assert again.pk == first.pk
    assert RoadNetwork.objects.count() == 1
    assert "old was built from this very file and is in use" in said


def test_roads_without_hierarchies_get_them_when_asked_again(road_folder, towns):
    first, _ = _build(towns / "old.osm.pbf", hierarchies=False)
    assert not first.has_hierarchies

    again, _ = _build(towns / "old.osm.pbf")

    assert again.pk == first.pk
    assert again.has_hierarchies
    assert read_active(road_folder).has_hierarchies


def test_the_roads_before_are_kept_and_one_can_go_back_and_forth(road_folder, towns):
    old, _ = _build(towns / "old.osm.pbf", hierarchies=False)
    new, _ = _build(towns / "new.osm.pbf", hierarchies=False)
    assert new.previous_id == old.pk

    assert road_building.go_back().pk == old.pk
    assert read_active(road_folder).network == old.pk
    assert RoadNetwork.objects.active().pk == old.pk
    assert road_building.go_back().pk == new.pk
    assert _files(road_folder) == {old.folder, new.folder}


def test_a_third_network_pushes_the_first_one_out_with_its_files_and_names(road_folder, towns):
    first, _ = _build(towns / "old.osm.pbf", hierarchies=False)
    second, _ = _build(towns / "new.osm.pbf", hierarchies=False)
    third, _ = _build(towns / "old.osm.pbf", hierarchies=False)

    assert _files(road_folder) == {second.folder, third.folder}
    assert set(RoadNetwork.objects.values_list("pk", flat=True)) == {second.pk, third.pk}
    assert not Street.objects.filter(network_id=first.pk).exists()


def test_there_is_nothing_to_go_back_to_at_first(road_folder, towns):
    with pytest.raises(NoEarlierRoadsError):
        road_building.go_back()
    _build(towns / "old.osm.pbf", hierarchies=False)
    with pytest.raises(NoEarlierRoadsError):
        road_building.go_back()


def _sea(path: Path) -> None:
    with osmium.SimpleWriter(str(path)) as writer:
        writer.add_node(Node(id=1, location=(1, 1), tags={"place": "island", "name": "Rock"}))


def _islands(path: Path) -> None:
    """Thirty bits of road, none of which leads to another."""
    with osmium.SimpleWriter(str(path)) as writer:
        for number in range(1, 61):
            at = (number + 1) // 2
            writer.add_node(Node(id=number, location=(10 + 0.05 * at + 0.001 * (number % 2), 50)))
        for at in range(1, 31):
            writer.add_way(Way(id=at, nodes=[2 * at - 1, 2 * at], tags={"highway": "residential"}))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (None, "there is no such file"),
        (lambda path: path.write_bytes(b"%PDF-1.7 not a map"), "is not an OpenStreetMap extract"),
        (lambda path: path.write_bytes(b""), "is not an OpenStreetMap extract"),
        (_sea, "holds no road that a van can drive on"),
        (_islands, "the extract is torn"),
    ],
    ids=["missing", "a PDF", "empty", "no roads", "islands"],
)
def test_a_wrong_file_is_refused_in_one_line_and_leaves_nothing(road_folder, towns, tmp_path, make, says):
    used, _ = _build(towns / "old.osm.pbf", hierarchies=False)
    file = tmp_path / "wrong.osm.pbf"
    if make:
        make(file)

    with pytest.raises(CommandError, match=says) as refusal:
        call_command("build_roads", str(file), verbosity=0)

    assert "\n" not in str(refusal.value)
    assert RoadNetwork.objects.active().pk == used.pk
    assert _files(road_folder) == {used.folder}
    assert set(Street.objects.values_list("network_id", flat=True)) == {used.pk}


def test_a_file_cut_short_is_refused(road_folder, towns, tmp_path):
    whole = (towns / "old.osm.pbf").read_bytes()
    (tmp_path / "half.osm.pbf").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(BadExtractError, match=r"half\.osm\.pbf is damaged or cut short"):
        _build(tmp_path / "half.osm.pbf")
    assert not RoadNetwork.objects.exists()


def test_too_little_disk_space_is_said_before_anything_is_written(road_folder, towns, monkeypatch):
    monkeypatch.setattr(road_building, "_LEAST_ROOM", 1 << 60)

    with pytest.raises(RoadBuildError, match=r"MB of disk space are needed and \d+ MB are free"):
        _build(towns / "old.osm.pbf")
    assert not RoadNetwork.objects.exists()
    assert _files(road_folder) == set()


def test_a_disk_that_fills_up_half_way_leaves_the_roads_in_use(road_folder, towns, monkeypatch):
    used, _ = _build(towns / "old.osm.pbf", hierarchies=False)

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(road_building, "cut_tiles", full)
    with pytest.raises(RoadBuildError, match="The disk refused: No space left on device"):
        _build(towns / "new.osm.pbf")

    failed = RoadNetwork.objects.get(status=NetworkStatus.FAILED)
    assert "No space left" in failed.error
    assert RoadNetwork.objects.active().pk == used.pk
    assert _files(road_folder) == {used.folder}


def test_two_builds_at_once_one_is_told_to_wait(road_folder, towns):
    """The other builder is another database session that holds the lock."""
    other = psycopg2.connect(_dsn())
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [road_building._BUILDER_LOCK])
        with pytest.raises(RoadsBusyError):
            _build(towns / "old.osm.pbf")
    finally:
        other.close()
    assert not RoadNetwork.objects.exists()

    assert _build(towns / "old.osm.pbf", hierarchies=False)[0].is_active


def test_two_builders_in_two_threads_leave_one_network(road_folder, towns):
    outcomes = []

    def build():
        try:
            outcomes.append(_build(towns / "old.osm.pbf", hierarchies=False)[0].status)
        except RoadsBusyError:
            outcomes.append("busy")
        finally:
            connection.close()

    threads = [threading.Thread(target=build) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(outcomes) == ["READY", "busy"]
    assert RoadNetwork.objects.count() == 1


def test_what_a_killed_builder_left_is_removed_by_the_next(road_folder, towns):
    half = road_networks.begin(
        name="half",
        source=towns / "new.osm.pbf",
        licence="Made up",
        survey=road_building.survey(towns / "new.osm.pbf"),
        at=MORNING,
    )
    (half.path / "extracted").mkdir(parents=True)
    (road_folder / "networks" / "nobody").mkdir()

    built, _ = _build(towns / "old.osm.pbf", hierarchies=False)

    assert list(RoadNetwork.objects.all()) == [built]
    assert _files(road_folder) == {built.folder}


def test_the_pointer_is_healed_from_the_database(road_folder, towns):
    built, _ = _build(towns / "old.osm.pbf", hierarchies=False)
    (road_folder / "active.json").write_text('{"half')

    road_networks.heal_pointer()

    assert read_active(road_folder).network == built.pk


def test_the_database_refuses_two_networks_in_use(road_folder, towns):
    first = named_network(towns / "old.osm.pbf")
    second = named_network(towns / "new.osm.pbf")

    assert not RoadNetwork.objects.get(pk=first.pk).is_active
    with pytest.raises(IntegrityError, match="one_road_network_in_use"), transaction.atomic():
        RoadNetwork.objects.filter(pk=first.pk).update(is_active=True)
    assert RoadNetwork.objects.active().pk == second.pk


def test_a_map_cut_before_is_taken_and_a_wrong_one_refused(road_folder, towns, tmp_path):
    first, _ = _build(towns / "old.osm.pbf", hierarchies=False)
    tiles = tmp_path / "map.pmtiles"
    tiles.write_bytes((first.path / "map.pmtiles").read_bytes())

    second, _ = _build(towns / "old.osm.pbf", hierarchies=False, again=True, tiles=tiles)
    assert (second.path / "map.pmtiles").read_bytes() == tiles.read_bytes()
    assert second.counts["tiles"] == first.counts["tiles"]

    tiles.write_bytes(b"no map")
    with pytest.raises(BadExtractError, match=r"map\.pmtiles is not a map"):
        _build(towns / "old.osm.pbf", hierarchies=False, again=True, tiles=tiles)


def test_the_road_server_follows_a_switch_and_a_way_back(road_folder, towns):
    old, _ = _build(towns / "old.osm.pbf", hierarchies=False)
    server = road_servers.start_server(road_folder)
    try:
        first = road_servers.wait_until_served(road_folder)
        new, _ = _build(towns / "new.osm.pbf")
        served = road_servers.wait_for(
            lambda: (now := road_servers.read_served(road_folder)) and now.planning != now.live and now
        )
        assert (first.network, served.network) == (old.pk, new.pk)
        assert first.planning == first.live

        road_building.go_back()
        road_servers.wait_for(lambda: road_servers.read_served(road_folder).network == old.pk)
        road_servers.wait_for(lambda: len(road_servers.engine_pids(server)) == 1)
    finally:
        road_servers.stop_server(server)
    assert road_servers.read_served(road_folder) is None


def _hear_interrupts() -> None:
    """A shell starts background jobs with SIGINT ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupted_command_leaves_the_roads_in_use(road_folder, towns):
    """SIGINT while the graph is being built: the row says failed, the files are gone."""
    used, _ = _build(towns / "old.osm.pbf", hierarchies=False)
    environment = {**os.environ, "DATABASE_URL": _dsn(), "WAYBILL_VAR": str(road_folder.parent)}
    command = [sys.executable, "manage.py", "build_roads", str(towns / "new.osm.pbf")]
    process = subprocess.Popen(
        command,
        cwd=road_servers.ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=_hear_interrupts,  # noqa: PLW1509 - no other thread runs here
    )
    for line in process.stdout:
        if "map …" in line:
            process.send_signal(signal.SIGINT)
            break
    process.stdout.read()
    process.wait(20)

    assert process.returncode != 0
    assert RoadNetwork.objects.active().pk == used.pk
    assert _files(road_folder) == {used.folder}
    assert RoadNetwork.objects.get(status=NetworkStatus.FAILED).error


def test_the_state_is_told(road_folder, towns, capsys):
    call_command("build_roads", status=True)
    assert "travel times are estimated" in capsys.readouterr().out

    _build(towns / "old.osm.pbf")
    call_command("build_roads", status=True)
    assert "in use  old (old.osm.pbf, MLD and CH)" in capsys.readouterr().out


def _dsn() -> str:
    """The test database as a URL."""
    there = connection.settings_dict
    return f"postgres://{there['USER']}:{there['PASSWORD']}@{there['HOST']}:{there['PORT']}/{there['NAME']}"
