"""Is this a problem that can be planned? Every fault is named with its place in the input."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from routing.engine import limits
from routing.engine.errors import Issue, ProblemError
from routing.engine.judge import Judge
from routing.engine.problem import Break, Lock, Matrix, Problem, TimeWindow, Travel, Vehicle, Visit

MAX_ISSUES = 50


def validate(problem: Problem) -> None:
    """Raise ProblemError with all that is wrong (the first 50); return when the problem can be planned."""
    judge = Judge(MAX_ISSUES)
    _sizes(judge, problem)
    _places(judge, problem)
    for name, travel in problem.travel.items():
        judge.key(f"travel.{name}", name)
        _travel(judge, f"travel.{name}", travel, len(problem.places))
    vehicles = judge.unique("vehicles", [vehicle.key for vehicle in problem.vehicles])
    visits = judge.unique("visits", [visit.key for visit in problem.visits])
    for at, vehicle in enumerate(problem.vehicles):
        _vehicle(judge, f"vehicles[{at}]", vehicle, problem)
    for at, visit in enumerate(problem.visits):
        _visit(judge, f"visits[{at}]", visit, problem, vehicles)
    _locks(judge, problem, vehicles, visits)
    for part in ("fixed", "time", "distance", "unplanned"):
        judge.whole(f"weights.{part}", getattr(problem.weights, part), 0, limits.MAX_WEIGHT)
    if not judge.issues:
        _objective(judge, problem)
    if judge.issues:
        raise ProblemError(judge.issues)


def _sizes(judge: Judge, problem: Problem) -> None:
    judge.count("places", problem.places, 1, limits.MAX_PLACES)
    judge.count("vehicles", problem.vehicles, 1, limits.MAX_VEHICLES)
    judge.count("visits", problem.visits, 0, limits.MAX_VISITS)
    judge.count("loads", problem.loads, 0, limits.MAX_LOADS)
    judge.unique("loads", problem.loads)
    judge.text("name", problem.name)


def _places(judge: Judge, problem: Problem) -> None:
    judge.unique("places", [place.key for place in problem.places])
    for at, place in enumerate(problem.places):
        if place.longitude is not None or place.latitude is not None:
            judge.degrees(f"places[{at}].longitude", place.longitude, 180)
            judge.degrees(f"places[{at}].latitude", place.latitude, 90)


def _travel(judge: Judge, where: str, travel: Travel, places: int) -> None:
    for name in ("durations", "distances"):
        _matrix(judge, f"{where}.{name}", getattr(travel, name), places)


def _matrix(judge: Judge, where: str, matrix: Matrix, places: int) -> None:
    if not isinstance(matrix, np.ndarray) or matrix.dtype != np.int32:
        judge.add(where, "must be a matrix of 32-bit whole numbers")
        return
    if matrix.shape != (places, places):
        judge.add(where, f"must be {places} x {places}, one row and column per place")
        return
    wrong = (matrix < 0) | ((matrix > limits.MAX_TRAVEL) & (matrix != limits.NO_ROAD))
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        judge.add(f"{where}[{row}][{column}]", f"must be from 0 to {limits.MAX_TRAVEL}, or no road at all")
    away = np.flatnonzero(np.diagonal(matrix))
    if away.size:
        judge.add(f"{where}[{away[0]}][{away[0]}]", "a place is at 0 from itself")


def _window(judge: Judge, where: str, window: TimeWindow | Break) -> None:
    opens = judge.whole(f"{where}.opens", window.opens, 0, limits.MAX_TIME)
    closes = judge.whole(f"{where}.closes", window.closes, 0, limits.MAX_TIME)
    if opens and closes and window.closes < window.opens:
        judge.add(where, f"closes ({window.closes}) before it opens ({window.opens})")


def _amounts(judge: Judge, where: str, amounts: Sequence[int], loads: tuple[str, ...]) -> None:
    if amounts and len(amounts) != len(loads):
        judge.add(
            where, f"must have {len(loads)} numbers, one per load ({', '.join(loads)}), not {len(amounts)}"
        )
    for at, amount in enumerate(amounts):
        judge.whole(f"{where}[{at}]", amount, 0, limits.MAX_AMOUNT)


def _visit(judge: Judge, where: str, visit: Visit, problem: Problem, vehicles: set[str]) -> None:
    judge.key(f"{where}.key", visit.key)
    judge.whole(f"{where}.place", visit.place, 0, len(problem.places) - 1)
    judge.whole(f"{where}.service", visit.service, 0, limits.MAX_TIME)
    judge.whole(f"{where}.priority", visit.priority, 0, limits.MAX_PRIORITY)
    if visit.penalty is not None:
        judge.whole(f"{where}.penalty", visit.penalty, 0, limits.MAX_MONEY)
    _amounts(judge, f"{where}.delivery", visit.delivery, problem.loads)
    _amounts(judge, f"{where}.pickup", visit.pickup, problem.loads)
    _words(judge, where, visit)
    if visit.vehicles is not None:
        judge.known(f"{where}.vehicles", visit.vehicles, vehicles, "vehicle")
    _windows(judge, f"{where}.windows", visit.windows)


def _windows(judge: Judge, where: str, windows: tuple[TimeWindow, ...]) -> None:
    judge.count(where, windows, 0, limits.MAX_WINDOWS)
    before = len(judge.issues)
    for at, window in enumerate(windows):
        _window(judge, f"{where}[{at}]", window)
    if len(judge.issues) > before:
        return
    for at, (one, other) in enumerate(pairwise(windows), start=1):
        if other.opens <= one.closes:
            judge.add(
                f"{where}[{at}]", f"opens ({other.opens}) before the one before it closes ({one.closes})"
            )


def _words(judge: Judge, where: str, thing: Visit | Vehicle) -> None:
    for name in ("skills", "features"):
        for word in sorted(getattr(thing, name), key=str):
            judge.key(f"{where}.{name}", word)


def _vehicle(judge: Judge, where: str, vehicle: Vehicle, problem: Problem) -> None:
    judge.key(f"{where}.key", vehicle.key)
    judge.whole(f"{where}.start", vehicle.start, 0, len(problem.places) - 1)
    if vehicle.end is not None:
        judge.whole(f"{where}.end", vehicle.end, 0, len(problem.places) - 1)
    if vehicle.profile not in problem.travel:
        judge.add(f"{where}.profile", f"there is no travel profile {vehicle.profile!r}")
    judge.whole(f"{where}.speed_permille", vehicle.speed_permille, 10, 10_000)
    _amounts(judge, f"{where}.capacity", vehicle.capacity, problem.loads)
    if problem.loads and not vehicle.capacity:
        judge.add(f"{where}.capacity", f"is missing (one number per load: {', '.join(problem.loads)})")
    _vehicle_limits(judge, where, vehicle)
    _words(judge, where, vehicle)
    _window(judge, f"{where}.shift", vehicle.shift)
    _breaks(judge, f"{where}.breaks", vehicle.breaks)


def _vehicle_limits(judge: Judge, where: str, vehicle: Vehicle) -> None:
    judge.whole(f"{where}.costs.fixed", vehicle.costs.fixed, 0, limits.MAX_MONEY)
    judge.whole(f"{where}.costs.per_hour", vehicle.costs.per_hour, 0, limits.MAX_RATE)
    judge.whole(f"{where}.costs.per_km", vehicle.costs.per_km, 0, limits.MAX_RATE)
    for name, most in (("max_seconds", limits.MAX_TIME), ("max_metres", 10**9), ("max_visits", 10**6)):
        value = getattr(vehicle, name)
        if value is not None:
            judge.whole(f"{where}.{name}", value, 0, most)


def _breaks(judge: Judge, where: str, breaks: tuple[Break, ...]) -> None:
    judge.count(where, breaks, 0, limits.MAX_BREAKS)
    before = len(judge.issues)
    for at, rest in enumerate(breaks):
        _window(judge, f"{where}[{at}]", rest)
        judge.whole(f"{where}[{at}].duration", rest.duration, 0, limits.MAX_TIME)
    if len(judge.issues) > before:
        return
    over = 0
    for at, rest in enumerate(breaks):
        if at and rest.opens < breaks[at - 1].opens:
            judge.add(f"{where}[{at}]", "opens before the break before it; put them in order")
        if max(over, rest.opens) > rest.closes:
            judge.add(f"{where}[{at}]", f"cannot start by {rest.closes}: the breaks before it end at {over}")
        over = max(over, rest.opens) + rest.duration


def _locks(judge: Judge, problem: Problem, vehicles: set[str], visits: set[str]) -> None:
    judge.unique("locks", [lock.vehicle for lock in problem.locks])
    judge.unique("locks", _locked_keys(problem.locks))
    for at, lock in enumerate(problem.locks):
        judge.known(f"locks[{at}].vehicle", [lock.vehicle], vehicles, "vehicle")
        judge.known(f"locks[{at}].prefix", lock.prefix, visits, "visit")
        judge.known(f"locks[{at}].visits", lock.visits, visits, "visit")


def _locked_keys(locks: Iterable[Lock]) -> list[str]:
    return [key for lock in locks for key in (*lock.prefix, *sorted(lock.visits - set(lock.prefix), key=str))]


def _objective(judge: Judge, problem: Problem) -> None:
    """The dearest thinkable plan must stay below 2^61 parts of a minor unit."""
    legs = len(problem.visits) + len(problem.vehicles)
    farthest = max(int(_roads(travel.distances).max(initial=0)) for travel in problem.travel.values())
    per_km = max(vehicle.costs.per_km for vehicle in problem.vehicles) * problem.weights.distance
    hourly = max(vehicle.costs.per_hour * vehicle.shift.closes for vehicle in problem.vehicles)
    fixed = max(vehicle.costs.fixed for vehicle in problem.vehicles) * problem.weights.fixed
    one = fixed * limits.COST_SCALE + hourly * limits.PARTS_PER_SECOND * problem.weights.time
    leg = farthest * per_km * limits.PARTS_PER_METRE
    penalty = max([visit.penalty or 0 for visit in problem.visits] or [0]) * problem.weights.unplanned
    forced = (one + 2 * leg) << (1 + max([visit.priority for visit in problem.visits] or [0]))
    left_out = max(penalty * limits.COST_SCALE, forced) * len(problem.visits)
    if one * len(problem.vehicles) + leg * legs + left_out > limits.MAX_OBJECTIVE:
        issue = Issue(
            "vehicles", "costs, penalties and distances together are too large to be summed exactly"
        )
        judge.issues.append(issue)


def _roads(matrix: Matrix) -> Matrix:
    roads: Matrix = matrix[matrix != limits.NO_ROAD]
    return roads
