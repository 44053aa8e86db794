"""Every status of the last mile, and every lifecycle, on one page."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Lifecycle


class AddressStatus(TextChoices):
    """Whether one may drive to an address."""

    LOCATED = "LOCATED", _("Located")
    CHECK = "CHECK", _("Check this address")
    CONFIRMED = "CONFIRMED", _("Confirmed")
    UNDELIVERABLE = "UNDELIVERABLE", _("Undeliverable")


ADDRESS = Lifecycle(
    {
        AddressStatus.LOCATED: {AddressStatus.CHECK, AddressStatus.CONFIRMED, AddressStatus.UNDELIVERABLE},
        AddressStatus.CHECK: {AddressStatus.LOCATED, AddressStatus.CONFIRMED, AddressStatus.UNDELIVERABLE},
        AddressStatus.CONFIRMED: {AddressStatus.CHECK, AddressStatus.CONFIRMED, AddressStatus.UNDELIVERABLE},
        AddressStatus.UNDELIVERABLE: {AddressStatus.CHECK, AddressStatus.CONFIRMED},
    }
)
REACHABLE = (AddressStatus.LOCATED, AddressStatus.CONFIRMED)
"""Deliveries to these may be planned."""


class AddressLevel(TextChoices):
    """How exactly the pin of an address is known."""

    GIVEN = "GIVEN", _("Coordinates given with the order")
    HAND = "HAND", _("Pin set by hand")
    HOUSE = "HOUSE", _("House")
    INTERPOLATED = "INTERPOLATED", _("Between two known houses")
    STREET = "STREET", _("Street only")
    POSTCODE = "POSTCODE", _("Postcode only")
    PLACE = "PLACE", _("Town only")


class CheckReason(TextChoices):
    """Why a person should look at an address before someone drives there."""

    NOT_FOUND = "NOT_FOUND", _("No such street or town is known here")
    ONLY_STREET = "ONLY_STREET", _("The street is known, the house number is not")
    ONLY_PLACE = "ONLY_PLACE", _("Only the town or postcode was found")
    UNSURE = "UNSURE", _("The best match is not a sure one")
    AMBIGUOUS = "AMBIGUOUS", _("Several places match equally well")
    FAR_FROM_ROADS = "FAR_FROM_ROADS", _("The point is too far from any road")
    ASKED = "ASKED", _("Somebody asked for another look")


class DeliveryStatus(TextChoices):
    """An order as the road sees it. Amending ends when its order is released in the warehouse."""

    PENDING = "PENDING", _("To be planned")
    PLANNED = "PLANNED", _("Planned")
    OUT = "OUT", _("Out for delivery")
    DELIVERED = "DELIVERED", _("Delivered")
    FAILED = "FAILED", _("Failed")
    RETURNED = "RETURNED", _("Back in the warehouse")
    CANCELLED = "CANCELLED", _("Cancelled")


DELIVERY = Lifecycle(
    {
        DeliveryStatus.PENDING: {
            DeliveryStatus.PLANNED,
            DeliveryStatus.CANCELLED,
            DeliveryStatus.DELIVERED,
        },
        DeliveryStatus.PLANNED: {
            DeliveryStatus.PENDING,
            DeliveryStatus.OUT,
            DeliveryStatus.CANCELLED,
            DeliveryStatus.DELIVERED,
        },
        DeliveryStatus.OUT: {DeliveryStatus.DELIVERED, DeliveryStatus.FAILED},
        # A slip of the finger at the door is undone; a late "delivered" beats a "failed" (decision 32), and
        # what was handed over while the phone was offline beats what was planned meanwhile.
        DeliveryStatus.DELIVERED: {DeliveryStatus.OUT},
        DeliveryStatus.FAILED: {
            DeliveryStatus.OUT,
            DeliveryStatus.DELIVERED,
            DeliveryStatus.PENDING,
            DeliveryStatus.RETURNED,
        },
        # Somebody decides otherwise while the goods stand at the dock: another try, or they were scanned in
        # by mistake.
        DeliveryStatus.RETURNED: {DeliveryStatus.PENDING, DeliveryStatus.FAILED},
        DeliveryStatus.CANCELLED: {DeliveryStatus.DELIVERED},
    }
)


class SiteChoice(TextChoices):
    """Why an order leaves from the site that it leaves from."""

    GIVEN = "GIVEN", _("The order named it")
    ONLY = "ONLY", _("The only site there is")
    NEAREST_WITH_STOCK = "NEAREST_WITH_STOCK", _("The nearest site that can promise all of it")
    MOST_STOCK = "MOST_STOCK", _("No site can promise all of it; this one can promise the most")
    IN_TIME = "IN_TIME", _("Nearer sites with the stock are past their cut-off for that day")
    NO_POINT = "NO_POINT", _("Chosen by stock alone: the address is not located yet")


class AttemptOutcome(TextChoices):
    """How a visit to the door ended."""

    DELIVERED = "DELIVERED", _("Delivered")
    FAILED = "FAILED", _("Failed")


class FailureReason(TextChoices):
    """Why nothing was handed over."""

    NOT_HOME = "NOT_HOME", _("Nobody there")
    REFUSED = "REFUSED", _("Refused")
    WRONG_ADDRESS = "WRONG_ADDRESS", _("Wrong address")
    NO_ACCESS = "NO_ACCESS", _("No access")
    CLOSED = "CLOSED", _("Closed")
    DAMAGED = "DAMAGED", _("Goods damaged")
    MISSING = "MISSING", _("Goods missing")
    OUT_OF_TIME = "OUT_OF_TIME", _("Ran out of time")
    OTHER = "OTHER", _("Other")


class VehicleKind(TextChoices):
    """What drives; it decides which roads may be used."""

    VAN = "VAN", _("Van")
    BIKE = "BIKE", _("Cargo bike")
    TRUCK = "TRUCK", _("Truck")


class LoadingPolicy(TextChoices):
    """How strictly the order of loading follows the order of stops."""

    STRICT_LIFO = "STRICT_LIFO", _("Strict: last stop first")
    SOFT_LIFO = "SOFT_LIFO", _("Last stop first, with a price for digging")
    SIDE_ACCESS = "SIDE_ACCESS", _("Any order: side access")
    ROLL_CAGE = "ROLL_CAGE", _("By roll cage")


class DoorSide(TextChoices):
    """Through which door a compartment is reached."""

    REAR = "REAR", _("Rear")
    LEFT = "LEFT", _("Left")
    RIGHT = "RIGHT", _("Right")
    TOP = "TOP", _("Top")


class DraftStatus(TextChoices):
    """A preview of routes."""

    PREVIEW = "PREVIEW", _("Preview")
    COMMITTED = "COMMITTED", _("Committed")
    STALE = "STALE", _("Stale: its orders or vehicles changed")
    DISCARDED = "DISCARDED", _("Discarded")


DRAFT = Lifecycle(
    {
        DraftStatus.PREVIEW: {DraftStatus.COMMITTED, DraftStatus.STALE, DraftStatus.DISCARDED},
        DraftStatus.STALE: {DraftStatus.PREVIEW, DraftStatus.DISCARDED},
        DraftStatus.COMMITTED: {},
        DraftStatus.DISCARDED: {},
    }
)


class RouteStatus(TextChoices):
    """What one vehicle does in one shift. How far loading is, is the load's business alone."""

    PLANNED = "PLANNED", _("Planned")
    RELEASED = "RELEASED", _("Released")
    DEPARTED = "DEPARTED", _("On the road")
    RETURNED = "RETURNED", _("Returned")
    CLOSED = "CLOSED", _("Closed")
    CANCELLED = "CANCELLED", _("Cancelled")


