"""Travel times from real roads, and what happens when nobody answers for roads."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from routing.engine.limits import NO_ROAD
from routing.extracts.pointer import read_served, write_served
from routing.services import osrm, travel
from tests.routing import roads as road_servers
from tests.routing.world import point_to_graph

MARKET, RIVERSIDE, EAST_END = (-30.0, 46.3), (-30.02, 46.31), (-29.96, 46.29)
PLACES = [MARKET, RIVERSIDE, EAST_END]


@pytest.fixture(scope="module")
def road_folder(city_graph, tmp_path_factory):
    """A folder of roads with a server that answers."""
    folder = tmp_path_factory.mktemp("roads")
    point_to_graph(folder, city_graph.folder)
    server = road_servers.start_server(folder)
    road_servers.wait_until_served(folder)
    yield folder, server
    road_servers.stop_server(server)


@pytest.fixture
def on_roads(road_folder, settings):
    settings.ROADS_DIR, settings.OSRM_URL = road_folder[0], ""
    return road_folder


@pytest.fixture
def without_roads(tmp_path, settings):
    settings.ROADS_DIR, settings.OSRM_URL = tmp_path, ""


def test_times_and_distances_come_from_roads(on_roads):
    found = travel.matrix(points=PLACES)

    assert found.source == "roads"
    assert found.why == ""
    assert found.durations.dtype == found.distances.dtype == np.int32
    assert found.durations.shape == (3, 3)
    assert found.durations.diagonal().tolist() == [0, 0, 0]
    off_diagonal = found.distances[~np.eye(3, dtype=bool)]
    assert off_diagonal.min() > 1500
    assert off_diagonal.max() < 12_000


def test_the_same_place_twice_costs_nothing_between_and_the_same_from_everywhere(on_roads):
    found = travel.matrix(points=[MARKET, RIVERSIDE, MARKET])

    assert found.durations[0, 2] == found.durations[2, 0] == 0
    assert found.durations[1, 0] == found.durations[1, 2]


def test_a_matrix_in_blocks_is_the_matrix_at_once(on_roads, monkeypatch):
    points = [(-30.03 + 0.004 * step, 46.29 + 0.0017 * step) for step in range(15)]
    whole = osrm.table(points, sources=range(15), destinations=range(15))
    monkeypatch.setattr(travel, "_BLOCK", 4)

    found = travel.matrix(points=points)

    assert (found.durations == whole.durations).all()
    assert (found.distances == whole.distances).all()


def test_the_same_question_again_is_answered_from_its_file(on_roads, monkeypatch):
    points = [(-30.011, 46.301), (-30.012, 46.302)]
    first = travel.matrix(points=points)
    monkeypatch.setattr(osrm, "table", lambda *args, **kwargs: pytest.fail("asked again"))

    again = travel.matrix(points=points)

    assert again.source == "roads"
    assert (again.durations == first.durations).all()


def test_a_damaged_file_is_measured_again(on_roads):
    points = [(-30.013, 46.301), (-30.014, 46.302)]
    first = travel.matrix(points=points)
    for file in (on_roads[0] / "networks/city/matrices").glob("*.npz"):
        file.write_bytes(b"half")

    again = travel.matrix(points=points)

    assert again.source == "roads"
    assert (again.durations == first.durations).all()


def test_a_drive_follows_the_streets(on_roads):
    found = travel.drive(points=PLACES)

    assert found.source == "roads"
    assert len(found.leg_seconds) == len(found.leg_metres) == 2
    assert len(found.line) > 20
    for end, place in ((found.line[0], MARKET), (found.line[-1], EAST_END)):
        assert abs(end[0] - place[0]) < 0.003
        assert abs(end[1] - place[1]) < 0.003


def test_a_pin_gets_its_access_point_on_the_street(on_roads):
    near, sea = travel.snap(points=[(-30.0003, 46.3021), (-31.0, 46.3)])

    assert near.source == "roads"
    assert near.metres < 60
    assert near.street
    assert sea.metres > 50_000


def test_a_place_off_the_map_makes_the_answer_an_estimate_that_says_why(on_roads):
    found = travel.matrix(points=[MARKET, (-31.0, 46.3)])

    assert found.source == "estimated"
    assert found.why.startswith("1 of the places lie off the road map")


def test_one_place_off_the_map_cannot_be_driven_to_and_spoils_no_other(on_roads):
    found = travel.matrix(points=[MARKET, RIVERSIDE, (-31.0, 46.3)])

    assert found.source == "roads"
    assert found.durations[2].tolist() == [NO_ROAD, NO_ROAD, 0]
    assert found.distances[:, 2].tolist() == [NO_ROAD, NO_ROAD, 0]
    assert found.durations[0, 1] < 1000


def test_every_place_of_the_city_is_reachable(on_roads):
    assert travel.reachable(origin=MARKET, points=[RIVERSIDE, EAST_END]) == [True, True]


def test_without_roads_times_are_estimated_and_say_so(without_roads):
    found = travel.matrix(points=[MARKET, RIVERSIDE])
    track = travel.drive(points=[MARKET, RIVERSIDE])

    assert (found.source, found.why) == ("estimated", "no road server runs")
    assert found.distances[0, 1] == found.distances[1, 0] == 2561  # 1,897 m straight, 35 % detour
    assert found.durations[0, 1] == 342  # at 27 km/h
    assert (track.source, track.leg_seconds, track.leg_metres) == ("estimated", [342], [2561])
    assert track.line == [MARKET, RIVERSIDE]
    assert travel.snap(points=[MARKET])[0].metres is None


def test_nothing_estimated_is_kept_as_a_file(without_roads, tmp_path):
    travel.matrix(points=[MARKET, RIVERSIDE])

    assert not list(tmp_path.rglob("*.npz"))


def test_no_places_and_one_place_are_answered(without_roads):
    assert travel.matrix(points=[]).durations.shape == (0, 0)
    assert travel.matrix(points=[MARKET]).durations.tolist() == [[0]]
    assert travel.drive(points=[]).line == []
    assert travel.reachable(origin=MARKET, points=[]) == []


def test_no_road_is_marked_by_the_engines_number():
    rows = osrm._whole([[0.0, None], [12.4, 0.0]])

    assert rows.tolist() == [[0, NO_ROAD], [12, 0]]


def test_a_killed_road_engine_shows_as_estimated_until_it_is_back(on_roads):
    """The label comes and goes by itself; nobody restarts anything by hand."""
    folder, server = on_roads
    before = {read_served(folder).planning}
    (pid,) = road_servers.engine_pids(server)

    os.kill(pid, signal.SIGKILL)
    broken = travel.matrix(points=[(-30.015, 46.301), RIVERSIDE])
    road_servers.wait_for(lambda: (served := read_served(folder)) and served.planning not in before)
    mended = travel.matrix(points=[(-30.015, 46.301), RIVERSIDE])

    assert broken.source == "estimated"
    assert broken.why
    assert mended.source == "roads"
    assert road_servers.engine_pids(server) != [pid]


def test_a_road_server_that_is_killed_takes_its_engine_with_it(city_graph, tmp_path):
    point_to_graph(tmp_path, city_graph.folder)
    server = road_servers.start_server(tmp_path)
    road_servers.wait_until_served(tmp_path)
    (engine,) = road_servers.engine_pids(server)

    os.kill(server.pid, signal.SIGKILL)
    server.wait()

    road_servers.wait_for(lambda: not Path(f"/proc/{engine}").exists())


def test_an_engine_that_takes_too_long_is_not_waited_for(settings, tmp_path):
    """A server that accepts and says nothing: the question ends in time, and the answer is an estimate."""
    import socket
    import time

    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.OSRM_URL = f"http://127.0.0.1:{silent.getsockname()[1]}"
        started = time.monotonic()
        with pytest.raises(osrm.RoadsUnavailableError):
            osrm.nearest(MARKET)

    assert time.monotonic() - started < 8
    write_served(tmp_path, None)


def test_lines_survive_their_encoding():
    line = [(-30.123456, 46.654321), (-30.1, 46.7), (12.5, -33.25)]

    assert np.allclose(osrm.decode_line(osrm.encode_line(line, digits=6)), line, atol=1e-6)
    assert (
        osrm.encode_line([(-120.2, 38.5), (-120.95, 40.7), (-126.453, 43.252)])
        == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"
    )


def test_single_legs_are_those_of_the_table_in_the_order_that_was_asked(on_roads):
    whole = osrm.table(PLACES, sources=range(3), destinations=range(3), purpose="live")
    pairs = [(EAST_END, MARKET), (MARKET, RIVERSIDE), (EAST_END, MARKET)]

    found = travel.legs(pairs=pairs)

    assert [leg.seconds for leg in found] == [int(whole.durations[a, b]) for a, b in ((2, 0), (0, 1), (2, 0))]
    assert [leg.metres for leg in found] == [int(whole.distances[a, b]) for a, b in ((2, 0), (0, 1), (2, 0))]
    assert {leg.source for leg in found} == {"roads"}


def test_many_legs_are_a_few_questions(on_roads, monkeypatch):
    asked = []
    ask = osrm.table
    monkeypatch.setattr(osrm, "table", lambda *args, **kwargs: asked.append(1) or ask(*args, **kwargs))
    starts = [(-30.02 + 0.0002 * step, 46.3) for step in range(151)]

    found = travel.legs(pairs=[(start, MARKET) for start in starts])

    assert (len(found), len(asked)) == (151, 2)


def test_a_leg_from_off_the_map_is_estimated_and_the_others_are_not(on_roads):
    found = travel.legs(pairs=[((-31.0, 47.0), MARKET), (RIVERSIDE, MARKET)])

    assert [leg.source for leg in found] == ["estimated", "roads"]


def test_without_roads_every_leg_is_estimated(without_roads):
    (leg,) = travel.legs(pairs=[(MARKET, RIVERSIDE)])

    assert leg.source == "estimated"
    assert leg.seconds > 0
