"""Points on the globe as columns: the one module that knows what a usable coordinate is."""

import math

from django.db import models
from django.db.models import Q

from core.constraints import iff

EARTH_M = 6_371_008.8


def usable(longitude: float, latitude: float) -> bool:
    """Whether two numbers can be meant as a place: finite, on the globe, and not the null island."""
    return (
        math.isfinite(longitude)
        and math.isfinite(latitude)
        and abs(longitude) <= 180  # noqa: PLR2004 - degrees of a circle
        and abs(latitude) <= 90  # noqa: PLR2004 - from pole to pole
        and (longitude, latitude) != (0.0, 0.0)
    )


def on_the_globe(what: str, *, longitude: str, latitude: str) -> list[models.CheckConstraint]:
    """Both coordinates or none, on the globe, not (0, 0). `what` begins the constraints' names."""
    inside = Q(**{f"{longitude}__range": (-180, 180)}) & Q(**{f"{latitude}__range": (-90, 90)})
    return [
        models.CheckConstraint(
            condition=iff(Q(**{f"{longitude}__isnull": True}), Q(**{f"{latitude}__isnull": True})),
            name=f"{what}_has_both_coordinates_or_none",
        ),
        models.CheckConstraint(
            condition=Q(**{f"{longitude}__isnull": True}) | (inside & ~Q(**{longitude: 0, latitude: 0})),
            name=f"{what}_lies_on_the_globe",
        ),
    ]


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle metres between two points, each (longitude, latitude) (haversine)."""
    east, north = math.radians(other[0] - one[0]), math.radians(other[1] - one[1])
    shrink = math.cos(math.radians(one[1])) * math.cos(math.radians(other[1]))
    half = math.sin(north / 2) ** 2 + shrink * math.sin(east / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(min(1.0, half)))
