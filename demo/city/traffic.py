"""Traffic rules: one-way pairs, roundabouts, signals and turn bans."""

import math
import random
from dataclasses import replace

from demo.city.ground import Point
from demo.city.network import Network, Street, TurnBan
from demo.city.strong import largest_circle

_ROUNDABOUT_RADIUS_M = 20.0
_ROUNDABOUT_CORNERS = 8
_ROUNDABOUT_ROOM_M = 36.0
_SIGNAL_SHARE = {"trunk": 1.0, "primary": 1.0, "secondary": 1.0, "tertiary": 0.6}
_BAN_SHARE = 0.45
_LEFT_DEGREES = (45, 135)
_A_JUNCTION = 3  # arms
_A_CROSSING_OF_MAINS = 2  # main roads


def regulate(network: Network, radius: float, rng: random.Random) -> None:
    """Put up all signs. Every street stays reachable from every other."""
    _make_one_way_pairs(network)
    _build_roundabouts(network, radius)
    _open_what_cannot_be_reached(network)
    _place_signals(network, rng)
    _ban_turns(network, rng)


def _make_one_way_pairs(network: Network) -> None:
    """Parallel streets of a grid run in opposite directions by turns, collectors stay open both ways."""
    for street in network.streets:
        district = street.district
        if district is None or not district.one_way_pairs or street.road_class != "residential":
            continue
        if district.kind == "centre" or street.axis == 0:
            street.is_one_way = True
            if street.lane % 2:
                street.nodes.reverse()


def _open_what_cannot_be_reached(network: Network) -> None:
    while True:
        circle = largest_circle(network)
        cut_off = [
            street
            for street in network.streets
            if street.is_one_way and not street.is_roundabout and not circle.issuperset(street.nodes)
        ]
        if not cut_off:
            return
        for street in cut_off:
            street.is_one_way = False


def _build_roundabouts(network: Network, radius: float) -> None:
    """Where two main roads meet outside the centre, traffic goes round, anticlockwise: it drives right."""
    at = network.streets_at()
    for node in sorted(at):
        mains = [number for number in at[node] if network.streets[number].is_main]
        if len(mains) < _A_CROSSING_OF_MAINS or math.hypot(*network.positions[node]) < 0.2 * radius:
            continue
        nearby = [end for end, _ in network.neighbours()[node]]
        here = network.positions[node]
        if all(math.dist(here, network.positions[end]) > _ROUNDABOUT_ROOM_M for end in nearby):
            _replace_by_roundabout(network, node)


def _replace_by_roundabout(network: Network, node: int) -> None:
    x, y = network.positions[node]
    first = len(network.positions)
    turns = [math.tau * corner / _ROUNDABOUT_CORNERS for corner in range(_ROUNDABOUT_CORNERS)]
    network.positions += [
        (
            x + _ROUNDABOUT_RADIUS_M * math.cos(turn),
            y + _ROUNDABOUT_RADIUS_M * math.sin(turn),
        )
        for turn in turns
    ]
    corners = list(range(first, len(network.positions)))
    passing = [street for street in network.streets if node in street.nodes]
    for street in passing:
        _lead_round(network, street, node, corners)
    biggest = next(street for street in passing if street.is_main)
    network.streets.append(
        Street(
            f"{biggest.name} Roundabout",
            biggest.road_class,
            [*corners, corners[0]],
            is_one_way=True,
            is_roundabout=True,
        )
    )


def _lead_round(network: Network, street: Street, node: int, corners: list[int]) -> None:
    """Cut the street at the node; each part ends at the corner of the roundabout that faces it."""

    def facing(other: int) -> int:
        there = network.positions[other]
        return min(
            corners,
            key=lambda corner: (math.dist(network.positions[corner], there), corner),
        )

    parts: list[list[int]] = [[]]
    for passed in street.nodes:
        if passed == node:
            if parts[-1]:
                parts[-1].append(facing(parts[-1][-1]))
            parts.append([-1])
        else:
            if parts[-1] == [-1]:
                parts[-1] = [facing(passed)]
            parts[-1].append(passed)
    parts = [part for part in parts if len(part) > 1]
    street.nodes = parts[0]
    network.streets += [replace(street, nodes=part) for part in parts[1:]]


def _place_signals(network: Network, rng: random.Random) -> None:
    at, neighbours = network.streets_at(), network.neighbours()
    for node in sorted(at):
        streets = [network.streets[number] for number in at[node]]
        if any(street.is_roundabout for street in streets) or len(neighbours[node]) < _A_JUNCTION:
            continue
        mains = [street for street in streets if street.is_main]
        others = [street.road_class for street in streets if not street.is_main]
        if not mains:
            continue
        share = (
            1.0 if len(mains) > 1 else max((_SIGNAL_SHARE.get(other, 0.0) for other in others), default=0.0)
        )
        if rng.random() < share:
            network.signals.append(node)


def _ban_turns(network: Network, rng: random.Random) -> None:
    """No left turn between a main road and a side street at many crossings, as in most cities."""
    neighbours, signals = network.neighbours(), set(network.signals)
    for via in sorted(neighbours):
        around = neighbours[via]
        if len(around) < _A_JUNCTION or any(street.is_roundabout for _, street in around):
            continue
        for source, arriving in around:
            for target, leaving in around:
                if arriving.is_main == leaving.is_main or not _is_left(
                    network.positions, source, via, target
                ):
                    continue
                if not (_may_drive(arriving, source, via) and _may_drive(leaving, via, target)):
                    continue
                share = _BAN_SHARE if via in signals else _BAN_SHARE / 2
                if rng.random() < share:
                    network.turn_bans.append(TurnBan(source, via, target, "no_left_turn"))


def _may_drive(street: Street, start: int, end: int) -> bool:
    return not street.is_one_way or (start, end) in street.edges()


def _is_left(positions: list[Point], source: int, via: int, target: int) -> bool:
    (x0, y0), (x1, y1), (x2, y2) = positions[source], positions[via], positions[target]
    turn = math.degrees(math.atan2(y2 - y1, x2 - x1) - math.atan2(y1 - y0, x1 - x0)) % 360
    return _LEFT_DEGREES[0] < turn < _LEFT_DEGREES[1]
