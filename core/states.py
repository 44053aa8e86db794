"""Every lifecycle of the foundation, on one page."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Lifecycle


class ImportStatus(TextChoices):
    """What became of a file that somebody brought."""

    CHECKED = "CHECKED", _("Checked")
    REFUSED = "REFUSED", _("Refused")
    APPLIED = "APPLIED", _("Applied")
    FAILED = "FAILED", _("Failed")


class ImportMode(TextChoices):
    """What happens when some rows of a file cannot be taken."""

    ALL = "ALL", _("All rows or none")
    GOOD_ROWS = "GOOD_ROWS", _("Only the good rows")


IMPORT = Lifecycle(
    {
        ImportStatus.CHECKED: {ImportStatus.APPLIED, ImportStatus.FAILED},
        ImportStatus.FAILED: {ImportStatus.APPLIED, ImportStatus.FAILED},
        ImportStatus.REFUSED: set(),
        ImportStatus.APPLIED: set(),
    }
)
