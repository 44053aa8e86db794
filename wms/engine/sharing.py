"""Which part of an order's goods goes with which of its shipments. Plain arithmetic."""

from collections.abc import Sequence


def first_part(claims: Sequence[tuple[int, int]], *, share: int, of: int) -> list[int]:
    """How many of each claim (quantity, weight of one) make up `share` parts in `of` of their whole weight.

    Claims are taken in their order; one is cut where the part is reached, so that a rest never gets more than
    is left. What weighs nothing counts as one gram. With `share` equal to `of` everything is taken.
    """
    weights = [max(1, each) for _quantity, each in claims]
    total = sum(quantity * weight for (quantity, _), weight in zip(claims, weights, strict=True))
    room = total * share // of
    taken = []
    for (quantity, _each), weight in zip(claims, weights, strict=True):
        step = min(quantity, room // weight)
        room -= step * weight
        taken.append(step)
    return taken
