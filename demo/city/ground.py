"""The ground a city stands on: its river, its districts and the gentle bends of its streets."""

import math
import random
from dataclasses import dataclass
from typing import Literal

type Point = tuple[float, float]
type DistrictKind = Literal["centre", "housing", "industry", "park"]

RIVER_HALF_WIDTH_M = 90.0
_DISTRICTS_PER_SQUARE_KM = 0.44
_PARK_SHARE = 0.09
_INDUSTRY_SHARE = 0.35
_ONE_WAY_SHARE = 0.55
# Shares of the way from the middle to the edge.
_NO_PARK_WITHIN, _CENTRE_WITHIN, _INDUSTRY_BEYOND = 0.15, 0.25, 0.72


@dataclass(frozen=True)
class District:
    """A part of town with its own street grid, density and post code."""

    index: int
    centre: Point
    angle: float
    block_width: float
    block_length: float
    kind: DistrictKind
    one_way_pairs: bool

    @property
    def postcode(self) -> str:
        """The post code all addresses of the district share."""
        return f"PL{10 + self.index}"


@dataclass(frozen=True)
class _Wave:
    frequency: Point
    phase: float
    amplitude: float
    direction: float


class Ground:
    """Where districts, the river and the bends lie, for one seed and one radius in metres."""

    def __init__(self, rng: random.Random, radius: float) -> None:
        self.radius = radius
        self._waves = [_wave(rng, radius) for _ in range(9)]
        self.districts = [_district(rng, radius, index) for index in range(_district_count(radius))]

    def bend(self, x: float, y: float) -> Point:
        """The point where a straight plan's (x, y) really lies: nothing in a grown city is quite straight."""
        dx = dy = 0.0
        for wave in self._waves:
            push = wave.amplitude * math.sin(3 * (wave.frequency[0] * x + wave.frequency[1] * y) + wave.phase)
            dx += push * math.cos(wave.direction)
            dy += push * math.sin(wave.direction)
        return x + dx, y + dy

    def river_y(self, x: float) -> float:
        """How far north the middle of the river runs at x."""
        part = x / self.radius
        return self.radius * (0.18 + 0.22 * math.sin(2.1 * part + 0.6) + 0.05 * math.sin(7 * part))

    def is_wet(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Whether the river, and `margin` metres of bank, covers this point."""
        return abs(y - self.river_y(x)) < RIVER_HALF_WIDTH_M + margin

    def district_at(self, x: float, y: float) -> District:
        """The district whose middle is nearest."""
        return min(
            self.districts,
            key=lambda one: (one.centre[0] - x) ** 2 + (one.centre[1] - y) ** 2,
        )


def _district_count(radius: float) -> int:
    return max(4, round(_DISTRICTS_PER_SQUARE_KM * math.pi * (radius / 1000) ** 2))


def _wave(rng: random.Random, radius: float) -> _Wave:
    frequency = (rng.uniform(-4.5, 4.5) / radius, rng.uniform(-4.5, 4.5) / radius)
    reach = min(1.0, radius / 5000)
    return _Wave(
        frequency,
        rng.uniform(0, math.tau),
        reach * rng.uniform(60, 140),
        rng.uniform(0, math.tau),
    )


def _district(rng: random.Random, radius: float, index: int) -> District:
    outwards = math.sqrt(rng.random())
    bearing = rng.random() * math.tau
    kind = _kind(rng, outwards)
    return District(
        index=index,
        centre=(
            radius * outwards * math.cos(bearing),
            radius * outwards * math.sin(bearing),
        ),
        angle=rng.uniform(0, math.pi / 2),
        block_width=rng.uniform(85, 120) * (1 + 0.65 * outwards),
        block_length=rng.uniform(130, 190) * (1 + 0.55 * outwards),
        kind=kind,
        one_way_pairs=kind == "centre" or (kind == "housing" and rng.random() < _ONE_WAY_SHARE),
    )


def _kind(rng: random.Random, outwards: float) -> DistrictKind:
    is_park, is_industry = rng.random() < _PARK_SHARE, rng.random() < _INDUSTRY_SHARE
    if is_park and outwards > _NO_PARK_WITHIN:
        return "park"
    if is_industry and outwards > _INDUSTRY_BEYOND:
        return "industry"
    return "centre" if outwards < _CENTRE_WITHIN else "housing"
