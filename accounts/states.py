"""Every lifecycle of accounts, on one page."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Lifecycle


class DeviceScope(TextChoices):
    """Where a paired phone or scanner works."""

    FLOOR = "FLOOR", _("Warehouse floor")
    DRIVER = "DRIVER", _("Driver")


class CommandStatus(TextChoices):
    """What became of an act that a phone sent."""

    WAITING = "WAITING", _("Waiting")
    APPLIED = "APPLIED", _("Applied")
    REJECTED = "REJECTED", _("Rejected")


class WaitsFor(TextChoices):
    """Why a command could not be judged yet."""

    GAP = "GAP", _("an earlier act of this phone")
    FILES = "FILES", _("its photos")
    ORDER = "ORDER", _("an earlier act on the same thing")
    TROUBLE = "TROUBLE", _("another try")


class FileStatus(TextChoices):
    """How far a photo or signature has come."""

    ARRIVING = "ARRIVING", _("Arriving")
    KEPT = "KEPT", _("Kept")


DEVICE_COMMAND = Lifecycle(
    {
        CommandStatus.WAITING: {CommandStatus.APPLIED, CommandStatus.REJECTED},
        CommandStatus.APPLIED: set(),
        CommandStatus.REJECTED: set(),
    }
)
DEVICE_FILE = Lifecycle({FileStatus.ARRIVING: {FileStatus.KEPT}, FileStatus.KEPT: set()})
