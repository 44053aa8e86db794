"""The demo city, seen by the road engine: one-way streets and turn bans cost what they really cost."""

import random

import numpy as np
import osmium
import osrm
import pytest

from routing.extracts.addresses import Address, read_names


@pytest.fixture(scope="module")
def engine(city_graph):
    return osrm.OSRM(
        algorithm="MLD",
        storage_config=str(city_graph.base("mld")),
        use_shared_memory=False,
        max_locations_distance_table=10_000,
    )


@pytest.fixture(scope="module")
def addresses(city):
    return [name for name in read_names(city) if isinstance(name, Address)]


def _durations(engine, points, **which) -> np.ndarray:
    table = osrm.TableParameters(coordinates=points, annotations=["duration"], **which)
    return np.array(engine.Table(table)["durations"], dtype=float)


def test_a_trip_and_its_way_back_differ_as_in_a_real_city(engine, addresses):
    sample = random.Random(1).sample(addresses, 200)

    there = _durations(engine, [(one.longitude, one.latitude) for one in sample])

    pairs = ~np.eye(len(sample), dtype=bool)
    asymmetry = np.abs(there - there.T)[pairs].mean() / there[pairs].mean()
    assert 0.04 <= asymmetry <= 0.06


def test_every_street_is_reached_from_the_market_and_leads_back_to_it(engine, city):
    points = [
        (node.lon, node.lat)
        for way in osmium.FileProcessor(city).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
        if way.is_way()
        for node in way.nodes
    ]
    market = (-30.0, 46.3)

    out = _durations(engine, [market, *points], sources=[0])
    back = _durations(engine, [market, *points], destinations=[0])

    assert not np.isnan(out).any()
    assert not np.isnan(back).any()
    assert max(out.max(), back.max()) < 30 * 60


def test_the_engine_obeys_every_turn_ban(engine, city):
    """From the middle of the road before the crossing to the middle of the one after it: a detour."""
    ways, bans = {}, []
    for thing in osmium.FileProcessor(city).with_locations():
        if thing.is_way() and "highway" in thing.tags:
            ways[thing.id] = [(node.ref, node.lon, node.lat) for node in thing.nodes]
        elif thing.is_relation():
            bans.append({member.role: member.ref for member in thing.members})
    assert len(bans) > 150

    obeyed = 0
    for ban in bans:
        before, after = _towards(ways[ban["from"]], ban["via"]), _towards(ways[ban["to"]], ban["via"])
        straight = np.hypot(before[0] - after[0], before[1] - after[1]) * 111_320
        route = engine.Route(osrm.RouteParameters(coordinates=[before, after]))
        obeyed += route["routes"][0]["distance"] > straight + 60
    # Where the way round a corner block is short, the detour cannot be told from the turn itself.
    assert obeyed > 0.95 * len(bans)


def _towards(way, via):
    """The middle of the way's segment that touches the crossing."""
    first, second = (way[0], way[1]) if way[0][0] == via else (way[-1], way[-2])
    return (first[1] + second[1]) / 2, (first[2] + second[2]) / 2
