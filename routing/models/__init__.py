"""The records of roads and plans."""

from routing.models.plan_runs import PlanProgress, PlanRun

__all__ = ["PlanProgress", "PlanRun"]
