"""Travel without roads: great-circle distance times a detour factor, at one speed. Always labelled so."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from django.conf import settings

from routing.services.osrm import Matrix, Point

_EARTH_M = 6_371_008.8


def metres_between(*, one: Point, other: Point) -> float:
    """Great-circle metres between two points (haversine)."""
    return float(_great_circle(np.array([one]), np.array([other]))[0, 0])


def matrix(points: Sequence[Point]) -> tuple[Matrix, Matrix]:
    """Estimated seconds and metres from every point to every point."""
    places = np.array(points, dtype=np.float64).reshape(-1, 2)
    return times_and_metres(_great_circle(places, places))


def legs(points: Sequence[Point]) -> tuple[list[int], list[int]]:
    """Estimated seconds and metres from each point to the next."""
    straight = np.array([[metres_between(one=one, other=other) for one, other in pairwise(points)]])
    seconds, metres = times_and_metres(straight)
    return seconds[0].tolist(), metres[0].tolist()


def times_and_metres(straight: np.ndarray) -> tuple[Matrix, Matrix]:
    """Straight metres become road metres and seconds, whole and never too short."""
    metres = straight * settings.ESTIMATED_DETOUR_PERCENT / 100
    seconds = metres * 3.6 / settings.ESTIMATED_KMH
    return np.ceil(seconds).astype(np.int32), np.ceil(metres).astype(np.int32)


def _great_circle(ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    here, there = np.radians(ones)[:, None, :], np.radians(others)[None, :, :]
    half = np.sin((there - here) / 2) ** 2
    share = half[..., 1] + np.cos(here[..., 1]) * np.cos(there[..., 1]) * half[..., 0]
    return np.asarray(2 * _EARTH_M * np.arcsin(np.sqrt(np.clip(share, 0, 1))))
