"""Every lifecycle of the foundation, on one page."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Lifecycle


class ImportStatus(TextChoices):
    """What became of a file that somebody brought."""

    WAITING = "WAITING", _("Waiting to be checked")
    CHECKING = "CHECKING", _("Being checked")
    CHECKED = "CHECKED", _("Checked")
    REFUSED = "REFUSED", _("Refused")
    QUEUED = "QUEUED", _("Waiting to be imported")
    APPLYING = "APPLYING", _("Being imported")
    APPLIED = "APPLIED", _("Applied")
    FAILED = "FAILED", _("Failed")
    CANCELLED = "CANCELLED", _("Cancelled")


class ImportStage(TextChoices):
    """What a worker does with the rows of a file, in this order."""

    READING = "READING", _("Reading")
    LOOKING_UP = "LOOKING_UP", _("Looking up")
    JUDGING = "JUDGING", _("Judging")
    WRITING = "WRITING", _("Writing")


class ImportMode(TextChoices):
    """What happens when some rows of a file cannot be taken."""

    ALL = "ALL", _("All rows or none")
    GOOD_ROWS = "GOOD_ROWS", _("Only the good rows")


_OVER = {ImportStatus.FAILED, ImportStatus.CANCELLED}
IMPORT = Lifecycle(
    {
        ImportStatus.WAITING: {ImportStatus.CHECKING, *_OVER},
        # A worker that died leaves CHECKING or APPLYING behind; the next one claims it again.
        ImportStatus.CHECKING: {
            ImportStatus.CHECKING,
            ImportStatus.WAITING,
            ImportStatus.CHECKED,
            ImportStatus.QUEUED,
            ImportStatus.REFUSED,
            *_OVER,
        },
        ImportStatus.CHECKED: {ImportStatus.QUEUED, ImportStatus.APPLIED, ImportStatus.FAILED},
        ImportStatus.QUEUED: {ImportStatus.APPLYING, ImportStatus.APPLIED, *_OVER},
        ImportStatus.APPLYING: {
            ImportStatus.APPLYING,
            ImportStatus.QUEUED,
            ImportStatus.APPLIED,
            *_OVER,
        },
        ImportStatus.FAILED: {ImportStatus.QUEUED, ImportStatus.APPLIED, ImportStatus.FAILED},
        ImportStatus.CANCELLED: {ImportStatus.QUEUED, ImportStatus.APPLIED},
        ImportStatus.REFUSED: set(),
        ImportStatus.APPLIED: set(),
    }
)
