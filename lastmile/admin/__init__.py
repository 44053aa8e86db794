"""The last mile in the admin: reference data is edited, what has a lifecycle or a location is looked at."""

from lastmile.admin import day, doors, fleet, rules

__all__ = ["day", "doors", "fleet", "rules"]
