"""Which carton to take. Plain arithmetic; how pieces fit by their shape is left to who packs."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CartonSize:
    """A carton: what it holds in millilitres, and how many grams it may weigh, the empty carton included."""

    key: int
    holds_ml: int
    max_weight_g: int
    tare_g: int


def smallest_carton(sizes: Iterable[CartonSize], *, volume_ml: int, weight_g: int) -> CartonSize | None:
    """The smallest carton that takes so much by volume and weight; the largest where none does."""
    ordered = sorted(sizes, key=lambda size: (size.holds_ml, size.max_weight_g, size.key))
    for size in ordered:
        if size.holds_ml >= volume_ml and size.max_weight_g >= weight_g + size.tare_g:
            return size
    return ordered[-1] if ordered else None
