"""The records of the last mile."""

from lastmile.models.addresses import Address
from lastmile.models.deliveries import Delivery, DeliveryAttempt, DeliveryWindow
from lastmile.models.drafts import PlanDraft
from lastmile.models.fleet import Compartment, Driver, Vehicle, VehicleType
from lastmile.models.loading import Load, LoadUnit
from lastmile.models.routes import Route, RouteRevision, Trip
from lastmile.models.service_areas import ServiceArea
from lastmile.models.shifts import Shift, ShiftBreak
from lastmile.models.stops import Stop, StopTask

__all__ = [
    "Address",
    "Compartment",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryWindow",
    "Driver",
    "Load",
    "LoadUnit",
    "PlanDraft",
    "Route",
    "RouteRevision",
    "ServiceArea",
    "Shift",
    "ShiftBreak",
    "Stop",
    "StopTask",
    "Trip",
    "Vehicle",
    "VehicleType",
]
