"""Every status of the warehouse, and every lifecycle, on one page."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Lifecycle


class BaseUnit(TextChoices):
    """In what an item is counted; every quantity is a whole number of these."""

    EACH = "EACH", _("each")
    GRAM = "GRAM", _("gram")
    MILLILITRE = "MILLILITRE", _("millilitre")


class Tracking(TextChoices):
    """How far single pieces of an item are told apart."""

    NONE = "NONE", _("Not tracked")
    LOT = "LOT", _("By lot")
    SERIAL = "SERIAL", _("By serial number")


class Temperature(TextChoices):
    """Which temperature an item needs, a location has, a compartment keeps."""

    AMBIENT = "AMBIENT", _("Ambient")
    CHILLED = "CHILLED", _("Chilled")
    FROZEN = "FROZEN", _("Frozen")


class SiteKind(TextChoices):
    """What kind of place a site is."""

    WAREHOUSE = "WAREHOUSE", _("Warehouse")
    HUB = "HUB", _("Hub")
    MICRO = "MICRO", _("Micro-fulfilment centre")


class LocationKind(TextChoices):
    """What a location is for. The last four are virtual: the other side of receipts and losses."""

    BIN = "BIN", _("Bin")
    DOCK = "DOCK", _("Dock")
    LANE = "LANE", _("Staging lane")
    STATION = "STATION", _("Pick carts and packing")
    VEHICLE = "VEHICLE", _("Vehicle")
    SUPPLIER = "SUPPLIER", _("Supplier")
    CUSTOMER = "CUSTOMER", _("Customer")
    LOSS = "LOSS", _("Loss and gain")
    TRANSIT = "TRANSIT", _("Relabelling")


VIRTUAL = (LocationKind.SUPPLIER, LocationKind.CUSTOMER, LocationKind.LOSS, LocationKind.TRANSIT)
"""Their balances may be negative: they are where stock comes from and goes to."""
PROMISABLE = (LocationKind.BIN, LocationKind.DOCK, LocationKind.LANE, LocationKind.STATION)
"""Stock there may be promised; what stands in a vehicle is on the books but no longer for sale."""


class Discipline(TextChoices):
    """How a staging lane is filled and emptied."""

    DRIVE_THROUGH = "DRIVE_THROUGH", _("Drive-through: first in, first out")
    DEAD_END = "DEAD_END", _("Dead end: last in, first out")


class StockStatus(IntegerChoices):
    """Whether stock may be used."""

    AVAILABLE = 1, _("Available")
    HOLD = 2, _("On hold")
    INSPECTION = 3, _("In inspection")
    DAMAGED = 4, _("Damaged")
    QUARANTINE = 5, _("Quarantine")
    EXPIRED = 6, _("Expired")


class LotStatus(TextChoices):
    """Whether a lot may be used, wherever it lies."""

    RELEASED = "RELEASED", _("Released")
    HOLD = "HOLD", _("On hold")
    RECALLED = "RECALLED", _("Recalled")


class HandlingUnitKind(TextChoices):
    """What one moves as a whole."""

    TOTE = "TOTE", _("Tote")
    CARTON = "CARTON", _("Carton")
    CAGE = "CAGE", _("Roll cage")
    PALLET = "PALLET", _("Pallet")


class TransactionKind(TextChoices):
    """What a posting to the ledger was for."""

    OPENING = "OPENING", _("Opening balance")
    RECEIPT = "RECEIPT", _("Receipt")
    MOVE = "MOVE", _("Move")
    PICK = "PICK", _("Pick")
    LOAD = "LOAD", _("Load")
    DELIVER = "DELIVER", _("Delivery")
    RETURN = "RETURN", _("Return")
    ADJUST = "ADJUST", _("Adjustment")
    COUNT = "COUNT", _("Count")
    SCRAP = "SCRAP", _("Scrap")
    RELABEL = "RELABEL", _("Change of status or lot")
    REVERSAL = "REVERSAL", _("Reversal")


class PromiseStatus(TextChoices):
    """How a claim on an item at a site ends."""

    OPEN = "OPEN", _("Promised")
    CLOSED = "CLOSED", _("Fulfilled")
    RELEASED = "RELEASED", _("Given back")


PROMISE = Lifecycle(
    {
        PromiseStatus.OPEN: {PromiseStatus.CLOSED, PromiseStatus.RELEASED},
        # What left with a vehicle and came back whole goes out again: it stands on the claim that it left on.
        PromiseStatus.CLOSED: {PromiseStatus.OPEN},
        PromiseStatus.RELEASED: {},
    }
)


class AllocationStatus(TextChoices):
    """How a claim on one balance ends."""

    OPEN = "OPEN", _("Allocated")
    PICKED = "PICKED", _("Picked")
    RELEASED = "RELEASED", _("Given back")


ALLOCATION = Lifecycle(
    {
        AllocationStatus.OPEN: {AllocationStatus.PICKED, AllocationStatus.RELEASED},
        AllocationStatus.PICKED: {},
        AllocationStatus.RELEASED: {},
    }
)


class OrderStatus(TextChoices):
    """An outbound order, as the warehouse sees it."""

    ACCEPTED = "ACCEPTED", _("Accepted")
    RELEASED = "RELEASED", _("Released for picking")
    FULFILLED = "FULFILLED", _("Fulfilled")
    CANCELLED = "CANCELLED", _("Cancelled")


ORDER = Lifecycle(
    {
        OrderStatus.ACCEPTED: {OrderStatus.RELEASED, OrderStatus.CANCELLED},
        OrderStatus.RELEASED: {OrderStatus.FULFILLED, OrderStatus.CANCELLED},
        # Fulfilled by a slip of the finger at the door, and undone within two minutes.
        OrderStatus.FULFILLED: {OrderStatus.RELEASED},
        OrderStatus.CANCELLED: {},
    }
)


class ShipmentStatus(TextChoices):
    """The goods of one order that leave together. Written at acceptance; packing makes the units real."""

    PLANNED = "PLANNED", _("Planned")
    PICKING = "PICKING", _("Picking")
    PACKED = "PACKED", _("Packed")
    STAGED = "STAGED", _("Staged")
    LOADED = "LOADED", _("Loaded")
    ISSUED = "ISSUED", _("On the road")
    DELIVERED = "DELIVERED", _("Delivered")
    RETURNED = "RETURNED", _("Back in the warehouse")
    CANCELLED = "CANCELLED", _("Cancelled")


SHIPMENT = Lifecycle(
    {
        ShipmentStatus.PLANNED: {ShipmentStatus.PICKING, ShipmentStatus.CANCELLED},
        ShipmentStatus.PICKING: {ShipmentStatus.PACKED, ShipmentStatus.CANCELLED},
        ShipmentStatus.PACKED: {ShipmentStatus.STAGED, ShipmentStatus.CANCELLED},
        ShipmentStatus.STAGED: {ShipmentStatus.LOADED, ShipmentStatus.CANCELLED},
        ShipmentStatus.LOADED: {ShipmentStatus.ISSUED, ShipmentStatus.STAGED},
        ShipmentStatus.ISSUED: {ShipmentStatus.DELIVERED, ShipmentStatus.STAGED, ShipmentStatus.RETURNED},
        ShipmentStatus.DELIVERED: {ShipmentStatus.ISSUED},
        # Taken in by mistake, or to go out again after all.
        ShipmentStatus.RETURNED: {ShipmentStatus.ISSUED, ShipmentStatus.STAGED},
        ShipmentStatus.CANCELLED: {},
    }
)


class BackorderReason(TextChoices):
    """Why a line could not be promised in full."""

    NOT_STOCKED = "NOT_STOCKED", _("Not stocked at this site")
    NOT_ENOUGH = "NOT_ENOUGH", _("Not enough stock that is not promised already")
    ON_HOLD = "ON_HOLD", _("All remaining stock is on hold")
    TOO_OLD = "TOO_OLD", _("All remaining stock expires too soon")
    DEMOTED = "DEMOTED", _("Promised stock was lost or damaged")
    NOT_LOADED = "NOT_LOADED", _("It was not on the vehicle when it left")
    LAPSED = "LAPSED", _("The promise was for a time that has passed")


class WaveStatus(TextChoices):
    """How far the picking of what leaves together has come."""

    RELEASED = "RELEASED", _("Released")
    PICKING = "PICKING", _("Being picked")
    PICKED = "PICKED", _("Picked")
    STAGED = "STAGED", _("Staged")
    CANCELLED = "CANCELLED", _("Cancelled")


WAVE = Lifecycle(
    {
        WaveStatus.RELEASED: {WaveStatus.PICKING, WaveStatus.PICKED, WaveStatus.CANCELLED},
        WaveStatus.PICKING: {WaveStatus.RELEASED, WaveStatus.PICKED, WaveStatus.CANCELLED},
        WaveStatus.PICKED: {WaveStatus.RELEASED, WaveStatus.PICKING, WaveStatus.STAGED, WaveStatus.CANCELLED},
        WaveStatus.STAGED: {WaveStatus.PICKED},
        WaveStatus.CANCELLED: {},
    }
)


class PickStatus(TextChoices):
    """What became of one walk to one bin."""

    OPEN = "OPEN", _("To pick")
    PICKED = "PICKED", _("Picked")
    SHORT = "SHORT", _("Short")
    CANCELLED = "CANCELLED", _("Cancelled")


PICK = Lifecycle(
    {
        PickStatus.OPEN: {PickStatus.PICKED, PickStatus.SHORT, PickStatus.CANCELLED},
        PickStatus.PICKED: {PickStatus.OPEN},
        PickStatus.SHORT: {},
        PickStatus.CANCELLED: {},
    }
)


class CountReason(TextChoices):
    """Why a bin is to be counted."""

    SHORT_PICK = "SHORT_PICK", _("Less was found than wanted")
    NOT_EMPTY = "NOT_EMPTY", _("Something is left where nothing should be")
    ASKED = "ASKED", _("Asked for by hand")
    UNDONE = "UNDONE", _("An adjustment was taken back")


class CountStatus(TextChoices):
    """How far the counting of one item in one bin has come. Until it ends nobody is sent there for it."""

    TO_COUNT = "TO_COUNT", _("To count")
    TO_RECOUNT = "TO_RECOUNT", _("To count again")
    TO_APPROVE = "TO_APPROVE", _("To approve")
    AGREED = "AGREED", _("The books were right")
    ADJUSTED = "ADJUSTED", _("Books adjusted")
    REJECTED = "REJECTED", _("Books left as they were")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


COUNT = Lifecycle(
    {
        CountStatus.TO_COUNT: {
            CountStatus.TO_RECOUNT,
            CountStatus.TO_APPROVE,
            CountStatus.AGREED,
            CountStatus.WITHDRAWN,
        },
        CountStatus.TO_RECOUNT: {CountStatus.TO_APPROVE, CountStatus.AGREED, CountStatus.WITHDRAWN},
        CountStatus.TO_APPROVE: {
            CountStatus.TO_RECOUNT,
            CountStatus.AGREED,
            CountStatus.ADJUSTED,
            CountStatus.REJECTED,
        },
        CountStatus.AGREED: {},
        CountStatus.ADJUSTED: {},
        CountStatus.REJECTED: {},
        CountStatus.WITHDRAWN: {},
    }
)
COUNTED_BY_SOMEBODY = (CountStatus.TO_COUNT, CountStatus.TO_RECOUNT)
"""What stands on the floor's list of counts."""
COUNT_OVER = tuple(status for status in CountStatus if COUNT.is_final(status))


class ParcelStatus(TextChoices):
    """A carton while it is filled, and after."""

    OPEN = "OPEN", _("Being packed")
    CLOSED = "CLOSED", _("Closed")


PARCEL = Lifecycle({ParcelStatus.OPEN: {ParcelStatus.CLOSED}, ParcelStatus.CLOSED: {}})


class PrintStatus(TextChoices):
    """A label on its way to a printer."""

    WAITING = "WAITING", _("Waiting")
    SENDING = "SENDING", _("Being sent")
    SENT = "SENT", _("Sent")
    FAILED = "FAILED", _("Failed")


PRINT = Lifecycle(
    {
        PrintStatus.WAITING: {PrintStatus.SENDING},
        PrintStatus.SENDING: {PrintStatus.WAITING, PrintStatus.SENT, PrintStatus.FAILED},
        PrintStatus.SENT: {},
        PrintStatus.FAILED: {PrintStatus.WAITING},
    }
)
