"""Published instances become problems whose cost is distance.

A kilometre costs 1,000 and a matrix unit counts as a metre, so one unit of distance costs one minor unit;
time, vehicles and hours cost nothing. Customers are mandatory.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routing.engine.errors import ProblemError
from routing.engine.problem import Costs, Matrix, Place, Problem, TimeWindow, Travel, Vehicle, Visit
from routing.engine.validate import validate

DISTANCE_ONLY = Costs(per_km=1_000)


@dataclass(frozen=True, slots=True)
class Customer:
    """A row of an instance in whole units; the depot is the first one, without demand."""

    key: str
    demand: int
    opens: int
    closes: int
    service: int


def euclid(points: Sequence[tuple[float, float]], *, factor: int, nearest: bool) -> Matrix:
    """Distances x `factor`, rounded to the nearest whole number or cut off (the DIMACS rule)."""
    at: npt.NDArray[np.float64] = np.array(points, dtype=np.float64)
    apart = at[:, None, :] - at[None, :, :]
    exact = np.sqrt((apart**2).sum(axis=2)) * factor
    return np.floor(exact + (0.5 if nearest else 1e-9)).astype(np.int32)


def distance_problem(
    name: str, matrix: Matrix, rows: Sequence[Customer], capacity: int, vehicles: int
) -> Problem:
    """One depot, equal vehicles, one load, distance as the only cost."""
    depot, *customers = rows
    whole_day = TimeWindow(depot.opens, depot.closes)
    fleet = tuple(
        Vehicle(str(at + 1), 0, 0, whole_day, (capacity,), costs=DISTANCE_ONLY) for at in range(vehicles)
    )
    visits = tuple(
        Visit(
            key=row.key,
            place=at,
            windows=()
            if (row.opens, row.closes) == (depot.opens, depot.closes)
            else (TimeWindow(row.opens, row.closes),),
            service=row.service,
            delivery=(row.demand,),
        )
        for at, row in enumerate(customers, start=1)
    )
    places = tuple(Place(row.key) for row in rows)
    problem = Problem(("units",), places, {"van": Travel(matrix, matrix)}, visits, fleet, name=name)
    validate(problem)
    return problem


def number(text: str, place: str) -> float:
    """A finite decimal number as instance files have them."""
    try:
        value = float(text)
    except ValueError as error:
        raise ProblemError.at(place, f"{text[:30]!r} is not a number") from error
    if not np.isfinite(value):
        raise ProblemError.at(place, f"{text[:30]!r} is not a number")
    return value


def whole(text: str, place: str, factor: int = 1) -> int:
    """A number that is whole once it is multiplied by `factor`."""
    value = number(text, place) * factor
    if value != round(value):
        raise ProblemError.at(place, f"{text[:30]!r} is not whole in units of 1/{factor}")
    return round(value)
