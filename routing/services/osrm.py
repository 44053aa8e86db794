"""The client of the road engine: the only place that speaks to osrm-routed.

Questions and answers as in https://project-osrm.org/docs/v5.24.0/api/. Never called inside a transaction.
"""

import http.client
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit

import numpy as np
from django.conf import settings

from routing.engine.limits import NO_ROAD
from routing.extracts.pointer import read_served

type Point = tuple[float, float]
"""Longitude, latitude."""
type Purpose = Literal["planning", "live"]
type Matrix = np.ndarray[tuple[int, int], np.dtype[np.int32]]

_QUICK_SECONDS, _TABLE_SECONDS = 5.0, 120.0
_NOT_ON_ANY_ROAD = frozenset({"NoSegment", "NoRoute", "NoTable"})


class RoadsUnavailableError(Exception):
    """Nobody answers for roads right now: not built yet, starting, or fallen. Callers estimate and say so."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The point of the road network that is nearest to a point, and how far away that is."""

    longitude: float
    latitude: float
    metres: int
    street: str


@dataclass(frozen=True, slots=True)
class Track:
    """A drive along points: its line as (longitude, latitude), and seconds and metres of each leg."""

    line: list[Point]
    leg_seconds: list[int]
    leg_metres: list[int]


@dataclass(frozen=True, slots=True)
class Table:
    """Seconds and metres from sources to destinations, and how many metres each source lies off the road."""

    durations: Matrix
    distances: Matrix
    off_road: list[int]


def address(purpose: Purpose) -> str:
    """Where the road engine answers. OSRM_URL goes before our own road server."""
    if settings.OSRM_URL:
        return str(settings.OSRM_URL)
    served = read_served(Path(settings.ROADS_DIR))
    if served is None:
        raise RoadsUnavailableError("no road server runs")
    return served.planning if purpose == "planning" else served.live


def table(
    points: Sequence[Point],
    *,
    sources: Sequence[int],
    destinations: Sequence[int],
    purpose: Purpose = "planning",
) -> Table:
    """Seconds and metres from each source to each destination; NO_ROAD where one cannot be driven.

    Raises RoadsUnavailableError.
    """
    query = {"annotations": "duration,distance", "generate_hints": "false"}
    if len(sources) < len(points):
        query["sources"] = ";".join(map(str, sources))
    if len(destinations) < len(points):
        query["destinations"] = ";".join(map(str, destinations))
    patience = _TABLE_SECONDS if purpose == "planning" else _QUICK_SECONDS * 2
    answer = _ask(f"/table/v1/driving/{_path(points)}", query, purpose, seconds=patience)
    if answer["code"] != "Ok":
        nothing = np.full((len(sources), len(destinations)), NO_ROAD, np.int32)
        return Table(nothing, nothing.copy(), [0] * len(sources))
    off_road = [round(source["distance"]) for source in answer["sources"]]
    return Table(_whole(answer["durations"]), _whole(answer["distances"]), off_road)


def nearest(point: Point, *, purpose: Purpose = "live") -> Nearest | None:
    """The nearest point on a road, or None where no road is near. Raises RoadsUnavailableError."""
    path = f"/nearest/v1/driving/{point[0]:.7f},{point[1]:.7f}"
    answer = _ask(path, {"number": "1", "generate_hints": "false"}, purpose, seconds=_QUICK_SECONDS)
    if answer["code"] != "Ok":
        return None
    found = answer["waypoints"][0]
    longitude, latitude = found["location"]
    return Nearest(longitude, latitude, round(found["distance"]), found.get("name", ""))


def route(points: Sequence[Point], *, purpose: Purpose = "live") -> Track | None:
    """The drive through all points in order, or None where there is none. Raises RoadsUnavailableError."""
    query = {"overview": "full", "geometries": "polyline6", "generate_hints": "false", "steps": "false"}
    answer = _ask(f"/route/v1/driving/{_path(points)}", query, purpose, seconds=_QUICK_SECONDS * 4)
    if answer["code"] != "Ok":
        return None
    best = answer["routes"][0]
    return Track(
        line=decode_line(best["geometry"]),
        leg_seconds=[round(leg["duration"]) for leg in best["legs"]],
        leg_metres=[round(leg["distance"]) for leg in best["legs"]],
    )


def encode_line(points: Sequence[Point], *, digits: int = 5) -> str:
    """Google's encoded polyline: each point as its difference to the one before."""
    letters: list[str] = []
    last = (0, 0)
    for longitude, latitude in points:
        here = (round(latitude * 10**digits), round(longitude * 10**digits))
        for value, before in zip(here, last, strict=True):
            left = (value - before) << 1
            left = ~left if left < 0 else left
            while left >= 0x20:  # noqa: PLR2004 - five bits per letter
                letters.append(chr((0x20 | (left & 0x1F)) + 63))
                left >>= 5
            letters.append(chr(left + 63))
        last = here
    return "".join(letters)


def decode_line(text: str, *, digits: int = 6) -> list[Point]:
    """The points of an encoded polyline."""
    values: list[int] = []
    value = shift = 0
    for letter in text:
        bits = ord(letter) - 63
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:  # noqa: PLR2004 - five bits per letter
            values.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    places = np.cumsum(np.array(values, dtype=np.int64).reshape(-1, 2), axis=0) / 10**digits
    return [(float(longitude), float(latitude)) for latitude, longitude in places]


def _path(points: Sequence[Point]) -> str:
    return f"polyline6({quote(encode_line(points, digits=6), safe='')})"


def _whole(rows: list[list[float | None]]) -> Matrix:
    values = np.array(rows, dtype=np.float64)
    return np.where(np.isnan(values), NO_ROAD, np.rint(np.nan_to_num(values))).astype(np.int32)


_kept = threading.local()
"""One open connection per thread and address."""


def _ask(path: str, query: dict[str, str], purpose: Purpose, *, seconds: float) -> dict[str, Any]:
    url = urlsplit(address(purpose))
    target = f"{url.path.rstrip('/')}{path}?" + "&".join(f"{key}={value}" for key, value in query.items())
    for is_last in (False, True):
        connection = _connection(url.hostname or "", url.port or 80, seconds)
        try:
            connection.request("GET", target, headers={"Connection": "keep-alive"})
            answer = json.loads(connection.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError) as failure:
            _forget(connection)
            if is_last or isinstance(failure, TimeoutError):
                raise RoadsUnavailableError(f"the road engine does not answer: {failure}") from failure
        else:
            return _understood(answer)
    raise AssertionError("unreachable")


def _understood(answer: dict[str, Any]) -> dict[str, Any]:
    code = answer.get("code")
    if code == "Ok" or code in _NOT_ON_ANY_ROAD:
        return answer
    raise RoadsUnavailableError(f"the road engine refused: {code} {answer.get('message', '')}")


def _connection(host: str, port: int, seconds: float) -> http.client.HTTPConnection:
    connections = _kept.__dict__.setdefault("connections", {})
    kept: http.client.HTTPConnection | None = connections.get((host, port))
    if kept is None:
        connections.clear()  # an older road server's address
        kept = connections[host, port] = http.client.HTTPConnection(host, port, timeout=seconds)
    kept.timeout = seconds
    if kept.sock is not None:
        kept.sock.settimeout(seconds)
    return kept


def _forget(connection: http.client.HTTPConnection) -> None:
    connection.close()
