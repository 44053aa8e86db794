"""Points on the globe as columns: the one module that knows what a usable coordinate is."""

import math

from django.db import models
from django.db.models import Q

from core.constraints import iff


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
