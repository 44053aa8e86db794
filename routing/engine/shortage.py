"""What this plan leaves no room for: the visit could be made alone, but not beside the others.

The cheapest change is looked for by trying: any price, any time, longer shifts, one vehicle more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from routing.engine.evaluate import judge_route
from routing.engine.insertion import Sequences, fits, insert
from routing.engine.network import Network
from routing.engine.obstacles import COURTESY, Finding, who_can_carry
from routing.engine.problem import Problem, TimeWindow
from routing.engine.reasons import reason

LONGEST_OVERTIME = 7_200  # seconds; beyond it another vehicle is the better advice


def shortage(net: Network, placed: Sequences, visit: int) -> Finding:
    """The change that makes room; `placed` is the plan with the parts of the visit that found a place."""
    if _car_of(insert(net, placed, [visit], whatever_it_costs=True), visit) is not None:
        wanted = net.problem.visits[visit]
        mandatory = {"kind": "make_mandatory", "visit": wanted.key}
        return Finding(reason("too_expensive", penalty=wanted.penalty), mandatory)
    return (
        _another_time(net, placed, visit)
        or _overtime(net, placed, visit)
        or _another_vehicle(net, placed, visit)
    )


def _another_time(net: Network, placed: Sequences, visit: int) -> Finding | None:
    """The same plan has room for the visit outside of its windows."""
    wanted = net.problem.visits[visit]
    if not wanted.windows:
        return None
    visits = tuple(replace(other, windows=()) if other is wanted else other for other in net.problem.visits)
    free = Network(replace(net.problem, visits=visits), like=net)
    changed = insert(free, placed, [visit], whatever_it_costs=True)
    car = _car_of(changed, visit)
    if car is None:
        return None
    timing = judge_route(free, free.cars[car], changed[car]).timing
    start = timing.starts[changed[car].index(visit)]
    widen = {"kind": "widen_window", "visit": wanted.key, "opens": start, "closes": start + COURTESY}
    return Finding(reason("windows_full"), widen)


def _overtime(net: Network, placed: Sequences, visit: int) -> Finding | None:
    """Two hours more would do; the vehicle that needs them is named with what it needs."""
    free = Network(_with_overtime(net.problem), like=net)
    changed = insert(free, placed, [visit], whatever_it_costs=True)
    car = _car_of(changed, visit)
    if car is None:
        return None
    timing = judge_route(free, free.cars[car], changed[car]).timing
    over = timing.arrival - net.cars[car].closes
    if over <= 0:
        return None
    key = net.problem.vehicles[car].key
    extend = {"kind": "extend_shift", "vehicle": key, "seconds": over}
    return Finding(reason("shifts_full", vehicle=key, seconds=over), extend)


def _with_overtime(problem: Problem) -> Problem:
    vehicles = tuple(
        replace(vehicle, shift=TimeWindow(vehicle.shift.opens, vehicle.shift.closes + LONGEST_OVERTIME))
        for vehicle in problem.vehicles
    )
    return replace(problem, vehicles=vehicles)


def _another_vehicle(net: Network, placed: Mapping[int, Sequence[int]], visit: int) -> Finding:
    """One more of the cheapest kind that could make the visit alone."""
    able = [car for car in who_can_carry(net, visit) if fits(net, car, [visit]) and car.max_visits]
    car = min(able, key=lambda car: (car.fixed, car.index))
    like = net.problem.vehicles[car.index].key
    number = 2
    while f"{like} ({number})" in net.car_index:
        number += 1
    more = {"kind": "add_vehicle", "like": like, "key": f"{like} ({number})"}
    return Finding(reason("vehicles_full" if _no_space(net, placed, visit) else "all_full"), more)


def _no_space(net: Network, placed: Mapping[int, Sequence[int]], visit: int) -> bool:
    """Would every vehicle that could take it be overloaded, whatever the time?"""
    for car in who_can_carry(net, visit):
        for dimension, most in enumerate(car.capacity):
            amounts = (net.delivery, net.pickup)
            sums = [
                sum(amount[stop][dimension] for stop in (*placed.get(car.index, ()), visit))
                for amount in amounts
            ]
            if max(sums) > most:
                break
        else:
            return False
    return True


def _car_of(sequences: Sequences, visit: int) -> int | None:
    return next((car for car, order in sequences.items() if visit in order), None)
