"""The records of roads and plans."""

from routing.models.found_addresses import FoundAddress
from routing.models.names import AddressPoint, Place, Street
from routing.models.plan_runs import PlanProgress, PlanRun
from routing.models.road_networks import RoadNetwork

__all__ = ["AddressPoint", "FoundAddress", "Place", "PlanProgress", "PlanRun", "RoadNetwork", "Street"]
