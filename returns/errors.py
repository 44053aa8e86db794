"""What returns can refuse."""

from core.errors import DomainError


class NotOnVehicleError(DomainError):
    """What was scanned does not stand on a vehicle that is back. The message says where it is."""

    code = "not_on_vehicle"


class NotToldError(DomainError):
    """Its delivery has not been told how it ended; the driver says so first."""

    code = "not_told"


class AlreadyDecidedError(DomainError):
    """Somebody decided what becomes of it, or it is no longer there."""

    code = "already_decided"


class DispositionForbiddenError(DomainError):
    """A rule forbids it: goods whose cold chain broke are not sold again."""

    code = "disposition_forbidden"


class NothingToUndoError(DomainError):
    """The last act cannot be taken back: the goods have gone on."""

    code = "nothing_to_undo"
