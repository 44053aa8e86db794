"""What keeps a visit out of every plan: nobody may, nobody can carry it, no road, no hours.

Each question has one function that answers with a finding or None; they are asked in this order.
"""

from collections.abc import Callable
from dataclasses import dataclass

from routing.engine import limits
from routing.engine.clockwork import first_start
from routing.engine.evaluate import metres_of
from routing.engine.insertion import fits
from routing.engine.network import Car, Network
from routing.engine.plan import Reason
from routing.engine.reasons import reason
from routing.engine.schedule import strict_timing
from routing.engine.suggest import Suggestion

MOST_PARTS = 50
COURTESY = 1_800  # seconds of choice that a suggested window offers, where there is room


@dataclass(frozen=True, slots=True)
class Finding:
    """One obstacle and the change that removes it."""

    reason: Reason
    suggestion: Suggestion


def first_obstacle(net: Network, visit: int) -> Finding | None:
    """The first thing that keeps the visit out even if it were the only one; None when nothing does."""
    for question in _QUESTIONS:
        finding = question(net, visit)
        if finding is not None:
            return finding
    return None


def who_may_come(net: Network, visit: int) -> list[Car]:
    """Vehicles with the skills and features, among those that the order and its lock name."""
    return [car for car in net.cars if net.allowed[car.index][visit]]


def who_can_carry(net: Network, visit: int) -> list[Car]:
    """Those of them that are large enough."""
    need = [max(down, up) for down, up in zip(net.delivery[visit], net.pickup[visit], strict=True)]
    return [
        car
        for car in who_may_come(net, visit)
        if all(amount <= most for amount, most in zip(need, car.capacity, strict=True))
    ]


def _nobody_may(net: Network, visit: int) -> Finding | None:
    if who_may_come(net, visit):
        return None
    problem, wanted = net.problem, net.problem.visits[visit]
    locked = net.locked_to.get(visit)
    among = [
        car.index
        for car in net.cars
        if wanted.vehicles is None or problem.vehicles[car.index].key in wanted.vehicles
    ]
    if locked is not None and locked not in among:
        key = problem.vehicles[locked].key
        allow = {"kind": "allow_vehicle", "visit": wanted.key, "vehicle": key}
        return Finding(reason("locked_elsewhere", vehicle=key), allow)
    among = among if locked is None else [locked]
    if not among:
        allow = {"kind": "allow_vehicle", "visit": wanted.key, "vehicle": problem.vehicles[0].key}
        return Finding(reason("vehicle_not_allowed"), allow)
    return _lacking(net, visit, among)


def _lacking(net: Network, visit: int, among: list[int]) -> Finding:
    """The vehicle that lacks least, and the first thing that it lacks."""
    wanted, vehicles = net.problem.visits[visit], net.problem.vehicles

    def lack(at: int) -> int:
        return len(wanted.skills - vehicles[at].skills) + len(wanted.features - vehicles[at].features)

    best = vehicles[min(among, key=lack)]
    for skill in sorted(wanted.skills - best.skills):
        return Finding(
            reason("no_skill", skill=skill), {"kind": "add_skill", "vehicle": best.key, "skill": skill}
        )
    feature = min(wanted.features - best.features)
    change = {"kind": "add_vehicle_feature", "vehicle": best.key, "feature": feature}
    return Finding(reason("no_feature", feature=feature), change)


def _nobody_can_carry(net: Network, visit: int) -> Finding | None:
    if who_can_carry(net, visit):
        return None
    need = [max(down, up) for down, up in zip(net.delivery[visit], net.pickup[visit], strict=True)]
    cars, key = who_may_come(net, visit), net.problem.visits[visit].key
    parts = [
        max((_parts(n, most) for n, most in zip(need, car.capacity, strict=True)), default=1) for car in cars
    ]
    fewest = min(parts)
    car = cars[parts.index(fewest)]
    over = [at for at, (n, most) in enumerate(zip(need, car.capacity, strict=True)) if n > most]
    worst = max(over, key=lambda at: _parts(need[at], car.capacity[at]))
    load = net.problem.loads[worst]
    if fewest > MOST_PARTS:
        vehicle = net.problem.vehicles[car.index].key
        by = need[worst] - car.capacity[worst]
        change = {"kind": "raise_capacity", "vehicle": vehicle, "load": load, "by": by}
        return Finding(reason("cannot_carry", load=load), change)
    facts = {"load": load, "amount": need[worst], "most": car.capacity[worst]}
    return Finding(reason("too_big", **facts), {"kind": "split_order", "visit": key, "parts": fewest})


