"""The plan as the local search holds it: one tour per car, and where every visit stands."""

from collections.abc import Mapping, Sequence
from random import Random

from routing.engine.network import Car, Network
from routing.engine.tours import Tour, cost_of, fits_at, may_take, tour_of

NOWHERE = -1
CANDIDATES = 28  # neighbours beside which a visit is tried
BLINK_IN = 100  # one place in so many is overlooked, so that searches differ
BLINK_LEAST = 4  # of a handful of visits many places must be overlooked to get out of a corner


class Fleet:
    """All tours; `car_of` and `spot_of` say where a visit stands. `total` is the exact cost of the plan."""

    def __init__(self, net: Network, sequences: Mapping[int, Sequence[int]]) -> None:
        self.net = net
        self.car_of = [NOWHERE] * len(net.place)
        self.spot_of = [0] * len(net.place)
        self.tours: list[Tour] = []
        self.total = sum(net.penalty)
        self._saved: dict[int, Tour] = {}
        self._kinds = _kinds(net)
        self.blink_in = max(BLINK_LEAST, min(BLINK_IN, len(net.place)))
        for car in net.cars:
            tour = tour_of(net, car, list(sequences.get(car.index, ())))
            if tour is None:
                raise ValueError("a local search begins from a plan that is possible")
            self.tours.append(tour)
            self._stand(tour)
            self.total += cost_of(net, tour) - sum(net.penalty[visit] for visit in tour.order)
        self.absent = [visit for visit, car in enumerate(self.car_of) if car == NOWHERE]
        self._absent_before = list(self.absent)

    def sequences(self) -> dict[int, list[int]]:
        """The order of visits per car."""
        return {tour.car.index: list(tour.order) for tour in self.tours if tour.order}

    def take_out(self, visits: Sequence[int]) -> None:
        """Remove visits from their tours; they are absent then."""
        gone: dict[int, set[int]] = {}
        for visit in visits:
            gone.setdefault(self.car_of[visit], set()).add(visit)
            self.car_of[visit] = NOWHERE
            self.absent.append(visit)
            self.total += self.net.penalty[visit]
        for car, some in gone.items():
            order = [visit for visit in self.tours[car].order if visit not in some]
            tour = tour_of(self.net, self.net.cars[car], order)
            if tour is None:  # roads without triangle inequality: the way around was the only one
                continue
            self._put(car, tour)
            gone[car] = set()
        for car, some in gone.items():
            self._stand_again(car, some)

    def _stand_again(self, car: int, visits: set[int]) -> None:
        for visit in visits:
            self.car_of[visit] = car
            self.absent.remove(visit)
            self.total -= self.net.penalty[visit]

    def place(self, visit: int, dice: Random) -> bool:
        """Put an absent visit where it costs least; False when there is no place that is worth it."""
        found = self._cheapest(visit, dice)
        if found is None:
            return False
        car, at = found
        order = self.tours[car].order
        tour = tour_of(self.net, self.net.cars[car], [*order[:at], visit, *order[at:]])
        if tour is None:
            return False
        self._put(car, tour)
        self.total -= self.net.penalty[visit]
        return True

    def settle(self) -> int:
        """Add up what the changed tours cost now; the answer is the new total."""
        for car, before in self._saved.items():
            self.total += cost_of(self.net, self.tours[car]) - cost_of(self.net, before)
        return self.total

    def keep(self) -> None:
        """What was changed since the last keep or undo stays."""
        self._saved.clear()
        self._absent_before = list(self.absent)

    def undo(self, total: int) -> None:
        """Back to the plan of the last keep, which cost `total`."""
        for visit in self.absent:
            self.car_of[visit] = NOWHERE
        for car, tour in self._saved.items():
            for visit in self.tours[car].order:
                self.car_of[visit] = NOWHERE
            self.tours[car] = tour
        for tour in self._saved.values():
            self._stand(tour)
        self.absent = list(self._absent_before)
        self._saved.clear()
        self.total = total

    def _put(self, car: int, tour: Tour) -> None:
        self._saved.setdefault(car, self.tours[car])
        self.tours[car] = tour
        self._stand(tour)

    def _stand(self, tour: Tour) -> None:
        car, car_of, spot_of = tour.car.index, self.car_of, self.spot_of
        for at, visit in enumerate(tour.order):
            car_of[visit] = car
            spot_of[visit] = at

    def _cheapest(self, visit: int, dice: Random) -> tuple[int, int] | None:
        """Car and position with the least extra cost among the places beside neighbours and the ends."""
        spots = self._spots(visit)
        best, found = self.net.penalty[visit] + 1, None
        for car, positions in spots.items():
            tour = self.tours[car]
            if may_take(self.net, tour, visit):
                cost, at = self._best_in(tour, visit, positions, best, dice)
                if cost < best:
                    best, found = cost, (car, at)
        return found

    def _spots(self, visit: int) -> dict[int, set[int]]:
        """Positions to try, by car: around the neighbours, at both ends, and one empty car of each kind."""
        spots: dict[int, set[int]] = {}
        car_of, spot_of, tours = self.car_of, self.spot_of, self.tours
        for other in self.near[visit]:
            car = car_of[other]
            if car != NOWHERE:
                at = spot_of[other]
                if car in spots:
                    spots[car].add(at)
                    spots[car].add(at + 1)
                else:
                    spots[car] = {0, at, at + 1, len(tours[car].order)}
        for kind in self._kinds:
            for car in kind:
                if not tours[car].order:
                    spots[car] = {0}
                    break
        return spots

    def _best_in(
        self, tour: Tour, visit: int, positions: set[int], best: int, dice: Random
    ) -> tuple[int, int]:
        """The cheapest of these positions in one tour that is cheaper than `best`."""
        net, car = self.net, tour.car
        place, stay, windows = net.place[visit], net.service[visit], net.windows[visit]
        cost, seconds, points, leaves, due = car.cost, car.seconds, tour.points, tour.leaves, tour.due
        extra = stay * car.per_second + (0 if tour.order else car.fixed)
        first, from_here, spot = len(car.prefix), cost[place], NOWHERE
        for at in positions:
            before, after = points[at], points[at + 1]
            price = cost[before][place] + from_here[after] + extra
            if tour.order:
                price -= cost[before][after]
            if price >= best or at < first or dice.random() * self.blink_in < 1:
                continue
            time = leaves[at] + seconds[before][place]
            for opens, closes in windows:
                if time <= closes:
                    time = max(time, opens)
                    break
            else:
                if windows:
                    continue
            if time + stay + seconds[place][after] <= due[at] and fits_at(net, tour, visit, at):
                best, spot = price, at
        return best, spot

    @property
    def near(self) -> list[list[int]]:
        """Neighbours of every visit to insert beside."""
        return self._near

    @near.setter
    def near(self, lists: list[list[int]]) -> None:
        self._near = [row[:CANDIDATES] for row in lists]


def _kinds(net: Network) -> list[list[int]]:
    """Cars that cannot be told apart, except by their place in the fleet."""
    kinds: dict[tuple[object, ...], list[int]] = {}
    for car in net.cars:
        kinds.setdefault((kind_of(car), tuple(net.allowed[car.index])), []).append(car.index)
    return list(kinds.values())


def kind_of(car: Car) -> tuple[object, ...]:
    """Everything about a car but its index."""
    return (
        *(car.start, car.end, car.opens, car.closes, id(car.tables), car.capacity, car.rests.breaks),
        *(car.max_seconds, car.max_metres, car.max_visits),
        *(car.fixed, car.per_second, car.per_metre, car.prefix),
    )
