"""Every status of what comes back, and every lifecycle, on one page.

Four lives, side by side: may it come back (authorisation), where is it (logistics), what becomes of the goods
(disposition), what becomes of the money (refund).
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Lifecycle


class ReturnKind(TextChoices):
    """Why there is a return at all."""

    UNDELIVERED = "UNDELIVERED", _("Could not be handed over")
    REQUESTED = "REQUESTED", _("Asked for by the recipient")


class ReturnReason(TextChoices):
    """Why goods come back: what the driver told at the door, or the recipient afterwards."""

    NOT_HOME = "NOT_HOME", _("Nobody there")
    REFUSED = "REFUSED", _("Refused")
    WRONG_ADDRESS = "WRONG_ADDRESS", _("Wrong address")
    NO_ACCESS = "NO_ACCESS", _("No access")
    CLOSED = "CLOSED", _("Closed")
    DAMAGED = "DAMAGED", _("Goods damaged")
    MISSING = "MISSING", _("Goods missing")
    OUT_OF_TIME = "OUT_OF_TIME", _("Ran out of time")
    OTHER = "OTHER", _("Other")
    CHANGED_MIND = "CHANGED_MIND", _("Not wanted any more")
    NOT_AS_DESCRIBED = "NOT_AS_DESCRIBED", _("Not as described")
    WRONG_ITEM = "WRONG_ITEM", _("Wrong item was sent")
    FAULTY = "FAULTY", _("Does not work")


NEVER_OPENED = (
    ReturnReason.NOT_HOME,
    ReturnReason.REFUSED,
    ReturnReason.WRONG_ADDRESS,
    ReturnReason.NO_ACCESS,
    ReturnReason.CLOSED,
    ReturnReason.OUT_OF_TIME,
)
"""Nobody had the goods in hand but the driver."""


class AuthorisationStatus(TextChoices):
    """Whether something may come back. What could not be handed over needs nobody's leave."""

    REQUESTED = "REQUESTED", _("Asked for")
    APPROVED = "APPROVED", _("Approved")
    DECLINED = "DECLINED", _("Declined")
    EXPIRED = "EXPIRED", _("Expired")
    CANCELLED = "CANCELLED", _("Cancelled")
    CLOSED = "CLOSED", _("Closed")


AUTHORISATION = Lifecycle(
    {
        AuthorisationStatus.REQUESTED: {
            AuthorisationStatus.APPROVED,
            AuthorisationStatus.DECLINED,
            AuthorisationStatus.CANCELLED,
        },
        AuthorisationStatus.APPROVED: {
            AuthorisationStatus.EXPIRED,
            AuthorisationStatus.CANCELLED,
            AuthorisationStatus.CLOSED,
        },
        AuthorisationStatus.DECLINED: {},
        AuthorisationStatus.EXPIRED: {},
        AuthorisationStatus.CANCELLED: {},
        # The last of its goods was undone at the dock.
        AuthorisationStatus.CLOSED: {AuthorisationStatus.APPROVED},
    }
)


class UnitStatus(TextChoices):
    """What has become of goods that come back."""

    EXPECTED = "EXPECTED", _("On the way")
    RECEIVED = "RECEIVED", _("To be inspected")
    DECIDED = "DECIDED", _("To be put away")
    PUT_AWAY = "PUT_AWAY", _("Put away")
    SENT_AGAIN = "SENT_AGAIN", _("Goes out again")
    SHIPPED_OUT = "SHIPPED_OUT", _("Sent to the vendor")
    DESTROYED = "DESTROYED", _("Scrapped")
    MISSING = "MISSING", _("Missing")
    WITHDRAWN = "WITHDRAWN", _("Scanned by mistake")


UNIT = Lifecycle(
    {
        UnitStatus.EXPECTED: {UnitStatus.RECEIVED, UnitStatus.MISSING},
        UnitStatus.RECEIVED: {
            UnitStatus.DECIDED,
            UnitStatus.SENT_AGAIN,
            UnitStatus.DESTROYED,
            UnitStatus.WITHDRAWN,
            UnitStatus.EXPECTED,
        },
        # Everything at the dock can be undone, as long as the goods still lie where the act put them.
        UnitStatus.DECIDED: {UnitStatus.PUT_AWAY, UnitStatus.SHIPPED_OUT, UnitStatus.RECEIVED},
        UnitStatus.PUT_AWAY: {UnitStatus.DECIDED},
        UnitStatus.SHIPPED_OUT: {UnitStatus.DECIDED},
        UnitStatus.DESTROYED: {UnitStatus.RECEIVED},
        UnitStatus.MISSING: {UnitStatus.RECEIVED},  # it turned up
        UnitStatus.SENT_AGAIN: {},
        UnitStatus.WITHDRAWN: {},
    }
)
LYING = (UnitStatus.EXPECTED, UnitStatus.RECEIVED, UnitStatus.DECIDED, UnitStatus.PUT_AWAY)
"""The goods are on the books of the house, at the balance that the unit names."""
UNDECIDED = (UnitStatus.EXPECTED, UnitStatus.RECEIVED, UnitStatus.WITHDRAWN)
AT_THE_DOCK = (UnitStatus.RECEIVED, UnitStatus.DECIDED)


class Disposition(TextChoices):
    """What is to become of goods that came back."""

    RESTOCK = "RESTOCK", _("Back to stock")
    B_GRADE = "B_GRADE", _("Keep as second choice")
    QUARANTINE = "QUARANTINE", _("Quarantine")
    VENDOR = "VENDOR", _("Return to the vendor")
    SCRAP = "SCRAP", _("Scrap")
    TRY_AGAIN = "TRY_AGAIN", _("Deliver again")
    LOST = "LOST", _("Lost")


CHOSEN_BY_PEOPLE = (
    Disposition.RESTOCK,
    Disposition.B_GRADE,
    Disposition.QUARANTINE,
    Disposition.VENDOR,
    Disposition.SCRAP,
)
FORBIDDEN_WHEN_WARM = (Disposition.RESTOCK, Disposition.B_GRADE, Disposition.TRY_AGAIN)
"""Goods whose cold chain broke are never sold again, whoever asks."""


class Grade(TextChoices):
    """In which condition goods came back."""

    A = "A", _("As new")
    B = "B", _("Opened, complete")
    C = "C", _("Used or marked")
    D = "D", _("Broken or spoilt")


class ColdChain(TextChoices):
    """Whether goods stayed as cold as they must."""

    NONE = "NONE", _("Needs no cold")
    KEPT = "KEPT", _("Still cold")
    BROKEN = "BROKEN", _("Too warm")
    UNKNOWN = "UNKNOWN", _("Nobody looked")


class LossReason(TextChoices):
    """Why goods that should be on a vehicle are not."""

    NOT_FOUND = "NOT_FOUND", _("Not on the vehicle")
    STOLEN = "STOLEN", _("Stolen")
    GIVEN_OUT = "GIVEN_OUT", _("Handed over, and not told")
    NEVER_LOADED = "NEVER_LOADED", _("Never was on the vehicle")
