"""Joining the drawn lines: open ends are led to the next street, and lines that cross share a node."""

import math
import random
from collections import defaultdict
from functools import partial

import numpy as np
import shapely
from shapely import STRtree

from demo.city.ground import Ground, Point
from demo.city.lines import Line

_REACH_M = 220.0
_OVERSHOOT_M = 1.5
_DEAD_END_SHARE = 0.12
_SAME_NODE_M = 14.0


def lead_open_ends(lines: list[Line], ground: Ground, rng: random.Random) -> None:
    """Lengthen the lines that stop at a district's border until they meet a street; a few stay dead ends."""
    starts, ends, owners = _segments(lines)
    tree = STRtree(_straight(starts, ends))
    for number, line in enumerate(lines):
        for at_start in (True, False):
            if not (line.open_start if at_start else line.open_end):
                continue
            if rng.random() < _DEAD_END_SHARE and not line.is_bridge:
                continue
            tip, before = (line.points[0], line.points[1]) if at_start else (line.points[-1], line.points[-2])
            met = _next_street(tree, owners, number, tip, before)
            if met and not any(
                ground.is_wet(tip[0] + (met[0] - tip[0]) * part, tip[1] + (met[1] - tip[1]) * part)
                for part in (0.3, 0.6, 0.9)
            ):
                line.points.insert(0 if at_start else len(line.points), met)


def join(lines: list[Line]) -> tuple[list[Point], list[list[int]]]:
    """Positions of the nodes, and each line as node numbers; lines that cross or touch share a node."""
    with_crossings = _with_crossings(lines)
    flat = [point for points in with_crossings for point in points]
    kept, numbers = _merge_near(np.array(flat))
    chains: list[list[int]] = []
    at = 0
    for points in with_crossings:
        chains.append(_without_spikes(numbers[at : at + len(points)]))
        at += len(points)
    return [flat[index] for index in kept], chains


def _segments(lines: list[Line]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    starts = [point for line in lines for point in line.points[:-1]]
    ends = [point for line in lines for point in line.points[1:]]
    owners = [number for number, line in enumerate(lines) for _ in line.points[1:]]
    return np.array(starts), np.array(ends), np.array(owners)


def _straight(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    return np.asarray(shapely.linestrings(np.stack([starts, ends], axis=1)))


def _next_street(tree: STRtree, owners: np.ndarray, own: int, tip: Point, before: Point) -> Point | None:
    """The nearest point straight ahead on another line, a little beyond it so that the two surely cross."""
    length = math.dist(tip, before)
    east, north = (tip[0] - before[0]) / length, (tip[1] - before[1]) / length
    ray = shapely.LineString(
        [
            (tip[0] + east, tip[1] + north),
            (tip[0] + east * _REACH_M, tip[1] + north * _REACH_M),
        ]
    )
    candidates = [index for index in tree.query(ray, predicate="crosses") if owners[index] != own]
    hits = [shapely.intersection(ray, tree.geometries[index]) for index in sorted(candidates)]
    distances = [math.dist(tip, (hit.x, hit.y)) for hit in hits if isinstance(hit, shapely.Point)]
    if not distances:
        return None
    far = min(distances) + _OVERSHOOT_M
    return tip[0] + east * far, tip[1] + north * far


def _with_crossings(lines: list[Line]) -> list[list[Point]]:
    starts, ends, owners = _segments(lines)
    shapes = _straight(starts, ends)
    first, second = STRtree(shapes).query(shapes, predicate="crosses")
    pairs = sorted({(min(a, b), max(a, b)) for a, b in zip(first.tolist(), second.tolist(), strict=True)})
    added: dict[int, list[Point]] = defaultdict(list)
    for one, other in pairs:
        if owners[one] == owners[other]:
            continue
        point = shapely.intersection(shapes[one], shapes[other])
        if isinstance(point, shapely.Point):
            added[one].append((point.x, point.y))
            added[other].append((point.x, point.y))
    result: list[list[Point]] = [[] for _ in lines]
    for index, owner in enumerate(owners.tolist()):
        start = (float(starts[index][0]), float(starts[index][1]))
        result[owner].append(start)
        result[owner] += sorted(added[index], key=partial(math.dist, start))
    for owner, line in enumerate(lines):
        result[owner].append(line.points[-1])
    return result


def _merge_near(points: np.ndarray) -> tuple[list[int], list[int]]:
    """Indices of the points that stay, and for each point the number of the one it became."""
    shapes = np.asarray(shapely.points(points))
    first, second = STRtree(shapes).query(shapes, predicate="dwithin", distance=_SAME_NODE_M)
    parent = list(range(len(points)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for one, other in sorted(zip(first.tolist(), second.tolist(), strict=True)):
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    kept = sorted({root(index) for index in range(len(points))})
    number = {index: order for order, index in enumerate(kept)}
    return kept, [number[root(index)] for index in range(len(points))]


def _without_spikes(chain: list[int]) -> list[int]:
    """The chain without standing still (A A) and without going back at once (A B A)."""
    clean: list[int] = []
    for node in chain:
        if clean and clean[-1] == node:
            continue
        if len(clean) > 1 and clean[-2] == node:
            clean.pop()
            continue
        clean.append(node)
    return clean
