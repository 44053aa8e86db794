"""Ruin and recreate: take strings of neighbouring stops out, put them back where they cost least, repeat.

The slack induction by string removals of Christiaens and Vanden Berghe (2020): adjacent stretches of nearby
routes are removed together, which opens room where it helps; visits return in a shuffled order to their
cheapest places, now and then overlooking one. A worse plan is kept with a probability that falls as the
budget is used up. All costs are exact; a plan is never impossible on the way.
"""

from collections.abc import Callable, Mapping, Sequence
from math import exp, log
from random import Random

from routing.engine.fleet import NOWHERE, Fleet
from routing.engine.neighbours import nearest
from routing.engine.network import Network
from routing.engine.tours import cost_of

Sequences = dict[int, list[int]]
REMOVED = 10  # visits taken out per step, on average
LONGEST = 10  # visits of one string
SPLIT = 0.5  # share of strings that leave a stretch in their middle alone
LONGER = 0.01  # chance that this stretch does not grow
WARM, COLD = 0.2, 0.003  # temperatures, in mean costs of a leg
LOOK_EVERY = 8  # steps between two looks at the clock


def ruin_and_recreate(
    net: Network,
    start: Mapping[int, Sequence[int]],
    spent: Callable[[int], float],
    on_plan: Callable[[Sequences], None],
    seed: int,
) -> Sequences:
    """Improve `start` until `spent(steps)` says 1 (all of the budget is used); the best plan found.

    `start` must be possible. `on_plan` hears of every better plan.
    """
    fleet = Fleet(net, start)
    lists = nearest(net)
    fleet.near = lists
    return _Annealing(fleet, lists, Random(seed)).run(spent, on_plan)  # noqa: S311 - a search, not a secret


class _Annealing:
    """The search with its dice, its temperature and its best plan."""

    def __init__(self, fleet: Fleet, near: list[list[int]], dice: Random) -> None:
        self.fleet, self.near, self.dice = fleet, near, dice
        self.keys = _sort_keys(fleet.net)
        planned = sum(len(tour.order) + 1 for tour in fleet.tours if tour.order)
        driven = sum(cost_of(fleet.net, tour) - tour.car.fixed for tour in fleet.tours if tour.order)
        self.leg = max(1, driven // max(1, planned))

    def run(self, spent: Callable[[int], float], on_plan: Callable[[Sequences], None]) -> Sequences:
        fleet, steps, share = self.fleet, 0, 0.0
        best, best_plan = fleet.total, fleet.sequences()
        if not fleet.net.place:
            return best_plan
        while share < 1:
            if steps % LOOK_EVERY == 0:
                share = spent(steps)
                heat = self.leg * WARM * exp(log(COLD / WARM) * min(share, 1.0))
            steps += 1
            before = fleet.total
            self._step()
            if fleet.settle() < before - heat * log(1 - self.dice.random()):
                fleet.keep()
                if fleet.total < best:
                    best, best_plan = fleet.total, fleet.sequences()
                    on_plan(best_plan)
            else:
                fleet.undo(before)
        return best_plan

    def _step(self) -> None:
        fleet, dice = self.fleet, self.dice
        fleet.take_out(self._ruin())
        waiting = list(fleet.absent)
        dice.shuffle(waiting)
        key = dice.choices(self.keys, weights=SORT_WEIGHTS)[0]
        if key is not None:
            waiting.sort(key=key.__getitem__)
        fleet.absent = [visit for visit in waiting if not fleet.place(visit, dice)]

    def _ruin(self) -> list[int]:
        """Strings of visits around one visit, each from another route."""
        fleet, dice = self.fleet, self.dice
        used = [len(tour.order) for tour in fleet.tours if tour.order]
        if not used:
            return []
        longest = min(LONGEST, sum(used) // len(used) or 1)
        most = max(1.0, 4.0 * REMOVED / (1 + longest) - 1)
        strings = int(dice.uniform(1, most + 1))
        seed = dice.randrange(len(fleet.net.place))
        out: list[int] = []
        cars: set[int] = set()
        for visit in (seed, *self.near[seed]):
            car = fleet.car_of[visit]
            if car == NOWHERE or car in cars or visit in fleet.net.prefixed:
                continue
            cars.add(car)
            out += self._string(car, visit, longest)
            if len(cars) >= strings:
                break
        return out

    def _string(self, car: int, visit: int, longest: int) -> list[int]:
        """A stretch of one route that holds `visit`, sometimes without its middle."""
        dice, order = self.dice, self.fleet.tours[car].order
        first = len(self.fleet.net.cars[car].prefix)
        free = len(order) - first
        length = dice.randint(1, min(longest, free))
        spared = 0
        if 1 < length < free and dice.random() < SPLIT:
            spared = 1
            while length + spared < free and dice.random() < LONGER:
                spared += 1
        at = self.fleet.spot_of[visit] - first
        low, high = max(0, at - length - spared + 1), min(at, free - length - spared)
        begin = first + dice.randint(low, high)
        stretch = order[begin : begin + length + spared]
        if spared:
            cut = dice.randint(0, length)
            stretch = stretch[:cut] + stretch[cut + spared :]
        return stretch


SORT_WEIGHTS = (4, 4, 2, 1, 2, 2, 2)


def _sort_keys(net: Network) -> list[list[int] | None]:
    """Orders in which visits return: shuffled, large first, far first, near first, and by their windows."""
    depot, rows = net.cars[0].start, net.cars[0].seconds
    away = [rows[depot][place] for place in net.place]
    most = [max([car.capacity[at] for car in net.cars] or [1]) or 1 for at in range(len(net.problem.loads))]
    size = [
        max([amount * 1_000 // of for amount, of in zip(amounts, most, strict=True)] or [0])
        for amounts in net.delivery
    ]
    opens = [windows[0][0] if windows else 0 for windows in net.windows]
    closes = [windows[-1][1] if windows else 1 << 40 for windows in net.windows]
    wide = [last - first for first, last in zip(opens, closes, strict=True)]
    return [None, [-one for one in size], [-far for far in away], away, wide, opens, [-c for c in closes]]