def _parts(amount: int, most: int) -> int:
    """Into how many parts an amount must be split; more than MOST_PARTS when it never fits."""
    if amount <= most:
        return 1
    return -(-amount // most) if most else MOST_PARTS + 1


def _no_road(net: Network, visit: int) -> Finding | None:
    place, cars = net.place[visit], who_can_carry(net, visit)
    if any(_reaches(car, place) for car in cars):
        return None
    near = [at for at in range(len(net.problem.places)) if any(_reaches(car, at) for car in cars)]
    meet = min(near, key=lambda at: (_apart(net, at, place), at))
    move = {
        "kind": "move_visit",
        "visit": net.problem.visits[visit].key,
        "place": net.problem.places[meet].key,
    }
    return Finding(reason("no_road"), move)


def _reaches(car: Car, place: int) -> bool:
    legs = ((car.start, place), (place, car.end))
    return all(limits.NO_ROAD not in (car.seconds[a][b], car.metres[a][b]) for a, b in legs)


def _apart(net: Network, one: int, other: int) -> float:
    a, b = net.problem.places[one], net.problem.places[other]
    if a.longitude is None or b.longitude is None or a.latitude is None or b.latitude is None:
        return 0.0
    return abs(a.longitude - b.longitude) + abs(a.latitude - b.latitude)


def _no_hours(net: Network, visit: int) -> Finding | None:
    cars = [car for car in who_can_carry(net, visit) if _reaches(car, net.place[visit])]
    if any(fits(net, car, [visit]) and car.max_visits for car in cars):
        return None
    found = [_hours_of(net, car, visit) for car in cars]
    return min(found, key=lambda one: one[0])[1]


def _hours_of(net: Network, car: Car, visit: int) -> tuple[int, Finding]:
    """What keeps this vehicle from making a tour for the visit alone, and how far off it is."""
    key = net.problem.vehicles[car.index].key
    out = car.opens + car.seconds[car.start][net.place[visit]]
    start = first_start(net.windows[visit], out)
    if start is None:
        late = out - net.windows[visit][-1][1]
        window = {"opens": out, "closes": min(out + COURTESY, limits.MAX_TIME)}
        widen = {"kind": "widen_window", "visit": net.problem.visits[visit].key, **window}
        return late, Finding(reason("window_too_early", seconds=late), widen)
    home = net.service[visit] + car.seconds[net.place[visit]][car.end]
    over = start + home - car.closes
    if over > 0:
        code = "window_too_late" if out + home <= car.closes else "too_far_for_shift"
        extend = {"kind": "extend_shift", "vehicle": key, "seconds": over}
        return over, Finding(reason(code, vehicle=key, seconds=over), extend)
    return _limits_of(net, car, visit, key)


def _limits_of(net: Network, car: Car, visit: int, key: str) -> tuple[int, Finding]:
    timing, metres = strict_timing(net, car, [visit]), metres_of(net, car, [visit])
    if timing is None:
        drop = {"kind": "drop_breaks", "vehicle": key}
        return limits.MAX_TIME, Finding(reason("break_in_the_way", vehicle=key), drop)
    if timing.seconds > car.max_seconds:
        over = timing.seconds - car.max_seconds
        change = {"kind": "raise_limit", "vehicle": key, "limit": "max_seconds", "by": over}
        return over, Finding(reason("too_long_for_vehicle", vehicle=key, seconds=over), change)
    if metres > car.max_metres:
        over = metres - car.max_metres
        change = {"kind": "raise_limit", "vehicle": key, "limit": "max_metres", "by": over}
        return over, Finding(reason("too_far_for_vehicle", vehicle=key, metres=over), change)
    change = {"kind": "raise_limit", "vehicle": key, "limit": "max_visits", "by": 1}
    return 0, Finding(reason("no_stops_allowed", vehicle=key), change)


_QUESTIONS: tuple[Callable[[Network, int], Finding | None], ...] = (
    _nobody_may,
    _nobody_can_carry,
    _no_road,
    _no_hours,
)
