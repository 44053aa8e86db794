"""Is a new road graph fit for use? Asked of the graph itself, before anybody uses it."""

import json
import urllib.error
import urllib.request
from typing import Any

from routing.extracts.engine_process import EngineProcess
from routing.extracts.errors import ExtractError
from routing.extracts.graph import Graph

_SAMPLE_ROUTES = 5
_LEAST_REACHABLE_PERCENT = 50
_MOST_CELLS = 4000

type Point = tuple[float, float]


def check_roads(*, graph: Graph, points: list[Point]) -> dict[str, int]:
    """Drive a few routes, and count the road cells that one in the middle reaches and is reached from.

    Raises ExtractError where hardly anything can be driven to: islands of a badly cut extract.
    """
    points = sorted(points)[: _MOST_CELLS * 10 : max(1, len(points) // _MOST_CELLS)]
    engine = EngineProcess(
        graph.base("mld"), "mld", log=graph.folder / "check.log", bind="127.0.0.1", port=0, threads=1
    )
    try:
        engine.wait_until_it_answers()
        reached, middle = _best_connected(engine, points)
        routes = _drive(engine, middle, points)
    finally:
        engine.stop()
    percent = 100 * reached // len(points)
    if percent < _LEAST_REACHABLE_PERCENT or routes == 0:
        raise ExtractError(
            f"only {percent} % of the roads can be reached from each other: the extract is torn"
        )
    return {"reachable percent": percent, "test routes": routes}


def _best_connected(engine: EngineProcess, points: list[Point]) -> tuple[int, Point]:
    """Of a few points, the one that reaches most others; one alone might stand on an island."""
    candidates = [points[len(points) * part // 4] for part in (1, 2, 3)]
    return max(((_reached(engine, one, points), one) for one in candidates), key=lambda found: found[0])


def _reached(engine: EngineProcess, start: Point, points: list[Point]) -> int:
    reached = 0
    for at in range(0, len(points), 500):
        part = [start, *points[at : at + 500]]
        out = _ask(engine, f"/table/v1/driving/{_list(part)}?sources=0")["durations"][0]
        back = [
            row[0] for row in _ask(engine, f"/table/v1/driving/{_list(part)}?destinations=0")["durations"]
        ]
        reached += sum(None not in both for both in zip(out[1:], back[1:], strict=True))
    return reached


def _drive(engine: EngineProcess, start: Point, points: list[Point]) -> int:
    targets = [
        points[(2 * number + 1) * len(points) // (2 * _SAMPLE_ROUTES)] for number in range(_SAMPLE_ROUTES)
    ]
    answers = [
        _ask(engine, f"/route/v1/driving/{_list([start, target])}?overview=false") for target in targets
    ]
    return sum(answer["code"] == "Ok" for answer in answers)


def _list(points: list[Point]) -> str:
    return ";".join(f"{longitude:.6f},{latitude:.6f}" for longitude, latitude in points)


def _ask(engine: EngineProcess, path: str) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(engine.url + path, timeout=60) as answer:  # noqa: S310 - our own process
            found: dict[str, Any] = json.load(answer)
    except urllib.error.HTTPError as failure:
        found = json.load(failure)
    return found
