"""Tables of what comes back."""

from returns.models.orders import ReturnOrder
from returns.models.rules import DispositionRule, ReasonRule, ReturnPlan
from returns.models.units import ReturnStep, ReturnUnit

__all__ = ["DispositionRule", "ReasonRule", "ReturnOrder", "ReturnPlan", "ReturnStep", "ReturnUnit"]
