"""Words for what happens at a door; the lifecycles are in `states`."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HandOver(TextChoices):
    """To whom, or how, goods are handed over at the door."""

    RECIPIENT = "RECIPIENT", _("To the recipient")
    HOUSEHOLD = "HOUSEHOLD", _("To somebody at the address")
    NEIGHBOUR = "NEIGHBOUR", _("To a neighbour")
    SAFE_PLACE = "SAFE_PLACE", _("To a safe place")
    MAILBOX = "MAILBOX", _("Into the mailbox")
    COUNTER = "COUNTER", _("At a counter")


class DoorResult(TextChoices):
    """What became, at the door, of a part of one line."""

    DELIVERED = "DELIVERED", _("Handed over")
    REFUSED = "REFUSED", _("Refused")
    DAMAGED = "DAMAGED", _("Damaged")
    MISSING = "MISSING", _("Missing")


class Conflict(TextChoices):
    """Where what happened at the door and what the books said meanwhile differ."""

    DONE_ELSEWHERE = "DONE_ELSEWHERE", _("Done by a route that it was taken from")
    ORDER_CANCELLED = "ORDER_CANCELLED", _("Delivered, and cancelled meanwhile")
    DELIVERED_AND_FAILED = "DELIVERED_AND_FAILED", _("One phone says delivered, another one not")
    DELIVERED_TWICE = "DELIVERED_TWICE", _("Two phones say delivered")
    NOT_ON_VEHICLE = "NOT_ON_VEHICLE", _("Delivered, and not on the vehicle by the books")
    AFTER_RETURN = "AFTER_RETURN", _("Told after the route had ended")
    OTHER_DRIVER = "OTHER_DRIVER", _("Done by a driver who is not on this route")
    NOT_FOUND = "NOT_FOUND", _("Not found on the vehicle before it left")