ROUTE = Lifecycle(
    {
        RouteStatus.PLANNED: {RouteStatus.RELEASED, RouteStatus.CANCELLED},
        RouteStatus.RELEASED: {RouteStatus.DEPARTED, RouteStatus.CANCELLED},
        RouteStatus.DEPARTED: {RouteStatus.RETURNED},
        RouteStatus.RETURNED: {RouteStatus.CLOSED},
        RouteStatus.CLOSED: {},
        RouteStatus.CANCELLED: {},
    }
)
ACTIVE_ROUTES = (RouteStatus.PLANNED, RouteStatus.RELEASED, RouteStatus.DEPARTED)
"""A vehicle and a driver are on one of these at a time."""


class RevisionKind(TextChoices):
    """What a revision of a route changed."""

    PLAN = "PLAN", _("First plan")
    INFO = "INFO", _("Notes")
    RETIME = "RETIME", _("Times")
    INSERT = "INSERT", _("A stop was added")
    REMOVE = "REMOVE", _("A stop was taken out")
    RESEQUENCE = "RESEQUENCE", _("The order of stops")
    TRANSFER = "TRANSFER", _("Another vehicle or driver")


class EditKind(TextChoices):
    """What somebody changed on routes by hand."""

    MOVE_STOP = "MOVE_STOP", _("A stop was moved")
    ASSIGN_DRIVER = "ASSIGN_DRIVER", _("Another driver")


