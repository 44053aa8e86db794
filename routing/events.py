"""What happens in routing that others may care about."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanRequested(Event):
    """Plan runs wait for a solver."""

    run_ids: list[int]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanEnded(Event):
    """Plan runs have ended: finished with a plan, failed, or cancelled."""

    run_ids: list[int]
