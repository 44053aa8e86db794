"""Every status of proofs, tracking and messages, and every lifecycle, on one page."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Lifecycle


class LinkPurpose(TextChoices):
    """For whom a tracking link was made."""

    MESSAGE = "MESSAGE", _("In a message")
    STAFF = "STAFF", _("By hand")
    API = "API", _("For another system")


class MessageTrigger(TextChoices):
    """What a recipient is told about."""

    SCHEDULED = "SCHEDULED", _("When it comes")
    DEPARTED = "DEPARTED", _("On the way")
    SOON = "SOON", _("Next stop")
    LATER = "LATER", _("Later than told")
    DELIVERED = "DELIVERED", _("Delivered")
    FAILED = "FAILED", _("Not delivered")
    CANCELLED = "CANCELLED", _("Cancelled")
    PIN = "PIN", _("New PIN")


class MessageStatus(TextChoices):
    """A message that is owed to somebody."""

    OWED = "OWED", _("Owed")
    SENDING = "SENDING", _("Being sent")
    SENT = "SENT", _("Sent")
    SUPPRESSED = "SUPPRESSED", _("Not needed any more")
    FAILED = "FAILED", _("Could not be sent")


MESSAGE = Lifecycle(
    {
        MessageStatus.OWED: {MessageStatus.SENDING},
        MessageStatus.SENDING: {
            MessageStatus.OWED,
            MessageStatus.SENDING,
            MessageStatus.SENT,
            MessageStatus.SUPPRESSED,
            MessageStatus.FAILED,
        },
        MessageStatus.SENT: {},
        MessageStatus.SUPPRESSED: {},
        MessageStatus.FAILED: {MessageStatus.OWED},
    }
)
UNDER_WAY = (MessageStatus.OWED, MessageStatus.SENDING)


class ProofKind(TextChoices):
    """What a driver brings back from a door."""

    PHOTO = "PHOTO", _("Photo")
    SIGNATURE = "SIGNATURE", _("Signature and name")
    PIN = "PIN", _("PIN of the recipient")
    SCAN = "SCAN", _("Scan of every parcel")
    AGE = "AGE", _("Age checked")
    NOTE = "NOTE", _("Note")
    NONE = "NONE", _("Contactless, nothing to show")


class ProofMode(TextChoices):
    """How much a proof is asked for."""

    MANDATORY = "MANDATORY", _("Must be there")
    MANDATORY_UNLESS = "MANDATORY_UNLESS", _("Must be there, or a reason")
    OPTIONAL = "OPTIONAL", _("May be there")
    OFF = "OFF", _("Not asked for")


class Waiver(TextChoices):
    """Why a proof that was asked for is not there. Every one is shown to the office."""

    REFUSED = "REFUSED", _("Refused by the recipient")
    UNABLE = "UNABLE", _("The recipient cannot")
    CONTACTLESS = "CONTACTLESS", _("Contactless wanted")
    DARK = "DARK", _("Too dark for a photo")
    NOT_ALLOWED = "NOT_ALLOWED", _("Photos are not allowed here")
    BROKEN = "BROKEN", _("Camera or scanner broken")
    OFFICE = "OFFICE", _("The office agreed by phone")


class PolicyOutcome(TextChoices):
    """For which endings a rule about proof is meant."""

    DELIVERED = "DELIVERED", _("Delivered, all of it")
    PARTIAL = "PARTIAL", _("Delivered in part")
    FAILED = "FAILED", _("Not delivered")


class Relationship(TextChoices):
    """Who signed."""

    RECIPIENT = "RECIPIENT", _("Recipient")
    HOUSEHOLD = "HOUSEHOLD", _("Household")
    NEIGHBOUR = "NEIGHBOUR", _("Neighbour")
    RECEPTION = "RECEPTION", _("Reception")


class FileRole(TextChoices):
    """What a file of a proof shows."""

    PHOTO = "PHOTO", _("Photo")
    SIGNATURE = "SIGNATURE", _("Signature")
