"""Earliest and latest times of a route for every number of breaks that are over; see `states`.

Kept beside a tour so that a new visit can be tried at a place without timing the whole route again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from routing.engine.clockwork import first_start
from routing.engine.network import Car, Network
from routing.engine.rests import FOREVER, NEVER, RestTable
from routing.engine.states import backward_states, forward_states


@dataclass(slots=True)
class RestRows:
    """`leaves[k][b]`: earliest departure from point k with b breaks over; `due[k][b]`: latest time to be at
    point k+1 (start of service there) with b breaks over; `seconds`: length of the shortest day found."""

    rests: RestTable
    leaves: list[list[int]]
    due: list[list[int]]

    @classmethod
    def of(cls, net: Network, car: Car, order: Sequence[int]) -> "RestRows | None":
        """The rows of one route; None when breaks or hours make it impossible."""
        if not order:  # nobody drives: the leg from start to end does not count
            begin = [car.rests.of(0, state) for state in range(len(car.rests.breaks) + 1)]
            first = [max(car.opens, run.over) if run.possible else FOREVER for run in begin]
            return cls(car.rests, [first], [_ends(car)])
        found = forward_states(net, car, order, car.opens)
        if found is None:
            return None
        due = backward_states(net, car, order, car.closes)
        return cls(car.rests, found, [*due[1:], _ends(car)])

    def fits_at(self, net: Network, car: Car, points: Sequence[int], visit: int, at: int) -> bool:
        """Is there a way to take the breaks with the visit between points `at` and `at` + 1?"""
        place, stay = net.place[visit], net.service[visit]
        there, back = car.seconds[points[at]][place], car.seconds[place][points[at + 1]]
        reached = [
            first_start(net.windows[visit], time) if time < FOREVER else None
            for time in self.rests.arrivals(self.leaves[at], there)
        ]
        leaves = [FOREVER if start is None else start + stay for start in reached]
        after = self.rests.arrivals(leaves, back)
        return any(time <= bound for time, bound in zip(after, self.due[at], strict=True))


def _ends(car: Car) -> list[int]:
    """The latest arrival at the end for every number of breaks over by then."""
    many = len(car.rests.breaks)
    last = [car.rests.of(state, many) for state in range(many + 1)]
    return [min(car.closes, run.latest) if run.possible else NEVER for run in last]
