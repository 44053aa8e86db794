"""What can go wrong in the field, as opposed to in the program."""

from http import HTTPStatus
from typing import ClassVar


class DomainError(Exception):
    """A rule of the business said no. `code` is for programs, the message for people, facts for both."""

    code: ClassVar[str] = "refused"
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class IllegalMoveError(DomainError):
    """A status cannot become the one that was asked for."""

    code = "illegal_move"


class BadInputError(DomainError):
    """What was sent cannot be meant. `place` says where: a field, a row, a path into the document."""

    code = "bad_input"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NotFoundError(DomainError):
    """There is no such thing, or not for you."""

    code = "not_found"
    status = HTTPStatus.NOT_FOUND


class BusyError(DomainError):
    """Others hold the rows; nothing was changed, and asking again will do."""

    code = "busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class StaleError(DomainError):
    """What the caller looked at has changed since."""

    code = "stale"