class RemedyKind(TextChoices):
    """What can be done about a route that runs late."""

    MOVE_LATE = "MOVE_LATE", _("Move the late stops")
    START_EARLIER = "START_EARLIER", _("Start earlier")
    ANOTHER_DRIVER = "ANOTHER_DRIVER", _("Another driver")
    TELL = "TELL", _("Tell the recipients")


class StopStatus(TextChoices):
    """One visit at one place."""

    PLANNED = "PLANNED", _("Planned")
    ARRIVED = "ARRIVED", _("At the door")
    DONE = "DONE", _("Done")
    SKIPPED = "SKIPPED", _("Skipped")
    CANCELLED = "CANCELLED", _("Taken out")


STOP = Lifecycle(
    {
        StopStatus.PLANNED: {StopStatus.ARRIVED, StopStatus.DONE, StopStatus.SKIPPED, StopStatus.CANCELLED},
        StopStatus.ARRIVED: {StopStatus.DONE, StopStatus.SKIPPED, StopStatus.PLANNED},
        StopStatus.DONE: {StopStatus.ARRIVED},
        StopStatus.SKIPPED: {StopStatus.PLANNED, StopStatus.ARRIVED, StopStatus.DONE},
        StopStatus.CANCELLED: {},
    }
)


class TaskKind(TextChoices):
    """One thing to do at a stop."""

    DELIVER = "DELIVER", _("Deliver")
    COLLECT = "COLLECT", _("Collect")
    BREAK = "BREAK", _("Break")
    RELOAD = "RELOAD", _("Reload")
    CHARGE = "CHARGE", _("Charge")


class TaskStatus(TextChoices):
    """How one thing to do at a stop ended."""

    OPEN = "OPEN", _("To do")
    DONE = "DONE", _("Done")
    FAILED = "FAILED", _("Failed")
    CANCELLED = "CANCELLED", _("Taken out")


TASK = Lifecycle(
    {
        TaskStatus.OPEN: {TaskStatus.DONE, TaskStatus.FAILED, TaskStatus.CANCELLED},
        TaskStatus.DONE: {TaskStatus.OPEN},
        TaskStatus.FAILED: {TaskStatus.OPEN, TaskStatus.DONE},
        TaskStatus.CANCELLED: {},
    }
)


class LoadStatus(TextChoices):
    """How far the loading of one trip is."""

    PLANNED = "PLANNED", _("To be loaded")
    LOADING = "LOADING", _("Loading")
    LOADED = "LOADED", _("Loaded")
    CANCELLED = "CANCELLED", _("Cancelled")


LOAD = Lifecycle(
    {
        LoadStatus.PLANNED: {LoadStatus.LOADING, LoadStatus.CANCELLED},
        LoadStatus.LOADING: {LoadStatus.LOADED, LoadStatus.PLANNED, LoadStatus.CANCELLED},
        LoadStatus.LOADED: {LoadStatus.LOADING},
        LoadStatus.CANCELLED: {},
    }
)


