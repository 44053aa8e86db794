"""The records of the warehouse."""

from wms.models.counting import Count, CountLine, CountRequest
from wms.models.items import Barcode, Item, Lot, Owner, Pack
from wms.models.outbound import Backorder, OutboundOrder, OutboundOrderLine, Shipment
from wms.models.packing import CartonType, Parcel, ParcelLine
from wms.models.picking import (
    Pick,
    PickStep,
    PickWalk,
    ToteUse,
    Wave,
    WaveShipment,
)
from wms.models.places import HandlingUnit, Location, Site, SiteAccess
from wms.models.printing import Printer, PrintJob
from wms.models.serials import Serial, SerialMove
from wms.models.stock import Allocation, Promise, PromiseBucket, StockBalance, StockEntry, StockTransaction

__all__ = [
    "Allocation",
    "Backorder",
    "Barcode",
    "CartonType",
    "Count",
    "CountLine",
    "CountRequest",
    "HandlingUnit",
    "Item",
    "Location",
    "Lot",
    "OutboundOrder",
    "OutboundOrderLine",
    "Owner",
    "Pack",
    "Parcel",
    "ParcelLine",
    "Pick",
    "PickStep",
    "PickWalk",
    "PrintJob",
    "Printer",
    "Promise",
    "PromiseBucket",
    "Serial",
    "SerialMove",
    "Shipment",
    "Site",
    "SiteAccess",
    "StockBalance",
    "StockEntry",
    "StockTransaction",
    "ToteUse",
    "Wave",
    "WaveShipment",
]
