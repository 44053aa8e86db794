"""What this plan leaves no room for: the visit could be made alone, but not beside the others.

The cheapest change is looked for by asking the plan again: at any price, at any time, with longer shifts;
when none of that helps, one vehicle more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from routing.engine.evaluate import judge_route
from routing.engine.insertion import fits
from routing.engine.limits import MAX_TIME
from routing.engine.network import Network
from routing.engine.obstacles import COURTESY, Finding, who_can_carry
from routing.engine.problem import Problem, TimeWindow
from routing.engine.quotes import Quotes
from routing.engine.reasons import reason

LONGEST_OVERTIME = 7_200  # seconds; beyond it another vehicle is the better advice


class Shortage:
    """One plan, asked about many visits."""

    def __init__(self, net: Network, sequences: Mapping[int, Sequence[int]]) -> None:
        self.net = net
        self.quotes = Quotes(net, sequences)
        self._overtime: Quotes | None = None

    def has_place(self, visit: int) -> bool:
        """Is there a place that costs no more than leaving the visit out?"""
        quote = self.quotes.best(visit)
        return quote is not None and quote.parts <= self.net.penalty[visit]

    def of(self, visit: int) -> Finding:
        """The change that makes room."""
        if self.quotes.best(visit) is not None:
            return self.too_dear(visit)
        return (
            self._another_time(visit)
            or self._longer_shift(visit)
            or self._locked_to_full(visit)
            or self._another_vehicle(visit)
        )

    def too_dear(self, visit: int) -> Finding:
        """There is a place, but leaving the visit out costs less."""
        wanted = self.net.problem.visits[visit]
        mandatory = {"kind": "make_mandatory", "visit": wanted.key}
        return Finding(reason("too_expensive", penalty=wanted.penalty), mandatory)

    def _another_time(self, visit: int) -> Finding | None:
        """The same plan has room for the visit outside of its windows."""
        wanted = self.net.problem.visits[visit]
        quote = self.quotes.best(visit, any_time=True) if wanted.windows else None
        if quote is None:
            return None
        visits = tuple(
            replace(other, windows=()) if other is wanted else other for other in self.net.problem.visits
        )
        free = Network(replace(self.net.problem, visits=visits), like=self.net)
        timing = judge_route(free, free.cars[quote.car], self.quotes.order_with(visit, quote)).timing
        start = timing.starts[quote.at]
        window = {"opens": start, "closes": min(start + COURTESY, MAX_TIME)}
        return Finding(reason("windows_full"), {"kind": "widen_window", "visit": wanted.key, **window})

    def _longer_shift(self, visit: int) -> Finding | None:
        """Two hours more would do; the vehicle that needs them is named with what it needs."""
        if self._overtime is None:
            longer = Network(_with_overtime(self.net.problem), like=self.net)
            self._overtime = Quotes(longer, self.quotes.orders)
        quote = self._overtime.best(visit)
        if quote is None:
            return None
        net, order = self._overtime.net, self._overtime.order_with(visit, quote)
        over = judge_route(net, net.cars[quote.car], order).timing.arrival - self.net.cars[quote.car].closes
        if over <= 0:
            return None
        key = self.net.problem.vehicles[quote.car].key
        extend = {"kind": "extend_shift", "vehicle": key, "seconds": over}
        return Finding(reason("shifts_full", vehicle=key, seconds=over), extend)

    def _locked_to_full(self, visit: int) -> Finding | None:
        """It is locked to a vehicle that has no room."""
        locked = self.net.locked_to.get(visit)
        if locked is None:
            return None
        key = self.net.problem.vehicles[locked].key
        unlock = {"kind": "unlock", "visit": self.net.problem.visits[visit].key}
        return Finding(reason("locked_and_full", vehicle=key), unlock)

    def _another_vehicle(self, visit: int) -> Finding:
        """One more of the cheapest kind that could make the visit alone."""
        net = self.net
        able = [car for car in who_can_carry(net, visit) if fits(net, car, [visit]) and car.max_visits]
        like = net.problem.vehicles[min(able, key=lambda car: (car.fixed, car.index)).index].key
        number = 2
        while f"{like} ({number})" in net.car_index:
            number += 1
        more = {"kind": "add_vehicle", "like": like, "key": f"{like} ({number})"}
        return Finding(reason("vehicles_full" if self._no_space(visit) else "all_full"), more)

    def _no_space(self, visit: int) -> bool:
        """Would every vehicle that could take it be overloaded, whatever the time?"""
        net = self.net
        for car in who_can_carry(net, visit):
            order = (*self.quotes.orders[car.index], visit)
            sums = [
                max(
                    sum(net.delivery[stop][at] for stop in order), sum(net.pickup[stop][at] for stop in order)
                )
                for at in range(len(car.capacity))
            ]
            if all(amount <= most for amount, most in zip(sums, car.capacity, strict=True)):
                return False
        return True


def _with_overtime(problem: Problem) -> Problem:
    vehicles = tuple(
        replace(vehicle, shift=TimeWindow(vehicle.shift.opens, vehicle.shift.closes + LONGEST_OVERTIME))
        for vehicle in problem.vehicles
    )
    return replace(problem, vehicles=vehicles)
