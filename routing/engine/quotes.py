"""What would it cost to add this visit to this plan, and where? The answer to one new order.

The routes are looked at once and asked many times: a millisecond or two per question with 600 open stops.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from routing.engine.insertion import fits
from routing.engine.network import Car, Network
from routing.engine.offers import NO_PLACE, RouteState, VisitArrays, best_places
from routing.engine.rests import FOREVER

FIRST_ROW = np.array([0])


@dataclass(frozen=True, slots=True)
class Quote:
    """The cheapest place: extra cost in parts of a minor unit, the car, the position on its route."""

    parts: int
    car: int
    at: int


class Quotes:
    """A plan that can be asked where one more visit would go."""

    def __init__(self, net: Network, sequences: Mapping[int, Sequence[int]]) -> None:
        self.net = net
        self.orders = {car.index: list(sequences.get(car.index, car.prefix)) for car in net.cars}
        self._states: dict[int, RouteState | None] = {}

    def best(self, visit: int, *, any_time: bool = False) -> Quote | None:
        """The cheapest place for `visit` (`any_time`: as if it had no windows); None when there is none."""
        arrays = VisitArrays(self.net, [visit])
        if any_time:
            arrays.opens[:], arrays.closes[:] = 0, FOREVER
        quotes = [quote for car in self.net.cars if (quote := self._in(car, visit, arrays)) is not None]
        return min(quotes, key=lambda quote: (quote.parts, quote.car), default=None)

    def order_with(self, visit: int, quote: Quote) -> list[int]:
        """The route of the quoted car with the visit in it."""
        order = self.orders[quote.car]
        return [*order[: quote.at], visit, *order[quote.at :]]

    def _in(self, car: Car, visit: int, arrays: VisitArrays) -> Quote | None:
        state = self._state(car)
        if state is None or not self.net.allowed[car.index][visit]:
            return None
        banned: set[tuple[int, int]] = set()
        while True:
            cost, at = best_places(car, state, arrays, FIRST_ROW, banned)
            if cost[0] >= NO_PLACE:
                return None
            quote = Quote(int(cost[0]), car.index, int(at[0]))
            if car.plain or fits(self.net, car, self.order_with(visit, quote)):
                return quote
            banned.add((0, quote.at))

    def _state(self, car: Car) -> RouteState | None:
        if car.index not in self._states:
            self._states[car.index] = RouteState.of(self.net, car, self.orders[car.index])
        return self._states[car.index]
