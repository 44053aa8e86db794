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
