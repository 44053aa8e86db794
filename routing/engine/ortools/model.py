"""The problem in the words of OR-Tools' routing library: dimensions, ranges, disjunctions.

Nodes are the visits in their order, then the places where vehicles start and end. The model's objective is
only a guide; plans are priced by our own evaluator.
"""

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from routing.engine.limits import NO_ROAD
from routing.engine.network import NO_LIMIT, Car, Network, Tables

Numbers = npt.NDArray[np.int64]
_FROM_ZERO, _FREE_START = True, False  # does a dimension begin at zero, or where it likes?
MOST_METRES = 1 << 50  # beyond any route
_MUST_BE = False  # is an interval optional?


class Model:
    """An OR-Tools routing model of one problem; `routing` and `manager` are the library's own objects."""

    def __init__(self, net: Network) -> None:
        from ortools.constraint_solver import pywrapcp

        self.net = net
        depots = sorted({car.start for car in net.cars} | {car.end for car in net.cars})
        node = {place: len(net.place) + at for at, place in enumerate(depots)}
        self.places = np.array([*net.place, *depots], dtype=np.int64)
        self.service = np.array([*net.service, *(0 for _ in depots)], dtype=np.int64)
        starts = [node[car.start] for car in net.cars]
        ends = [node[car.end] for car in net.cars]
        self.manager = pywrapcp.RoutingIndexManager(len(self.places), len(net.cars), starts, ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.index = [self.manager.NodeToIndex(visit) for visit in range(len(net.place))]
        self._registered: dict[tuple[Any, ...], int] = {}
        self._costs()
        self._time()
        self._loads()
        self._limits()
        self._who()
        self._locks()

    def _between(self, table: npt.NDArray[np.int32]) -> Numbers:
        return table[np.ix_(self.places, self.places)].astype(np.int64)

    def _register(self, name: tuple[Any, ...], matrix: Numbers) -> int:
        if name not in self._registered:
            self._registered[name] = self.routing.RegisterTransitMatrix(matrix.tolist())
        return self._registered[name]

    def _costs(self) -> None:
        """Metres and seconds at the wheel on the arcs, the vehicle once; waiting is priced with the time."""
        for car in self.net.cars:
            name = ("cost", id(car.tables), car.per_metre, car.per_second)
            if name not in self._registered:
                self._register(name, self._arc_costs(car))
            self.routing.SetArcCostEvaluatorOfVehicle(self._registered[name], car.index)
            self.routing.SetFixedCostOfVehicle(car.fixed, car.index)
        for visit, index in enumerate(self.index):
            self.routing.AddDisjunction([index], self.net.penalty[visit])

    def _arc_costs(self, car: Car) -> Numbers:
        metres, seconds = self._between(car.tables.metres), self._between(car.tables.seconds)
        no_road = (metres == NO_ROAD) | (seconds == NO_ROAD)
        cost = np.where(no_road, 0, metres * car.per_metre + seconds * car.per_second)
        worst = int(cost.max(initial=0))
        cost = np.where(no_road, 10 * worst + 1, cost)
        result: Numbers = cost + (self.service * car.per_second)[:, None]
        return result

    def _time(self) -> None:
        """One clock: service and travel on the arc, waiting and breaks as slack, windows as ranges."""
        routing, net = self.routing, self.net
        horizon = max(car.closes for car in net.cars)
        transits = [self._travel_time(car.tables) for car in net.cars]
        routing.AddDimensionWithVehicleTransits(transits, horizon, horizon, _FREE_START, "time")
        self.time = routing.GetDimensionOrDie("time")
        for visit, index in enumerate(self.index):
            self._windows(visit, index, horizon)
        for car in net.cars:
            start, end = routing.Start(car.index), routing.End(car.index)
            self.time.CumulVar(start).SetRange(car.opens, car.closes)
            self.time.CumulVar(end).SetRange(car.opens, car.closes)
            if car.per_second:
                self.time.SetSlackCostCoefficientForVehicle(car.per_second, car.index)
            if car.max_seconds < horizon:
                self.time.SetSpanUpperBoundForVehicle(car.max_seconds, car.index)
            routing.AddVariableMaximizedByFinalizer(self.time.CumulVar(start))
            routing.AddVariableMinimizedByFinalizer(self.time.CumulVar(end))
        self._breaks()

    def _travel_time(self, tables: Tables) -> int:
        name = ("time", id(tables))
        if name not in self._registered:
            self._register(name, self._between(tables.seconds) + self.service[:, None])
        return self._registered[name]

    def _windows(self, visit: int, index: int, horizon: int) -> None:
        windows = self.net.windows[visit]
        if not windows:
            return
        cumul = self.time.CumulVar(index)
        reachable = [window for window in windows if window[0] <= horizon]
        if not reachable:
            self.routing.VehicleVar(index).SetValues([-1])
            return
        cumul.SetRange(reachable[0][0], min(reachable[-1][1], horizon))
        for (_, closes), (opens, _) in pairwise(reachable):
            if closes + 1 <= opens - 1:
                cumul.RemoveInterval(closes + 1, opens - 1)

    def _breaks(self) -> None:
        """Breaks may interrupt a leg but not a service; outside of the route they cost nothing."""
        solver = self.routing.solver()
        stays = [0] * self.routing.Size()
        for visit, index in enumerate(self.index):
            stays[index] = self.net.service[visit]
        for car in self.net.cars:
            if car.rests.breaks:
                rests = [
                    solver.FixedDurationIntervalVar(
                        rest.opens, rest.closes, rest.duration, _MUST_BE, f"break {car.index}.{at}"
                    )
                    for at, rest in enumerate(car.rests.breaks)
                ]
                self.time.SetBreakIntervalsOfVehicle(rests, car.index, stays)

    def _loads(self) -> None:
        """What is on board, per dimension, on every leg."""
        for at, name in enumerate(self.net.problem.loads):
            down = [amounts[at] for amounts in self.net.delivery]
            up = [amounts[at] for amounts in self.net.pickup]
            capacities = [car.capacity[at] for car in self.net.cars]
            if any(down):
                self._sum(f"down {name}", down, capacities)
            if any(up):
                self._sum(f"up {name}", up, capacities)
                if any(down):
                    self._aboard(name, down, up, capacities)

    def _sum(self, name: str, amounts: list[int], capacities: list[int]) -> None:
        """An amount that only grows along the route."""
        unary = self._unary(amounts)
        self.routing.AddDimensionWithVehicleCapacity(unary, 0, capacities, _FROM_ZERO, name)

    def _aboard(self, name: str, down: list[int], up: list[int], capacities: list[int]) -> None:
        """The load itself: it starts with all that the route hands over."""
        change = [plus - minus for plus, minus in zip(up, down, strict=True)]
        aboard = f"aboard {name}"
        self.routing.AddDimensionWithVehicleCapacity(self._unary(change), 0, capacities, _FREE_START, aboard)
        load, handed = self.routing.GetDimensionOrDie(aboard), self.routing.GetDimensionOrDie(f"down {name}")
        solver = self.routing.solver()
        for car in self.net.cars:
            start, end = self.routing.Start(car.index), self.routing.End(car.index)
            solver.Add(load.CumulVar(start) == handed.CumulVar(end))

    def _unary(self, amounts: list[int]) -> int:
        rest = len(self.places) - len(amounts)
        evaluator: int = self.routing.RegisterUnaryTransitVector([*amounts, *([0] * rest)])
        return evaluator

    def _limits(self) -> None:
        """Limits of single vehicles on distance and number of stops."""
        net, routing = self.net, self.routing
        if any(car.max_metres < NO_LIMIT for car in net.cars):
            transits = [
                self._register(("metres", id(car.tables)), self._between(car.tables.metres))
                for car in net.cars
            ]
            capacities = [min(car.max_metres, MOST_METRES) for car in net.cars]
            routing.AddDimensionWithVehicleTransitAndCapacity(transits, 0, capacities, _FROM_ZERO, "metres")
        if any(car.max_visits < NO_LIMIT for car in net.cars):
            self._sum(
                "visits", [1] * len(net.place), [min(car.max_visits, len(net.place)) for car in net.cars]
            )

    def _who(self) -> None:
        """Skills, features, named vehicles and locks as the set of vehicles that may come."""
        for visit, index in enumerate(self.index):
            may = [car.index for car in self.net.cars if self.net.allowed[car.index][visit]]
            if len(may) < len(self.net.cars):
                self.routing.VehicleVar(index).SetValues([-1, *may])

    def _locks(self) -> None:
        """A locked beginning is written into the successors themselves."""
        for car in self.net.cars:
            here = self.routing.Start(car.index)
            for visit in car.prefix:
                self.routing.NextVar(here).SetValue(self.index[visit])
                here = self.index[visit]
