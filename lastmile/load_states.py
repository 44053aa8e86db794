"""What scans at a vehicle mean, and why a unit stays behind."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LoadOutcome(TextChoices):
    """What a scan at the vehicle meant."""

    ACCEPTED = "accepted", _("Loaded")
    OUT_OF_SEQUENCE = "out_of_sequence", _("Too early: others belong behind it")
    WRONG_VEHICLE = "wrong_vehicle", _("Wrong vehicle")
    NOT_PLANNED = "not_planned", _("On no route")
    ALREADY_LOADED = "already_loaded", _("Loaded already")
    OTHER_SITE = "other_site", _("Another site's label")
    NOT_READY = "not_ready", _("Not packed yet")
    ON_HOLD = "on_hold", _("On hold")
    UNKNOWN = "unknown", _("Not a label of ours")


class ShortReason(TextChoices):
    """Why a unit of a load does not go along."""

    MISSING = "MISSING", _("Not found")
    DAMAGED = "DAMAGED", _("Damaged")
    NO_ROOM = "NO_ROOM", _("No room in the vehicle")
    NOT_READY = "NOT_READY", _("Not packed in time")
    TAKEN_OUT = "TAKEN_OUT", _("Taken out of the route")
