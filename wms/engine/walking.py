"""In which order bins are visited, and which shipments share a cart. Plain arithmetic.

The way is the S-shape (traversal) heuristic of Hall, "Distance approximations for routing manual pickers in a
warehouse", IIE Transactions 25(4), 1993: every aisle with something to pick is walked through, the first one
upwards, the next one downwards. Carts are filled by the seed algorithm with the fewest additional aisles of
De Koster, van der Poort and Wolters, "Efficient orderbatching methods in warehouses", International Journal
of Production Research 37(7), 1999.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is picked. `step` is the bin's place in the walk order; without an aisle it is all."""

    aisle: str
    step: int
    code: str


@dataclass(frozen=True, slots=True)
class Load:
    """What a shipment asks of a cart: its totes, its aisles, and how early it is wanted (lower first)."""

    shipment: int
    totes: int
    aisles: frozenset[str]
    rank: int


def s_shape[K](spots: Mapping[K, Spot]) -> list[K]:
    """The keys in the order in which one walks past their spots, aisle after aisle, up and down in turn.

    Aisles come in the order of their first bin. Where two spots are one bin the smaller key comes first.
    """
    aisles: dict[str, list[K]] = defaultdict(list)
    for key in spots:
        aisles[spots[key].aisle].append(key)
    order = sorted(aisles, key=lambda aisle: min((spots[key].step, aisle) for key in aisles[aisle]))
    walk: list[K] = []
    for number, aisle in enumerate(order):
        upwards = sorted(aisles[aisle], key=lambda key: (spots[key].step, spots[key].code))
        walk += upwards if number % 2 == 0 else _downwards(upwards, spots)
    return walk


def totes_needed(*, weight_g: int, volume_ml: int, tote_weight_g: int, tote_volume_ml: int) -> int:
    """How many totes goods of so many grams and millilitres fill; at least one."""
    return max(1, -(-weight_g // tote_weight_g), -(-volume_ml // tote_volume_ml))


def fill_carts(loads: Iterable[Load], *, cart_totes: int) -> list[list[int]]:
    """Share shipments over carts that take so many totes; the shipments of each, earliest cart first.

    The seed is what is wanted first; it is joined by what adds the fewest aisles, while there is room. What
    is too much for any cart gets one of its own.
    """
    waiting = sorted(loads, key=lambda load: (load.rank, load.shipment))
    carts: list[list[int]] = []
    while waiting:
        seed, *waiting = waiting
        cart, aisles, room = [seed], set(seed.aisles), cart_totes - seed.totes
        while (best := _joins(waiting, aisles, room)) is not None:
            waiting.remove(best)
            cart.append(best)
            aisles |= best.aisles
            room -= best.totes
        carts.append([load.shipment for load in cart])
    return carts


def _joins(waiting: Sequence[Load], aisles: set[str], room: int) -> Load | None:
    fitting = [load for load in waiting if load.totes <= room]
    return min(fitting, key=lambda load: (len(load.aisles - aisles), load.rank, load.shipment), default=None)


def _downwards[K](upwards: Sequence[K], spots: Mapping[K, Spot]) -> list[K]:
    """The other way round; several picks at one bin stay in their order."""
    return sorted(upwards, key=lambda key: -spots[key].step)
