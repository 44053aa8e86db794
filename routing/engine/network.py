"""The problem by whole indexes: what every inner loop reads.

Visits and vehicles are numbered as they stand in the problem. Vehicles that share profile and speed share
one table of seconds. Costs are in parts of a minor unit (`limits.COST_SCALE`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routing.engine import limits
from routing.engine.problem import Matrix, Problem, Travel, Vehicle
from routing.engine.rests import FOREVER, RestTable

Rows = Sequence[Sequence[int]]
LIST_ROWS_UP_TO = 1_500  # places; beyond, rows stay views of the matrix: slower to read, but no copy

NO_LIMIT = 1 << 60


@dataclass(frozen=True, slots=True)
class Tables:
    """Travel of one profile at one speed, as arrays and as rows for plain loops."""

    seconds: Matrix
    metres: Matrix
    seconds_rows: Rows
    metres_rows: Rows
    costs: "dict[tuple[int, int], Rows]"

    def cost_rows(self, per_metre: int, per_second: int) -> Rows:
        """Parts of a minor unit per leg; a leg without a road is as dear as a very long one."""
        rates = (per_metre, per_second)
        if rates not in self.costs:
            parts = self.metres.astype(np.int64) * per_metre + self.seconds.astype(np.int64) * per_second
            self.costs[rates] = _rows(parts)
        return self.costs[rates]


@dataclass(frozen=True, slots=True)
class Car:
    """One vehicle by numbers; `end` of an open route is the place that is at 0 from everywhere."""

    index: int
    start: int
    end: int
    opens: int
    closes: int
    tables: Tables
    seconds: Rows
    metres: Rows
    cost: Rows
    capacity: tuple[int, ...]
    rests: RestTable
    max_seconds: int
    max_metres: int
    max_visits: int
    fixed: int
    per_second: int
    per_metre: int
    prefix: tuple[int, ...]

    @property
    def plain(self) -> bool:
        """No limit on time or distance: earliest and latest times decide alone."""
        return self.max_seconds == self.max_metres == NO_LIMIT


class Network:
    """Visits, vehicles and who may do what, made once per problem.

    `like` lends its travel tables when the problem is a variant of another with the same roads.
    """

    def __init__(self, problem: Problem, like: "Network | None" = None) -> None:
        self.problem = problem
        self.visit_index = {visit.key: at for at, visit in enumerate(problem.visits)}
        self.car_index = {vehicle.key: at for at, vehicle in enumerate(problem.vehicles)}
        self.place = [visit.place for visit in problem.visits]
        self.service = [visit.service for visit in problem.visits]
        self.windows = [tuple((w.opens, w.closes) for w in visit.windows) for visit in problem.visits]
        self.several = [len(windows) > 1 for windows in self.windows]
        self.any_several = any(self.several)
        self.opens = [windows[0][0] if windows else 0 for windows in self.windows]
        self.closes = [windows[-1][1] if windows else FOREVER for windows in self.windows]
        zero = (0,) * len(problem.loads)
        self.delivery = [visit.delivery or zero for visit in problem.visits]
        self.pickup = [visit.pickup or zero for visit in problem.visits]
        self.has_pickups = any(any(amounts) for amounts in self.pickup)
        same_roads = like is not None and like.problem.travel is problem.travel
        self._tables: dict[tuple[str, int], Tables] = like._tables if like and same_roads else {}
        self.cars = [self._car(at, vehicle) for at, vehicle in enumerate(problem.vehicles)]
        self.penalty = self._penalties()
        self.locked_to = self._locked_to()
        self.prefixed = {visit for car in self.cars for visit in car.prefix}
        self.allowed = [self._allowed(car) for car in self.cars]

    def _car(self, at: int, vehicle: Vehicle) -> Car:
        problem, weights = self.problem, self.problem.weights
        tables = self._tables_of(vehicle)
        per_second = vehicle.costs.per_hour * limits.PARTS_PER_SECOND * weights.time
        per_metre = vehicle.costs.per_km * limits.PARTS_PER_METRE * weights.distance
        lock = next((lock for lock in problem.locks if lock.vehicle == vehicle.key), None)
        return Car(
            index=at,
            start=vehicle.start,
            end=len(problem.places) if vehicle.end is None else vehicle.end,
            opens=vehicle.shift.opens,
            closes=vehicle.shift.closes,
            tables=tables,
            seconds=tables.seconds_rows,
            metres=tables.metres_rows,
            cost=tables.cost_rows(per_metre, per_second),
            capacity=vehicle.capacity,
            rests=RestTable(vehicle.breaks),
            max_seconds=NO_LIMIT if vehicle.max_seconds is None else vehicle.max_seconds,
            max_metres=NO_LIMIT if vehicle.max_metres is None else vehicle.max_metres,
            max_visits=NO_LIMIT if vehicle.max_visits is None else vehicle.max_visits,
            fixed=vehicle.costs.fixed * limits.COST_SCALE * weights.fixed,
            per_second=per_second,
            per_metre=per_metre,
            prefix=tuple(self.visit_index[key] for key in lock.prefix) if lock else (),
        )

    def _tables_of(self, vehicle: Vehicle) -> Tables:
        name = (vehicle.profile, vehicle.speed_permille)
        if name not in self._tables:
            self._tables[name] = _tables(self.problem.travel[vehicle.profile], vehicle.speed_permille)
        return self._tables[name]

    def _penalties(self) -> list[int]:
        """Parts of a minor unit for leaving each visit out.

        A mandatory visit costs more than any detour for it can: twice the longest leg, a whole shift and a
        vehicle; doubled per priority, so that one visit outweighs two of the priority below.
        """
        used = {vehicle.profile for vehicle in self.problem.vehicles}
        farthest = max(int(_roads(self.problem.travel[name].distances).max(initial=0)) for name in used)
        detour = max(
            car.fixed + car.per_second * car.closes + 2 * car.per_metre * farthest for car in self.cars
        )
        forced = detour + limits.COST_SCALE
        weight = self.problem.weights.unplanned
        return [
            forced << visit.priority if visit.penalty is None else visit.penalty * limits.COST_SCALE * weight
            for visit in self.problem.visits
        ]

    def _locked_to(self) -> dict[int, int]:
        """Visit to the only vehicle that its lock leaves."""
        return {
            self.visit_index[key]: self.car_index[lock.vehicle]
            for lock in self.problem.locks
            for key in (*lock.prefix, *lock.visits)
        }

    def _allowed(self, car: Car) -> list[bool]:
        vehicle = self.problem.vehicles[car.index]
        return [
            visit.skills <= vehicle.skills
            and visit.features <= vehicle.features
            and (visit.vehicles is None or vehicle.key in visit.vehicles)
            and self.locked_to.get(at, car.index) == car.index
            for at, visit in enumerate(self.problem.visits)
        ]


def _tables(travel: Travel, speed_permille: int) -> Tables:
    seconds = travel.durations.astype(np.int64)
    scaled = -(-seconds * 1_000 // speed_permille)  # rounded up: never faster than promised
    blocked = (seconds == limits.NO_ROAD) | (travel.distances == limits.NO_ROAD)
    seconds = np.where(blocked, limits.NO_ROAD, np.minimum(scaled, limits.NO_ROAD))
    seconds_, metres = _with_anywhere(seconds.astype(np.int32)), _with_anywhere(travel.distances)
    return Tables(seconds_, metres, _rows(seconds_), _rows(metres), {})


def _with_anywhere(matrix: Matrix) -> Matrix:
    """One more place, at 0 from all others: where open routes end."""
    return np.pad(matrix, ((0, 1), (0, 1)))


def _rows(matrix: npt.NDArray[np.signedinteger]) -> Rows:
    if len(matrix) <= LIST_ROWS_UP_TO:
        rows: Rows = matrix.tolist()
        return rows
    return [memoryview(row) for row in matrix]


def _roads(matrix: Matrix) -> Matrix:
    roads: Matrix = matrix[matrix != limits.NO_ROAD]
    return roads
