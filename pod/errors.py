"""What pod can refuse."""

from http import HTTPStatus

from core.errors import DomainError


class PinWrongError(DomainError):
    """The recipient's PIN was another one."""

    code = "pin_wrong"


class PinLockedError(DomainError):
    """Too many wrong PINs for this delivery: the office decides."""

    code = "pin_locked"
    status = HTTPStatus.TOO_MANY_REQUESTS
