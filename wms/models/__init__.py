"""The records of the warehouse."""

from wms.models.items import Barcode, Item, Lot, Owner, Pack
from wms.models.outbound import Backorder, OutboundOrder, OutboundOrderLine, Shipment
from wms.models.places import HandlingUnit, Location, Site, SiteAccess
from wms.models.serials import Serial, SerialMove
from wms.models.stock import Allocation, Promise, PromiseBucket, StockBalance, StockEntry, StockTransaction

__all__ = [
    "Allocation",
    "Backorder",
    "Barcode",
    "HandlingUnit",
    "Item",
    "Location",
    "Lot",
    "OutboundOrder",
    "OutboundOrderLine",
    "Owner",
    "Pack",
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
]
