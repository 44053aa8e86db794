"""Finding the place of stops in a route that takes them."""

from collections.abc import Sequence
from uuid import UUID

from lastmile.services._arranging import Arranger
from lastmile.services._handling import handled_again

WORTH_LATE = 10**15
"""One more broken promise outweighs any detour."""


def best_order(
    arranger: Arranger, route: UUID, rest: Sequence[UUID], going: Sequence[UUID], position: int | None
) -> list[UUID]:
    """The stops of the route once those are on it: all together at that position among the rest (from 1), or
    one after the other each at the place where it costs least.
    """
    if position is not None:
        at = min(max(position - 1, 0), len(rest))
        return [*rest[:at], *going, *rest[at:]]
    order = list(rest)
    for stop in going:
        tried = [[*order[:at], stop, *order[at:]] for at in range(len(order) + 1)]
        order = min(tried, key=lambda one: _cost(arranger, route, one))
    return order


def _cost(arranger: Arranger, route: UUID, order: Sequence[UUID]) -> int:
    judgement = arranger.judge(route, order)
    handling = 2 * arranger.given.unit_seconds * handled_again(arranger.given, route, order)
    return len(judgement.late | judgement.faults) * WORTH_LATE + judgement.judged.timing.seconds + handling
