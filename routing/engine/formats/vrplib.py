"""VRPLIB files of capacitated instances (the X set and its like), and the routes of a .sol file.

Distances are Euclidean, rounded to the nearest whole number, or an explicit full matrix. Customers are
numbered as in solution files: the depot is 0, the node after it is 1.
"""

import math
from collections.abc import Sequence

import numpy as np

from routing.engine import limits
from routing.engine.errors import ProblemError
from routing.engine.formats.benchmark import Customer, distance_problem, euclid, number, whole
from routing.engine.problem import Matrix, Problem

ALL_DAY = limits.MAX_TIME
SECTIONS = {"NODE_COORD_SECTION", "DEMAND_SECTION", "DEPOT_SECTION", "EDGE_WEIGHT_SECTION"}
Lines = list[tuple[int, list[str]]]


def read_vrplib(text: str) -> Problem:
    """The instance in `text`; ProblemError names the line of what is wrong."""
    head, sections = _split(text)
    if head.get("TYPE", "CVRP") != "CVRP":
        raise ProblemError.at("TYPE", f"only CVRP is read, not {head['TYPE'][:20]!r}")
    capacity = whole(_needed(head, "CAPACITY"), "CAPACITY")
    matrix = _matrix(head, sections)
    demands = _demands(sections)
    if len(demands) != len(matrix):
        raise ProblemError.at("DEMAND_SECTION", f"has {len(demands)} rows, {len(matrix)} are needed")
    rows = [Customer(str(at), demand, 0, ALL_DAY, 0) for at, demand in enumerate(demands)]
    fleet = _fleet(head, sum(demands), capacity)
    return distance_problem(head.get("NAME", "")[:200], matrix, rows, capacity, fleet)


def looks_like_vrplib(text: str) -> bool:
    """Does the file have the headings of the family?"""
    return "DIMENSION" in text[:4_000] and "CAPACITY" in text[:4_000]


def read_routes(text: str) -> list[list[str]]:
    """The routes of a .sol file (`Route #1: 5 3 8`), as visit keys."""
    lines = [line.partition(":")[2] for line in text.splitlines() if line.strip().startswith("Route")]
    return [line.split() for line in lines]


def _split(text: str) -> tuple[dict[str, str], dict[str, Lines]]:
    head: dict[str, str] = {}
    sections: dict[str, Lines] = {}
    now: Lines | None = None
    for at, line in enumerate(text.splitlines(), start=1):
        words = line.replace(":", " : ").split()
        if not words or words[0] == "EOF":
            continue
        if words[0].endswith("_SECTION"):
            if words[0] not in SECTIONS:
                raise ProblemError.at(f"line {at}", f"the section {words[0][:40]} is not read here")
            now = sections.setdefault(words[0], [])
        elif ":" in words:
            head[words[0]] = " ".join(words[words.index(":") + 1 :]).strip('"')
            now = None
        elif now is None:
            raise ProblemError.at(f"line {at}", "is neither a heading nor in a section")
        else:
            now.append((at, words))
    return head, sections


def _needed(head: dict[str, str], name: str) -> str:
    if name not in head:
        raise ProblemError.at(name, "is missing")
    return head[name]


def _matrix(head: dict[str, str], sections: dict[str, Lines]) -> Matrix:
    size = whole(_needed(head, "DIMENSION"), "DIMENSION")
    if not 1 <= size <= limits.MAX_PLACES:
        raise ProblemError.at("DIMENSION", f"must be from 1 to {limits.MAX_PLACES}")
    kind = head.get("EDGE_WEIGHT_TYPE", "EUC_2D")
    if kind == "EXPLICIT" and head.get("EDGE_WEIGHT_FORMAT") == "FULL_MATRIX":
        return _explicit(sections.get("EDGE_WEIGHT_SECTION", []), size)
    if kind != "EUC_2D":
        raise ProblemError.at("EDGE_WEIGHT_TYPE", f"{kind[:20]!r} is not read here")
    rows = sections.get("NODE_COORD_SECTION", [])
    if len(rows) != size:
        raise ProblemError.at("NODE_COORD_SECTION", f"has {len(rows)} rows, {size} are needed")
    points = []
    for at, words in rows:
        if len(words) != 3:  # noqa: PLR2004 - number, x, y
            raise ProblemError.at(f"line {at}", "must be a number and two coordinates")
        points.append((number(words[1], f"line {at}"), number(words[2], f"line {at}")))
    return euclid(points, factor=1, nearest=True)


def _explicit(rows: Sequence[tuple[int, list[str]]], size: int) -> Matrix:
    cells = [whole(word, f"line {at}") for at, words in rows for word in words]
    if len(cells) != size * size:
        raise ProblemError.at("EDGE_WEIGHT_SECTION", f"has {len(cells)} numbers, {size * size} are needed")
    if min(cells) < 0 or max(cells) > limits.MAX_TRAVEL:
        raise ProblemError.at("EDGE_WEIGHT_SECTION", f"numbers must be from 0 to {limits.MAX_TRAVEL}")
    return np.array(cells, dtype=np.int32).reshape(size, size)


def _demands(sections: dict[str, Lines]) -> list[int]:
    demands = []
    for at, words in sections.get("DEMAND_SECTION", []):
        if len(words) != 2:  # noqa: PLR2004 - number and demand
            raise ProblemError.at(f"line {at}", "must be a number and a demand")
        demands.append(whole(words[1], f"line {at}"))
    return demands


def _fleet(head: dict[str, str], demand: int, capacity: int) -> int:
    """As many as the file says; the X set leaves it open, so a tenth and four more than the load needs."""
    if "VEHICLES" in head:
        return max(1, min(limits.MAX_VEHICLES, whole(head["VEHICLES"], "VEHICLES")))
    if capacity < 1:
        raise ProblemError.at("CAPACITY", "must be at least 1")
    return min(limits.MAX_VEHICLES, math.ceil(demand / capacity) * 11 // 10 + 4)
