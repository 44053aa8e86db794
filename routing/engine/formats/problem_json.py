"""A problem as JSON, and back. The format is described in docs/routing-engine.md."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from routing.engine.errors import ProblemError
from routing.engine.formats import strict_json as j
from routing.engine.formats.matrices import inline, travel_from, write_matrix
from routing.engine.problem import (
    Break,
    Costs,
    Lock,
    Place,
    Problem,
    TimeWindow,
    Vehicle,
    Visit,
    Weights,
)
from routing.engine.validate import validate

FORMAT = "waybill-problem/1"


def read_problem(text: str, *, folder: Path | None = None) -> Problem:
    """The problem in `text`, validated; matrices that it refers to by hash are read from `folder`."""
    return problem_from(j.parse(text), folder=folder)


def problem_from(value: object, *, folder: Path | None = None) -> Problem:
    """The problem in a parsed JSON value, validated; ProblemError with the place of what is wrong."""
    travel = j.mapping_of(lambda item, place: travel_from(item, place, folder))
    required = {
        "format": _format,
        "loads": j.list_of(j.as_is),
        "places": j.list_of(_place),
        "travel": travel,
        "visits": j.list_of(_visit),
        "vehicles": j.list_of(_vehicle),
    }
    others = {"name": j.as_is, "locks": j.list_of(_lock), "weights": _weights}
    read = j.fields(value, "", required, others)
    read.pop("format")
    problem = Problem(**read)
    validate(problem)
    return problem


def write_problem(problem: Problem, *, folder: Path | None = None) -> str:
    """The problem as JSON text; with a `folder` the matrices go there and are referred to by hash."""
    return json.dumps(problem_to(problem, folder=folder), ensure_ascii=False, allow_nan=False)


def problem_to(problem: Problem, *, folder: Path | None = None) -> dict[str, Any]:
    """The problem as a value for JSON; fields that say nothing are left out."""
    travel = {
        name: inline(one) if folder is None else {"sha256": write_matrix(one, folder)}
        for name, one in problem.travel.items()
    }
    return {
        "format": FORMAT,
        "name": problem.name,
        "loads": list(problem.loads),
        "places": [_slim(asdict(place)) for place in problem.places],
        "travel": travel,
        "visits": [_slim(asdict(visit)) for visit in problem.visits],
        "vehicles": [_slim(asdict(vehicle), keep=("end", "capacity")) for vehicle in problem.vehicles],
        "locks": [_slim(asdict(lock)) for lock in problem.locks],
        "weights": asdict(problem.weights),
    }


def _slim(value: dict[str, Any], keep: tuple[str, ...] = ()) -> dict[str, Any]:
    """Without what is None or empty; sets become sorted lists. No vehicle allowed does say something."""
    slim = {}
    for name, item in value.items():
        if isinstance(item, frozenset):
            if item or name == "vehicles":
                slim[name] = sorted(item)
        elif name in keep or (item is not None and item != ()):
            slim[name] = item
    return slim


def _format(value: object, place: str) -> str:
    if value != FORMAT:
        raise ProblemError.at(place, f"must be {FORMAT!r}")
    return FORMAT


def _place(value: object, place: str) -> Place:
    return Place(**j.fields(value, place, {"key": j.as_is}, {"longitude": j.as_is, "latitude": j.as_is}))


def _window(value: object, place: str) -> TimeWindow:
    return TimeWindow(**j.fields(value, place, {"opens": j.as_is, "closes": j.as_is}))


def _break(value: object, place: str) -> Break:
    return Break(**j.fields(value, place, {"opens": j.as_is, "closes": j.as_is, "duration": j.as_is}))


def _costs(value: object, place: str) -> Costs:
    names = ("fixed", "per_hour", "per_km")
    return Costs(**j.fields(value, place, {}, dict.fromkeys(names, j.as_is)))


def _weights(value: object, place: str) -> Weights:
    names = ("fixed", "time", "distance", "unplanned")
    return Weights(**j.fields(value, place, {}, dict.fromkeys(names, j.as_is)))


def _lock(value: object, place: str) -> Lock:
    others = {"prefix": j.list_of(j.as_is), "visits": j.words}
    return Lock(**j.fields(value, place, {"vehicle": j.as_is}, others))


def _visit(value: object, place: str) -> Visit:
    others = {
        "windows": j.list_of(_window),
        "service": j.as_is,
        "delivery": j.list_of(j.as_is),
        "pickup": j.list_of(j.as_is),
        "skills": j.words,
        "features": j.words,
        "vehicles": j.optional(j.words),
        "priority": j.as_is,
        "penalty": j.as_is,
    }
    return Visit(**j.fields(value, place, {"key": j.as_is, "place": j.as_is}, others))


def _vehicle(value: object, place: str) -> Vehicle:
    required = {"key": j.as_is, "start": j.as_is, "end": j.as_is, "shift": _window}
    others = {
        "capacity": j.list_of(j.as_is),
        "skills": j.words,
        "features": j.words,
        "breaks": j.list_of(_break),
        "max_seconds": j.as_is,
        "max_metres": j.as_is,
        "max_visits": j.as_is,
        "costs": _costs,
        "profile": j.as_is,
        "speed_permille": j.as_is,
    }
    return Vehicle(**j.fields(value, place, required, others))
