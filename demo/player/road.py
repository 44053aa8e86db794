"""A way along the road: its points, how long it is, and where one is after a part of it."""

import math
from collections.abc import Sequence

type Point = tuple[float, float]
"""Longitude and latitude."""

METRES_PER_DEGREE = 111_195.0
DIGITS = 5


class Track:
    """The line from one point to another: the one that the document gives, or a straight one."""

    def __init__(self, start: Point, end: Point, line: str = "") -> None:
        self.points = [start, *decode(line), end]
        self._ends = [0.0]
        for one, other in zip(self.points, self.points[1:], strict=False):
            self._ends.append(self._ends[-1] + metres(one, other))

    @property
    def metres(self) -> float:
        """Its length."""
        return self._ends[-1]

    def at(self, share: float) -> Point:
        """The point after that share of the way, from 0 to 1."""
        gone = min(max(share, 0.0), 1.0) * self.metres
        for number, end in enumerate(self._ends[1:]):
            if gone <= end:
                begin = self._ends[number]
                part = (gone - begin) / (end - begin) if end > begin else 1.0
                (x, y), (x2, y2) = self.points[number], self.points[number + 1]
                return (x + part * (x2 - x), y + part * (y2 - y))
        return self.points[-1]


def metres(one: Point, other: Point) -> float:
    """Between two points that are near each other."""
    east = (other[0] - one[0]) * math.cos(math.radians((one[1] + other[1]) / 2))
    return METRES_PER_DEGREE * math.hypot(east, other[1] - one[1])


def heading(one: Point, other: Point) -> float:
    """Degrees from north, clockwise."""
    east = (other[0] - one[0]) * math.cos(math.radians(one[1]))
    return math.degrees(math.atan2(east, other[1] - one[1])) % 360


def decode(line: str) -> Sequence[Point]:
    """The points of an encoded polyline of five digits."""
    found: list[Point] = []
    values: list[int] = []
    value = shift = 0
    for letter in line:
        bits = ord(letter) - 63
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:  # noqa: PLR2004 - five bits per letter
            values.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    north = east = 0
    for latitude, longitude in zip(values[::2], values[1::2], strict=False):
        north, east = north + latitude, east + longitude
        found.append((east / 10**DIGITS, north / 10**DIGITS))
    return found
