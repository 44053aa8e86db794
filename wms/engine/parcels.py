"""How heavy, large and how many parcels goods will be, before anyone has packed them. Plain arithmetic."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CARTON_ML = 60_000
CARTON_G = 25_000
"""What one person lifts, and what one carton holds."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Weight in grams and outer volume in millilitres of so many base units; None where not measured."""

    quantity: int
    weight_g: int | None
    volume_ml: int | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a shipment will probably be."""

    units: int
    weight_g: int
    volume_ml: int


def estimate(lines: Iterable[tuple[int, Sequence[Measure]]]) -> Estimate:
    """Estimate a shipment of lines: the quantity, and the item's measures as one unit and as packs.

    Full packs weigh and measure what was measured for them, the rest what single units do; where a pack was
    not measured, so many single units. What nobody measured counts nothing.
    """
    weight = volume = 0
    for quantity, measures in lines:
        weight += _total(quantity, [(m.quantity, m.weight_g) for m in measures if m.weight_g is not None])
        volume += _total(quantity, [(m.quantity, m.volume_ml) for m in measures if m.volume_ml is not None])
    units = max(1, -(-volume // CARTON_ML), -(-weight // CARTON_G))
    return Estimate(units=units, weight_g=weight, volume_ml=volume)


def _total(quantity: int, measured: Sequence[tuple[int, int]]) -> int:
    """Fill with the largest measured packs first; a rest smaller than any pack counts by share."""
    left, total = quantity, 0
    for size, amount in sorted(measured, reverse=True):
        packs, left = divmod(left, size)
        total += packs * amount
        if left and size == min(size for size, _amount in measured):
            total += -(-left * amount // size)
    return total
