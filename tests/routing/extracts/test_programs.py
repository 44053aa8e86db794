"""The road engine's programs: they fail with their own words, and never run for ever."""

import pytest

from routing.extracts.errors import ProgramError
from routing.extracts.graph import Graph, build_mld
from routing.extracts.programs import run


def test_a_failing_program_is_quoted(tmp_path):
    with pytest.raises(ProgramError, match=r"osrm-extract failed: .*nothing\.osm\.pbf"):
        run("extract", "nothing.osm.pbf", folder=tmp_path, timeout_seconds=20, progress=lambda _: None)


def test_a_program_that_takes_too_long_is_ended_and_has_shown_that_it_lives(tmp_path, city_graph):
    heard = []

    with pytest.raises(ProgramError, match=r"osrm-routed took longer than 1 s and was ended"):
        run(
            "routed",
            *("-a", "mld", "-i", "127.0.0.1", "-p", "0", str(city_graph.base("mld"))),
            folder=tmp_path,
            timeout_seconds=1,
            progress=heard.append,
        )


def test_the_copy_that_is_searched_never_touches_the_extracted_files(city_graph):
    before = {file.name: file.stat().st_mtime_ns for file in city_graph.extracted.iterdir()}
    twin = Graph(city_graph.folder / "twin")
    twin.folder.mkdir()
    (twin.folder / "extracted").symlink_to(city_graph.extracted)

    build_mld(twin, threads=1, progress=lambda _: None)

    assert {file.name: file.stat().st_mtime_ns for file in city_graph.extracted.iterdir()} == before
    assert city_graph.is_ready("mld")
    assert not city_graph.is_ready("ch")
