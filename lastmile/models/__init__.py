"""The records of the last mile."""

from lastmile.models.addresses import Address
from lastmile.models.attempts import AttemptLine, DeliveryAttempt
from lastmile.models.deliveries import Delivery, DeliveryWindow
from lastmile.models.drafts import PlanDraft
from lastmile.models.edits import RouteEdit
from lastmile.models.estimates import SiteWatch, StopEstimate
from lastmile.models.fleet import Compartment, Driver, Vehicle, VehicleType
from lastmile.models.incidents import Incident, IncidentComment
from lastmile.models.loading import Load, LoadingTimes, LoadUnit
from lastmile.models.positions import RefusedPositions, VehiclePosition, VehicleState
from lastmile.models.routes import Route, RouteRevision, Trip
from lastmile.models.service_areas import ServiceArea
from lastmile.models.shifts import Shift, ShiftBreak
from lastmile.models.stops import Stop, StopTask
from lastmile.models.watch_rules import WatchRules

__all__ = [
    "Address",
    "AttemptLine",
    "Compartment",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryWindow",
    "Driver",
    "Incident",
    "IncidentComment",
    "Load",
    "LoadUnit",
    "LoadingTimes",
    "PlanDraft",
    "RefusedPositions",
    "Route",
    "RouteEdit",
    "RouteRevision",
    "ServiceArea",
    "Shift",
    "ShiftBreak",
    "SiteWatch",
    "Stop",
    "StopEstimate",
    "StopTask",
    "Trip",
    "Vehicle",
    "VehiclePosition",
    "VehicleState",
    "VehicleType",
    "WatchRules",
]