class FixDoubt(TextChoices):
    """Why a position of a phone is kept as history only and never shown as where the vehicle is."""

    SPEED = "SPEED", _("No vehicle is that fast")
    CLOCK = "CLOCK", _("The phone's clock is ahead")
    VAGUE = "VAGUE", _("Too inexact")


class FixRefusal(TextChoices):
    """Why a position of a phone is not kept at all."""

    NO_ROUTE = "NO_ROUTE", _("No route of yours is on the road at that time")
    OFF_SHIFT = "OFF_SHIFT", _("Outside the shift")
    IMPOSSIBLE = "IMPOSSIBLE", _("Not a place on the globe")


class EstimateSource(TextChoices):
    """Where the driving time to the next stop comes from; later legs are the plan's where it still holds."""

    ROADS = "ROADS", _("By roads, just now")
    PLAN = "PLAN", _("By the plan's driving times")
    ESTIMATED = "ESTIMATED", _("Estimated without roads")


class EstimateBasis(TextChoices):
    """What is known of the vehicle that an estimate starts from."""

    POSITION = "POSITION", _("Its position")
    AT_STOP = "AT_STOP", _("It stands at a stop")
    LAST_STOP = "LAST_STOP", _("The last stop it left")
    DEPARTURE = "DEPARTURE", _("Its departure")
    PLAN = "PLAN", _("The plan: it has not left")


class WatchStatus(TextChoices):
    """Whether somebody works out the arrivals of a site right now."""

    IDLE = "IDLE", _("Waiting for its turn")
    WORKING = "WORKING", _("Being worked out")


WATCH = Lifecycle(
    {WatchStatus.IDLE: {WatchStatus.WORKING}, WatchStatus.WORKING: {WatchStatus.WORKING, WatchStatus.IDLE}}
)


class IncidentKind(TextChoices):
    """What a person must look at. The screen says "exception"."""

    LATE = "LATE", _("Late")
    AT_RISK = "AT_RISK", _("At risk")
    NO_POSITION = "NO_POSITION", _("No signal")
    LONG_STOP = "LONG_STOP", _("Stands too long")
    LATE_DEPARTURE = "LATE_DEPARTURE", _("Has not left")
    NOT_DELIVERED = "NOT_DELIVERED", _("Not delivered")
    CONFLICT = "CONFLICT", _("Two reports disagree")
    SHORT_PICK = "SHORT_PICK", _("Goods missing at the pick")
    SHORT_LOAD = "SHORT_LOAD", _("Goods missing on the vehicle")
    ROAD = "ROAD", _("Road trouble")


WATCHED_KINDS = (
    IncidentKind.LATE,
    IncidentKind.AT_RISK,
    IncidentKind.NO_POSITION,
    IncidentKind.LONG_STOP,
    IncidentKind.LATE_DEPARTURE,
    IncidentKind.NOT_DELIVERED,
)
"""The detector sees when the cause of these is gone. The others end when a person says so."""


class Severity(TextChoices):
    """How soon somebody must look."""

    HIGH = "HIGH", _("Now")
    MEDIUM = "MEDIUM", _("Soon")
    LOW = "LOW", _("When there is time")


class IncidentStatus(TextChoices):
    """How far the looking at an incident is."""

    OPEN = "OPEN", _("Open")
    ACKNOWLEDGED = "ACKNOWLEDGED", _("Somebody is on it")
    SNOOZED = "SNOOZED", _("Snoozed")
    RESOLVED = "RESOLVED", _("Resolved")


INCIDENT = Lifecycle(
    {
        IncidentStatus.OPEN: {IncidentStatus.ACKNOWLEDGED, IncidentStatus.SNOOZED, IncidentStatus.RESOLVED},
        IncidentStatus.ACKNOWLEDGED: {IncidentStatus.OPEN, IncidentStatus.SNOOZED, IncidentStatus.RESOLVED},
        IncidentStatus.SNOOZED: {
            IncidentStatus.OPEN,
            IncidentStatus.ACKNOWLEDGED,
            IncidentStatus.RESOLVED,
        },
        IncidentStatus.RESOLVED: {IncidentStatus.OPEN},
    }
)
