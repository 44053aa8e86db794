"""What can be refused to a phone."""

from http import HTTPStatus

from core.errors import BadInputError, DomainError


class PairingRefusedError(DomainError):
    """The code is wrong, used, or too old; which of them is not told."""

    code = "pairing_refused"


class TooManyTriesError(DomainError):
    """Too many wrong codes came from this address."""

    code = "too_many_requests"
    status = HTTPStatus.TOO_MANY_REQUESTS


class DeviceRevokedError(DomainError):
    """The phone was unpaired while it was asking."""

    code = "device_revoked"
    status = HTTPStatus.UNAUTHORIZED


class MalformedCommandError(BadInputError):
    """A command is not what the agreed form says. `field` says where."""

    code = "malformed_command"


class TooLargeError(DomainError):
    """More bytes than are taken."""

    code = "too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class FileRefusedError(BadInputError):
    """The bytes are not the file that was announced, or not a picture."""

    code = "file_refused"


class WrongOffsetError(DomainError):
    """A piece does not begin where the bytes that are here end; `offset` says where that is."""

    code = "wrong_offset"
